import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo } from 'node:net';
import { Module } from '@nestjs/common';
import { APP_FILTER, NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Registry } from 'prom-client';
import type { Settings } from '../../config/settings.js';
import { installPipeline } from '../../http/request-pipeline.js';
import { ServerAdapter } from '../../http/server-adapter.js';
import { UnifiedErrorFilter } from '../../http/unified-error-filter.js';
import { CallSignature } from '../call-signature.js';
import { ContractDoor } from '../contract-door.js';
import { RemoteContexts } from '../remote-contexts.js';
import type { ContractClass } from '../service-contract.js';
import { ServiceRegistry } from '../service-registry.js';

export const SECRET = 'only for tests, but long enough to be taken';

export interface Serving extends AsyncDisposable {
  readonly url: string;
}

@Module({})
class CalleeModule {}

/** A process with the platform's own way of serving, and nothing in it but this contract. */
export async function callee(context: string, contract: ContractClass, implementation: object): Promise<Serving> {
  const services = new ServiceRegistry(new Registry());
  services.provide(context, contract, implementation);
  const root = {
    module: CalleeModule,
    providers: [
      { provide: ServiceRegistry, useValue: services },
      { provide: CallSignature, useValue: new CallSignature(SECRET) },
      ContractDoor,
      { provide: APP_FILTER, useClass: UnifiedErrorFilter },
    ],
  };
  const app = await NestFactory.create<NestFastifyApplication>(root, new ServerAdapter(), {
    logger: false,
    abortOnError: false,
    forceCloseConnections: true,
  });
  const nobody = { authenticate: () => undefined, authenticateConnection: () => Promise.reject() };
  installPipeline(app.getHttpAdapter().getInstance(), nobody);
  await app.listen(0, '127.0.0.1');
  return { url: await app.getUrl(), [Symbol.asyncDispose]: () => app.close() };
}

/** A server that is not ours, or not itself. */
export async function serverThat(answers: RequestListener): Promise<Serving> {
  const server = createServer(answers);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${port}`, [Symbol.asyncDispose]: close };
}

export interface Caller<T> extends AsyncDisposable {
  /** The contract as context `shop` has it. */
  readonly contract: T;
  /** All metrics as text. */
  metrics(): Promise<string>;
}

interface CallerOptions<T> {
  readonly calls?: Partial<Settings['calls']>;
  readonly fallback?: Partial<T>;
  readonly jwtSecret?: string;
}

/** A process that has to look for the contract's context elsewhere. Its times are short, and it makes two retries. */
export function caller<T extends object>(
  context: string,
  contract: ContractClass<T>,
  url: string,
  { calls, fallback, jwtSecret = SECRET }: CallerOptions<T> = {},
): Caller<T> {
  const limits = {
    timeoutMs: 2_000,
    retries: 2,
    retryMinMs: 1,
    retryMaxMs: 2,
    breakerErrorRate: 0.5,
    breakerHalfOpenMs: 60_000,
    ...calls,
  };
  const metrics = new Registry();
  const services = new ServiceRegistry(metrics);
  const remote = new RemoteContexts({ contractUrls: { [context]: url }, calls: limits, jwtSecret }, metrics);
  remote.reach([context]);
  services.require('shop', contract, fallback);
  const endpoint = remote.get(context)?.endpoint(contract);
  if (endpoint) services.attach(contract, endpoint);
  return {
    contract: services.connect('shop', contract),
    metrics: () => metrics.metrics(),
    [Symbol.asyncDispose]: () => remote.onApplicationShutdown(),
  };
}
