import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { Args, Context, ID, Info, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import type { Actor } from '#platform/context/actor.js';
import { type Connection, toConnection } from '#platform/graphql/connection-of.js';
import type { GraphqlContext } from '#platform/graphql/graphql-context.js';
import { requestedFields } from '#platform/graphql/requested-fields.js';
import { CurrentActor } from '#platform/http/current-actor.js';
import { Permitted } from '#platform/http/demands.js';
import { idOf } from '#platform/http/validation.js';
import { CancelTherapySession } from '../commands/cancel-therapy-session.js';
import { CompleteTherapySession } from '../commands/complete-therapy-session.js';
import { DeleteTherapySession } from '../commands/delete-therapy-session.js';
import { RescheduleTherapySession } from '../commands/reschedule-therapy-session.js';
import { RestoreTherapySession } from '../commands/restore-therapy-session.js';
import { ScheduleTherapySession } from '../commands/schedule-therapy-session.js';
import { StartTherapySession } from '../commands/start-therapy-session.js';
import { schedulingPermissions } from '../contract/scheduling-permissions.js';
import type { SessionView } from '../model/session-view.js';
import { GetTherapySession } from '../queries/get-therapy-session.js';
import { ListTherapySessions } from '../queries/list-therapy-sessions.js';
import {
  CancelTherapySessionDto,
  RescheduleTherapySessionDto,
  ScheduleTherapySessionDto,
} from './therapy-session.dto.js';
import { TherapySessionFieldsResolver } from './therapy-session-fields.resolver.js';
import { sessionFilter, TherapySessionsArgs } from './therapy-session-filter-type.js';
import { TherapySessionConnection, TherapySessionType } from './therapy-session-type.js';

const SessionId = () => Args('id', { type: () => ID }, idOf('THERAPY_SESSION'));

/** The same commands and queries as {@link TherapySessionsController}. */
@Resolver(() => TherapySessionType)
export class TherapySessionsResolver {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly fields: TherapySessionFieldsResolver,
  ) {}

  @Query(() => TherapySessionType, { nullable: true })
  @Permitted(schedulingPermissions['session.view'])
  therapySession(@CurrentActor() actor: Actor, @SessionId() id: string): Promise<SessionView> {
    return this.queries.execute(new GetTherapySession(actor, id));
  }

  @Query(() => TherapySessionConnection)
  @Permitted(schedulingPermissions['session.view'])
  async therapySessions(
    @CurrentActor() actor: Actor,
    @Args({ type: () => TherapySessionsArgs }) args: Readonly<TherapySessionsArgs>,
    @Context() context: GraphqlContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Connection<SessionView>> {
    const { names, columns } = requestedOfSessions(info);
    const request = sessionFilter.request(args, columns);
    const page = await this.queries.execute(new ListTherapySessions(actor, request));
    await this.fields.gather(context, page.items, names);
    return toConnection(page);
  }

  @Mutation(() => TherapySessionType)
  @Permitted(schedulingPermissions['session.schedule'])
  scheduleTherapySession(
    @CurrentActor() actor: Actor,
    @Args('input') input: ScheduleTherapySessionDto,
  ): Promise<SessionView> {
    return this.commands.execute(new ScheduleTherapySession(actor, input));
  }

  @Mutation(() => TherapySessionType)
  @Permitted(schedulingPermissions['session.schedule'])
  rescheduleTherapySession(
    @CurrentActor() actor: Actor,
    @SessionId() id: string,
    @Args('input') { startsAt, durationMinutes }: RescheduleTherapySessionDto,
  ): Promise<SessionView> {
    return this.commands.execute(new RescheduleTherapySession(actor, id, startsAt, durationMinutes));
  }

  @Mutation(() => TherapySessionType)
  @Permitted(schedulingPermissions['session.conduct'])
  startTherapySession(@CurrentActor() actor: Actor, @SessionId() id: string): Promise<SessionView> {
    return this.commands.execute(new StartTherapySession(actor, id));
  }

  @Mutation(() => TherapySessionType)
  @Permitted(schedulingPermissions['session.conduct'])
  completeTherapySession(@CurrentActor() actor: Actor, @SessionId() id: string): Promise<SessionView> {
    return this.commands.execute(new CompleteTherapySession(actor, id));
  }

  @Mutation(() => TherapySessionType)
  @Permitted(schedulingPermissions['session.schedule'])
  cancelTherapySession(
    @CurrentActor() actor: Actor,
    @SessionId() id: string,
    @Args('input', { nullable: true }) input?: CancelTherapySessionDto,
  ): Promise<SessionView> {
    return this.commands.execute(new CancelTherapySession(actor, id, input?.reason));
  }

  /** Always true, since anything else is an error. */
  @Mutation(() => Boolean, { description: 'Out of sight, and to be restored until it is purged.' })
  @Permitted(schedulingPermissions['session.delete'])
  async deleteTherapySession(@CurrentActor() actor: Actor, @SessionId() id: string): Promise<boolean> {
    await this.commands.execute(new DeleteTherapySession(actor, id));
    return true;
  }

  @Mutation(() => TherapySessionType)
  @Permitted(schedulingPermissions['session.delete'])
  restoreTherapySession(@CurrentActor() actor: Actor, @SessionId() id: string): Promise<SessionView> {
    return this.commands.execute(new RestoreTherapySession(actor, id));
  }
}

/** What the fields that hang on a session are found by. */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  patient: ['patientId'],
  therapist: ['therapistId'],
  charge: ['id'],
  events: ['id'],
  actions: ['id', 'status'],
};

const requestedOfSessions = requestedFields('items', (names) => ({
  names,
  columns: [...new Set(names.flatMap((name) => NEEDED[name] ?? name))].sort(),
}));
