import { type DynamicModule, Global, Module } from '@nestjs/common';
import { collectDefaultMetrics, Registry } from 'prom-client';

/** The process's metrics; one registry per application, so that tests can run several in one process. */
export const METRICS = Symbol('praxis:metrics');

@Global()
@Module({})
export class MetricsModule {
  static forRoot(): DynamicModule {
    const registry = new Registry();
    collectDefaultMetrics({ register: registry });
    return { module: MetricsModule, providers: [{ provide: METRICS, useValue: registry }], exports: [METRICS] };
  }
}
