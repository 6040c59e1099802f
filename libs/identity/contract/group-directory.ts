import { ServiceContract } from '#platform/services/service-contract.js';

/** What other contexts may know of a group of users. */
export interface Group {
  readonly id: string;
  readonly name: string;
}

/** The groups of the current account. */
@ServiceContract({
  name: 'identity.group-directory',
  label: 'Groups of the account',
  methods: { groups: 'The groups with these ids; unknown ones, and those of other accounts, are left out.' },
})
export abstract class GroupDirectory {
  abstract groups(ids: readonly string[]): Promise<Group[]>;
}
