import { NotFoundError } from '#platform/errors/application-error.js';
import { ServiceContract } from '#platform/services/service-contract.js';
import type { Feature } from './plan-features.js';

/** What other contexts may know of an account. */
export interface AccountFacts {
  readonly id: string;
  readonly name: string;
  readonly slug: string | null;
  /** BCP 47, for example `de-AT`. */
  readonly locale: string;
  /** IANA. The default where no site says otherwise. */
  readonly timeZone: string;
  /** Whether people may register themselves. */
  readonly selfRegistration: boolean;
  /** It, and its users, cannot be deleted. */
  readonly system: boolean;
  /** Object type → days that deleted objects are kept. */
  readonly retentionDays: Readonly<Record<string, number>>;
  readonly plan: string;
  readonly features: readonly Feature[];
  /** Times the ordinary requests per minute. */
  readonly throttleFactor: number;
}

export class AccountNotFoundError extends NotFoundError {
  constructor() {
    super('ACCOUNT_NOT_FOUND', 'There is no such account.');
  }
}

@ServiceContract({
  name: 'accounts.account-directory',
  label: 'Accounts',
  methods: { account: 'One account, by its id or its short name. Throws ACCOUNT_NOT_FOUND.' },
  errors: [AccountNotFoundError],
})
export abstract class AccountDirectory {
  /**
   * Needs no tenant, and can be asked for any account: nothing that it tells may go to a caller of another one.
   * @throws AccountNotFoundError also for one that was deleted
   */
  abstract account(idOrSlug: string): Promise<AccountFacts>;
}
