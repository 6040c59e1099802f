import { beforeAll, describe, expect, it } from 'vitest';
import { AccessControl } from '#platform/access/access-control.js';
import type { Role } from '#platform/context/actor.js';
import { newId } from '#platform/context/ids.js';
import type { GraphqlContext } from '#platform/graphql/graphql-context.js';
import type { ObjectEvents } from '#platform/graphql/object-events.js';
import type { UserType } from '../contract/index.js';
import { UserStandings } from '../queries/user-standings.js';
import type { IdentityApplication, Member } from '../testing/identity-application.js';
import { identityForAll } from '../testing/identity-for-all.js';
import { UserFieldsResolver } from './user-fields.resolver.js';

let app: IdentityApplication;
let accountId: string;
identityForAll((identity) => {
  ({ app, accountId } = identity);
});

const history = [{ type: 'user.registered' }];
let resolver: UserFieldsResolver;
let member: Member;
/** A therapist, as a session shows one to its patient. */
let therapist: UserType;

beforeAll(async () => {
  const events = { of: async () => history } as unknown as ObjectEvents;
  resolver = new UserFieldsResolver(events, app.nest.get(UserStandings), app.nest.get(AccessControl));
  member = await app.member({ accountId, roles: ['therapist'] });
  therapist = { id: member.id, email: member.email, roles: ['therapist'], active: true, profile: null } as UserType;
});

const asked = (role: Role, userId = newId()) =>
  ({ reply: { request: { praxis: { actor: { userId, accountId, roles: [role] } } } } }) as unknown as GraphqlContext;

describe('a user within something that a patient sees', () => {
  it('has no history and no actions for the patient', async () => {
    expect(await resolver.events(therapist, {}, asked('patient'))).toBeNull();
    expect(await resolver.actions(therapist, {}, asked('patient'))).toEqual([]);
  });

  it('has both for staff, for themselves, and for whom it is granted', async () => {
    const patient = await app.member({ accountId, roles: ['patient'] });
    await app.grant(patient, 'identity.user.view', member);
    for (const request of [asked('viewer'), asked('patient', member.id), asked('patient', patient.id)]) {
      expect(await resolver.events(therapist, {}, request)).toBe(history);
      expect((await resolver.actions(therapist, {}, request)).at(-1)).toMatchObject({ name: 'events' });
    }
  });
});
