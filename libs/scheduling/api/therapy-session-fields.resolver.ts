import { ResolveField, Resolver } from '@nestjs/graphql';
import { billingPermissions, type Charge, ChargeDirectory, ChargeType } from '#billing/contract/index.js';
import { PeopleDirectory, personAsUser, UserType } from '#identity/contract/index.js';
import { AccessControl } from '#platform/access/access-control.js';
import { ActionType } from '#platform/graphql/action-type.js';
import { BatchLoader } from '#platform/graphql/batch-loader.js';
import { EventType } from '#platform/graphql/event-type.js';
import type { GraphqlContext } from '#platform/graphql/graphql-context.js';
import { HeldPermissions } from '#platform/graphql/held-permissions.js';
import { ObjectEvents } from '#platform/graphql/object-events.js';
import { ACTION_PERMISSIONS, permittedActions } from '../model/session-access.policy.js';
import { type SessionView, sessionActions } from '../model/session-view.js';
import { TherapySessionType } from './therapy-session-type.js';

const CHARGE_VIEW = billingPermissions['charge.view'];

type Loaded<T> = T | null | Promise<T | null>;

/** What hangs on a session. However many sessions there are, the people of all are one call, and so are charges and events. */
@Resolver(() => TherapySessionType)
export class TherapySessionFieldsResolver {
  readonly #people: BatchLoader<string, UserType>;
  readonly #charges: BatchLoader<string, Charge>;
  readonly #permitted: HeldPermissions;
  /** Whose charge somebody may see: had on the session, it is had on the charge as well. */
  readonly #chargeable: HeldPermissions;

  constructor(
    people: PeopleDirectory,
    charges: ChargeDirectory,
    private readonly history: ObjectEvents,
    access: AccessControl,
  ) {
    this.#permitted = new HeldPermissions(access, 'therapy_session', ACTION_PERMISSIONS);
    this.#chargeable = new HeldPermissions(access, 'therapy_session', [CHARGE_VIEW]);
    this.#people = new BatchLoader(async (ids) => {
      const found = await people.people(ids);
      return new Map(found.map((person) => [person.id, personAsUser(person)]));
    });
    this.#charges = new BatchLoader(async (sessionIds) => {
      const found = await charges.chargesOfSessions(sessionIds);
      return new Map(found.map((charge) => [charge.sessionId, charge]));
    });
  }

  /** Fetches ahead what these fields of the sessions will ask for, all at once. */
  async gather(request: GraphqlContext, sessions: readonly SessionView[], fields: readonly string[]): Promise<void> {
    const people = [
      ...(fields.includes('patient') ? sessions.map(({ patientId }) => patientId) : []),
      ...(fields.includes('therapist') ? sessions.map(({ therapistId }) => therapistId) : []),
    ];
    const charged = fields.includes('charge') ? await this.#withVisibleCharge(request, sessions) : [];
    await Promise.all([this.#people.gather(request, people), this.#charges.gather(request, charged)]);
  }

  @ResolveField(() => UserType, { nullable: true })
  patient({ patientId }: SessionView, _args: unknown, request: GraphqlContext): Loaded<UserType> {
    return this.#people.load(request, patientId);
  }

  @ResolveField(() => UserType, { nullable: true })
  therapist({ therapistId }: SessionView, _args: unknown, request: GraphqlContext): Loaded<UserType> {
    return this.#people.load(request, therapistId);
  }

  @ResolveField(() => ChargeType, { nullable: true, description: 'Null until it is made, a moment after the booking.' })
  charge({ id }: SessionView, _args: unknown, request: GraphqlContext): Loaded<Charge> {
    const load = (held: ReadonlySet<string>) => (held.has(CHARGE_VIEW.name) ? this.#charges.load(request, id) : null);
    const held = this.#chargeable.on(request, id);
    return held instanceof Promise ? held.then(load) : load(held);
  }

  @ResolveField(() => [EventType], { description: 'The history, newest first.' })
  events({ id }: SessionView, _args: unknown, request: GraphqlContext) {
    return this.history.of(request, { type: 'therapy_session', id });
  }

  @ResolveField(() => [ActionType], { description: 'What the caller may do with the session now.' })
  actions(session: SessionView, _args: unknown, request: GraphqlContext) {
    const tell = (held: ReadonlySet<string>) => sessionActions(session, permittedActions(held));
    const held = this.#permitted.on(request, session.id);
    return held instanceof Promise ? held.then(tell) : tell(held);
  }

  async #withVisibleCharge(request: GraphqlContext, sessions: readonly SessionView[]): Promise<string[]> {
    const held = await Promise.all(sessions.map(({ id }) => this.#chargeable.on(request, id)));
    return sessions.filter((_session, at) => held[at]?.has(CHARGE_VIEW.name)).map(({ id }) => id);
  }
}
