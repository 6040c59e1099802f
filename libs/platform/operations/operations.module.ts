import { Global, Module } from '@nestjs/common';
import { AccountStanding } from '../http/account-standing.js';
import { ObjectHistory } from '../http/object-history.js';
import { ResourceReports } from '../observability/resource-reports.js';
import { TasksModule } from '../tasks/tasks.module.js';
import { AuditTrail } from './audit-trail.js';
import { DeadLettersController } from './dead-letters.controller.js';
import { EventsController } from './events.controller.js';
import { ForgetExpiredTask, forgetExpired, platformMaintenance } from './forget-expired.task.js';
import { HealthController } from './health.controller.js';
import { LifecycleEvents } from './lifecycle-events.js';
import { Readiness } from './readiness.js';
import { ResourceReportsController } from './resource-reports.controller.js';
import { SystemController } from './system.controller.js';
import { SystemCatalogue } from './system-catalogue.js';

/** What operators and auditors see: health, metrics, history, wiring, dead letters. */
@Global()
@Module({
  imports: [TasksModule.forFeature({ tasks: [forgetExpired], queues: [platformMaintenance] })],
  controllers: [HealthController, EventsController, SystemController, DeadLettersController, ResourceReportsController],
  providers: [
    Readiness,
    AuditTrail,
    SystemCatalogue,
    ObjectHistory,
    LifecycleEvents,
    AccountStanding,
    ResourceReports,
    ForgetExpiredTask,
  ],
  exports: [ObjectHistory, AuditTrail, SystemCatalogue],
})
export class OperationsModule {}
