import type { Actor, Role } from '../../context/actor.js';
import { newId } from '../../context/ids.js';
import { TenantDatabase } from '../../database/tenant-database.js';
import { UnauthenticatedError } from '../../errors/application-error.js';
import { Authentication, type ConnectionCredential, type TokenHolder } from '../../http/authentication.js';

/** Somebody who is signed in. */
export interface Holder extends TokenHolder {
  readonly token: string;
  /** Of which the answer comes late: after the database was asked, and before the caller knows. */
  readonly delay?: { asked(): void; readonly over: Promise<void> };
}

/** Tokens that a test gave out. Whether their sign-ins still stand, the database says. */
export class TokenBook {
  readonly #holders = new Map<string, Holder>();

  /** @param change `validFor` in milliseconds */
  issue(
    accountId: string,
    roles: readonly Role[],
    change: Partial<Pick<Holder, keyof Actor | 'delay'>> & { validFor?: number } = {},
  ): Holder {
    const { validFor = 900_000, ...actor } = change;
    const holder = {
      userId: newId(),
      accountId,
      roles,
      signInId: newId(),
      issuedAt: Date.now(),
      expiresAt: Date.now() + validFor,
      token: newId(),
      ...actor,
    };
    this.#holders.set(holder.token, holder);
    return holder;
  }

  /** To be provided as {@link Authentication}. */
  get provider() {
    const find = (token: string) => this.#find(token);
    return {
      provide: Authentication,
      inject: [TenantDatabase],
      useFactory: (database: TenantDatabase): Authentication => new TokenBookAuthentication(find, database),
    };
  }

  #find(token: string): Holder {
    const holder = this.#holders.get(token);
    if (!holder || holder.expiresAt <= Date.now()) throw new UnauthenticatedError();
    return holder;
  }
}

class TokenBookAuthentication extends Authentication {
  constructor(
    private readonly find: (token: string) => Holder,
    private readonly database: TenantDatabase,
  ) {
    super();
  }

  override authenticate({ headers: { authorization } }: { headers: { authorization?: string } }): Actor | undefined {
    return authorization === undefined ? undefined : this.find(authorization.replace('Bearer ', ''));
  }

  override async authenticateConnection(
    { token = '' }: ConnectionCredential,
    known?: (holder: TokenHolder) => Promise<void> | undefined,
  ): Promise<TokenHolder> {
    const holder = this.find(token);
    await known?.(holder);
    await this.database.forAccount(holder.accountId, { actor: holder }).verifyStanding();
    holder.delay?.asked();
    await holder.delay?.over;
    return holder;
  }
}
