import { describe, expect, it } from 'vitest';
import type { Role } from '#platform/context/actor.js';
import { newId } from '#platform/context/ids.js';
import type { GraphqlContext } from '#platform/graphql/graphql-context.js';
import type { ObjectEvents } from '#platform/graphql/object-events.js';
import type { UserType } from '../contract/index.js';
import { UserFieldsResolver } from './user-fields.resolver.js';

/** A therapist, as a session shows one to its patient. */
const therapist = { id: newId(), roles: ['therapist'], active: true } as UserType;
const history = [{ type: 'user.registered' }];
const resolver = new UserFieldsResolver({ of: async () => history } as unknown as ObjectEvents);
const asked = (role: Role, userId = newId()) =>
  ({
    reply: { request: { praxis: { actor: { userId, accountId: newId(), roles: [role] } } } },
  }) as unknown as GraphqlContext;

describe('a user within something that a patient sees', () => {
  it('has no history and no actions for the patient', async () => {
    expect(await resolver.events(therapist, {}, asked('patient'))).toBeNull();
    expect(resolver.actions(therapist, {}, asked('patient'))).toEqual([]);
  });

  it('has both for staff, and for themselves', async () => {
    for (const request of [asked('viewer'), asked('patient', therapist.id)]) {
      expect(await resolver.events(therapist, {}, request)).toBe(history);
      expect(resolver.actions(therapist, {}, request).at(-1)).toMatchObject({ name: 'events' });
    }
  });
});
