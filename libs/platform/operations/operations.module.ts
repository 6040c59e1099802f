import { Global, Module } from '@nestjs/common';
import { ObjectHistory } from '../http/object-history.js';
import { DeadLettersController } from './dead-letters.controller.js';
import { EventsController } from './events.controller.js';
import { HealthController } from './health.controller.js';
import { LifecycleEvents } from './lifecycle-events.js';
import { Readiness } from './readiness.js';
import { SystemController } from './system.controller.js';

/** What operators and auditors see: health, metrics, history, wiring, dead letters. */
@Global()
@Module({
  controllers: [HealthController, EventsController, SystemController, DeadLettersController],
  providers: [Readiness, ObjectHistory, LifecycleEvents],
  exports: [ObjectHistory],
})
export class OperationsModule {}
