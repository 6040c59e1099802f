import { SiteDirectory } from '#accounts/contract/index.js';
import { ChargeDirectory } from '#billing/contract/index.js';
import { PeopleDirectory } from '#identity/contract/index.js';
import { BoundedContext, fallback } from '#platform/composition/bounded-context.js';
import { SlotsController } from './api/slots.controller.js';
import { TherapySessionFieldsResolver } from './api/therapy-session-fields.resolver.js';
import { TherapySessionsController } from './api/therapy-sessions.controller.js';
import { TherapySessionsResolver } from './api/therapy-sessions.resolver.js';
import { CancelTherapySessionHandler } from './commands/cancel-therapy-session.js';
import { CompleteTherapySessionHandler } from './commands/complete-therapy-session.js';
import { RescheduleTherapySessionHandler } from './commands/reschedule-therapy-session.js';
import { ScheduleTherapySessionHandler } from './commands/schedule-therapy-session.js';
import { SetWorkingHoursHandler } from './commands/set-working-hours.js';
import { StartTherapySessionHandler } from './commands/start-therapy-session.js';
import { schedulingEvents } from './contract/scheduling-events.js';
import { schedulingPermissions } from './contract/scheduling-permissions.js';
import { Scheduling1763642000000 } from './migrations/1763642000000-scheduling.js';
import { Availability } from './model/availability.entity.js';
import { TherapySession } from './model/therapy-session.entity.js';
import { FindFreeSlotsHandler } from './queries/find-free-slots.js';
import { GetTherapySessionHandler } from './queries/get-therapy-session.js';
import { ListTherapySessionsHandler } from './queries/list-therapy-sessions.js';
import { SessionVisibility } from './queries/session-visibility.js';

@BoundedContext({
  name: 'scheduling',
  label: 'Scheduling',
  emits: schedulingEvents,
  permissions: schedulingPermissions,
  requires: [PeopleDirectory, SiteDirectory, ChargeDirectory],
  fallbacks: [fallback(ChargeDirectory, { chargesOfSessions: async () => [] })],
  entities: [TherapySession, Availability],
  migrations: [Scheduling1763642000000],
  handlers: [
    ScheduleTherapySessionHandler,
    RescheduleTherapySessionHandler,
    StartTherapySessionHandler,
    CompleteTherapySessionHandler,
    CancelTherapySessionHandler,
    SetWorkingHoursHandler,
    GetTherapySessionHandler,
    ListTherapySessionsHandler,
    FindFreeSlotsHandler,
  ],
  visibilities: [SessionVisibility],
  controllers: [TherapySessionsController, SlotsController],
  resolvers: [TherapySessionsResolver, TherapySessionFieldsResolver],
})
export class SchedulingModule {}
