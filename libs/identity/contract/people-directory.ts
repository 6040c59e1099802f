import type { Role } from '#platform/context/actor.js';
import { ServiceContract } from '#platform/services/service-contract.js';

/** What other contexts may know of a user. Times are ISO-8601 UTC. */
export interface Person {
  readonly id: string;
  readonly email: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  /** First and last name, or the e-mail address where there is none. */
  readonly displayName: string;
  readonly profilePicture: string | null;
  /** Their own and those of their groups. */
  readonly roles: readonly Role[];
  readonly active: boolean;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** The people of the current account. */
@ServiceContract({
  name: 'identity.people-directory',
  label: 'People of the account',
  methods: {
    people: 'The people with these ids; unknown ones, and those of other accounts, are left out.',
    peopleWithRole: 'The active people with a role, at most 1,000.',
  },
})
export abstract class PeopleDirectory {
  abstract people(ids: readonly string[]): Promise<readonly Person[]>;
  abstract peopleWithRole(role: Role): Promise<Person[]>;
}
