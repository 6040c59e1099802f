import { SiteDirectory } from '#accounts/contract/index.js';
import { ChargeDirectory } from '#billing/contract/index.js';
import { PeopleDirectory } from '#identity/contract/index.js';
import { BoundedContext, fallback } from '#platform/composition/bounded-context.js';
import { SlotsController } from './api/slots.controller.js';
import { SlotsResolver } from './api/slots.resolver.js';
import { TherapySessionFieldsResolver } from './api/therapy-session-fields.resolver.js';
import { TherapySessionsController } from './api/therapy-sessions.controller.js';
import { TherapySessionsResolver } from './api/therapy-sessions.resolver.js';
import { WorkingHoursController } from './api/working-hours.controller.js';
import { WorkingHoursResolver } from './api/working-hours.resolver.js';
import { CancelTherapySessionHandler } from './commands/cancel-therapy-session.js';
import { CompleteTherapySessionHandler } from './commands/complete-therapy-session.js';
import { DeleteTherapySessionHandler } from './commands/delete-therapy-session.js';
import { RescheduleTherapySessionHandler } from './commands/reschedule-therapy-session.js';
import { RestoreTherapySessionHandler } from './commands/restore-therapy-session.js';
import { ScheduleTherapySessionHandler } from './commands/schedule-therapy-session.js';
import { SetWorkingHoursHandler } from './commands/set-working-hours.js';
import { StartTherapySessionHandler } from './commands/start-therapy-session.js';
import { schedulingEvents } from './contract/scheduling-events.js';
import { schedulingPermissions } from './contract/scheduling-permissions.js';
import { Scheduling1763642000000 } from './migrations/1763642000000-scheduling.js';
import { GrantsEndWithSessions1763650011000 } from './migrations/1763650011000-grants-end-with-sessions.js';
import { DeletedSessions1763650060100 } from './migrations/1763650060100-deleted-sessions.js';
import { RowsKeepToTheirSite1763660041000 } from './migrations/1763660041000-rows-keep-to-their-site.js';
import { HoursAreFacts1763660053000 } from './migrations/1763660053000-hours-are-facts.js';
import { Availability } from './model/availability.entity.js';
import { retainedSessions } from './model/retained-sessions.js';
import { TherapistAtSite } from './model/therapist-at-site.js';
import { TherapySession } from './model/therapy-session.entity.js';
import { therapySessionObject } from './model/therapy-session-object.js';
import { FindFreeSlotsHandler } from './queries/find-free-slots.js';
import { GetTherapySessionHandler } from './queries/get-therapy-session.js';
import { GetWorkingHoursHandler } from './queries/get-working-hours.js';
import { ListTherapySessionsHandler } from './queries/list-therapy-sessions.js';
import { SessionActions } from './queries/session-actions.js';

@BoundedContext({
  name: 'scheduling',
  label: 'Scheduling',
  emits: schedulingEvents,
  permissions: schedulingPermissions,
  objects: [therapySessionObject],
  retains: [retainedSessions],
  requires: [PeopleDirectory, SiteDirectory, ChargeDirectory],
  fallbacks: [fallback(ChargeDirectory, { chargesOfSessions: async () => [] })],
  entities: [TherapySession, Availability],
  migrations: [
    Scheduling1763642000000,
    GrantsEndWithSessions1763650011000,
    DeletedSessions1763650060100,
    RowsKeepToTheirSite1763660041000,
    HoursAreFacts1763660053000,
  ],
  handlers: [
    ScheduleTherapySessionHandler,
    RescheduleTherapySessionHandler,
    StartTherapySessionHandler,
    CompleteTherapySessionHandler,
    CancelTherapySessionHandler,
    DeleteTherapySessionHandler,
    RestoreTherapySessionHandler,
    SetWorkingHoursHandler,
    GetTherapySessionHandler,
    ListTherapySessionsHandler,
    FindFreeSlotsHandler,
    GetWorkingHoursHandler,
  ],
  controllers: [TherapySessionsController, SlotsController, WorkingHoursController],
  resolvers: [TherapySessionsResolver, TherapySessionFieldsResolver, SlotsResolver, WorkingHoursResolver],
  providers: [SessionActions, TherapistAtSite],
})
export class SchedulingModule {}
