import type { TenantTransaction } from './tenant-database.js';

/** Whether an account may be worked in. `plan_inactive` is answered with 402, `suspended` with 403. */
export const STANDINGS = ['active', 'plan_inactive', 'suspended'] as const;
export type Standing = (typeof STANDINGS)[number];

/** Later than any credential will ever be issued. */
const FOREVER = Number.MAX_SAFE_INTEGER;

/**
 * Now in epoch milliseconds, as SQL. Both when a credential was issued and until when credentials are void are told by the
 * database's clock: processes whose clocks differ agree on which came first.
 */
export const DATABASE_CLOCK = '(extract(epoch from clock_timestamp()) * 1000)::bigint';

/**
 * What `entering` holds every transaction against. The contexts that own accounts, users and sign-ins keep it in step,
 * each in the transaction of the change itself, so that the change takes effect in every process with the next statement.
 */
export class Admission {
  /**
   * Sets the standing of the transaction's account.
   * @param until from then on, by the database's clock, an `active` account is as one with `plan_inactive`
   */
  static async admit(tx: TenantTransaction, standing: Standing, until: Date | null = null): Promise<void> {
    await tx.execute(
      `insert into platform.admission (account_id, standing, active_until) values ($1, $2, $3)
       on conflict (account_id) do update set standing = excluded.standing, active_until = excluded.active_until`,
      [tx.accountId, standing, until],
    );
  }

  /**
   * Voids what the user was issued until now; what is issued later is good. Call it after the user's row has been locked or
   * changed, so that nothing is issued in between on what the row said before.
   */
  static async voidIssuedTo(tx: TenantTransaction, userId: string): Promise<void> {
    await cutOff(tx, userId, DATABASE_CLOCK);
  }

  /** Voids all that belongs to a sign-in, for good. */
  static async voidSignIn(tx: TenantTransaction, signInId: string): Promise<void> {
    await cutOff(tx, signInId, String(FOREVER));
  }
}

async function cutOff(tx: TenantTransaction, subject: string, until: string): Promise<void> {
  await tx.execute(
    `insert into platform.cutoff as known (subject, issued_until) values ($1, ${until})
     on conflict (subject) do update set issued_until = greatest(known.issued_until, excluded.issued_until)`,
    [subject],
  );
}
