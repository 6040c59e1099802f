import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { newId } from '#platform/context/ids.js';
import { SystemDatabase } from '#platform/database/system-database.js';
import { ConflictError, ValidationError } from '#platform/errors/application-error.js';
import { secretHash } from './secret-hash.js';

export class SetupConflictError extends ConflictError {
  constructor() {
    super('SETUP_CONFLICT', 'This installation has its first administrator already.');
  }
}

class WrongSetupTokenError extends ValidationError {
  constructor() {
    super({ token: ['is not the one that was printed when Praxis was first started'] });
  }
}

/** Ids of what a claim makes: the same at every try, so that one that was cut off can be made again. */
export interface Claimed {
  readonly accountId: string;
  readonly userId: string;
}

const NOBODY = 'not exists (select id from identity.user)';

/** The chance to make the first administrator of an installation in which there is nobody yet. Of all who try, one succeeds. */
@Injectable()
export class SetupClaim {
  constructor(private readonly system: SystemDatabase) {}

  /** A token with which it can be claimed, told once for good: undefined when it was told before or somebody is there. */
  async announce(): Promise<string | undefined> {
    const token = randomBytes(32).toString('base64url');
    const told = await this.system.write((tx) =>
      tx.execute(
        `insert into identity.setup_claim (token_hash, new_account_id, new_user_id) select $1, $2, $3 where ${NOBODY}
         on conflict do nothing`,
        [secretHash(token), newId(), newId()],
      ),
    );
    return told === 1 ? token : undefined;
  }

  /** Whether there is nobody, so that it can be claimed. */
  async isOpen(): Promise<boolean> {
    return (await this.system.query(`select where ${NOBODY}`)).length > 0;
  }

  /**
   * The row is held while `make` runs: whoever comes meanwhile is refused at once, and whoever comes after a crash may.
   * @param token undefined: by somebody who has the database itself
   * @param make makes account and user, each only if it is not there; resolves to whether it made the user
   * @throws WrongSetupTokenError, SetupConflictError
   */
  async claim(token: string | undefined, make: (ids: Claimed) => Promise<boolean>): Promise<void> {
    if (token === undefined) await this.#openWithoutToken();
    else await this.#check(token);
    const made = await this.system.write(async (tx) => {
      const [ids] = await tx.query<Claimed>(
        `select new_account_id as "accountId", new_user_id as "userId" from identity.setup_claim
         where claimed_at is null for update skip locked`,
      );
      const others = await tx.query('select id from identity.user where id is distinct from $1 limit 1', [
        ids?.userId ?? null,
      ]);
      if (!ids || others.length > 0) return false;
      const isNew = await make(ids);
      await tx.execute('update identity.setup_claim set claimed_at = now()');
      return isNew;
    });
    if (!made) throw new SetupConflictError();
  }

  async #check(token: string): Promise<void> {
    const found = await this.system.query('select only_one from identity.setup_claim where token_hash = $1', [
      secretHash(token),
    ]);
    if (found.length === 0) throw new WrongSetupTokenError();
  }

  async #openWithoutToken(): Promise<void> {
    await this.system.query(
      'insert into identity.setup_claim (new_account_id, new_user_id) values ($1, $2) on conflict do nothing',
      [newId(), newId()],
    );
  }
}
