import { Injectable } from '@nestjs/common';
import { SystemDatabase } from '#platform/database/system-database.js';
import { foldEmail } from './email-address.js';
import { GuardedAttempts, type Origin } from './guarded-attempts.js';
import { passwordMatches } from './passwords.js';

/** An active user whose password was given. A second factor is still to be asked for: see {@link SecondFactors.isOn}. */
export interface Candidate {
  readonly id: string;
  readonly accountId: string;
  /** That the password was right for. */
  readonly passwordHash: string;
}

/** Wherever a password is asked for. Whatever is wrong, the same work is done: two look-ups, one hash, one count. */
@Injectable()
export class PasswordCheck {
  constructor(
    private readonly system: SystemDatabase,
    private readonly guarded: GuardedAttempts,
  ) {}

  /** @returns undefined for an unknown address, a deactivated user, a wrong password and a lock-out */
  check(address: string, password: string, origin: Origin): Promise<Candidate | undefined> {
    // Well-formed, since a task may carry it.
    const email = foldEmail(address.toWellFormed());
    return this.guarded.run({ who: email, told: { email } }, origin, async () => {
      const [user] = await this.system.query<Candidate>(
        `select id, account_id as "accountId", password_hash as "passwordHash" from identity.user where email = $1 and active`,
        [email],
      );
      const matches = await passwordMatches(user?.passwordHash, password);
      return matches ? user : undefined;
    });
  }

  /** Whether somebody who is signed in knows their password. */
  async isOf(userId: string, password: string, origin: Origin): Promise<boolean> {
    const [user] = await this.system.query<{ email: string }>('select email from identity.user where id = $1', [
      userId,
    ]);
    const candidate = await this.check(user?.email ?? '', password, origin);
    return candidate?.id === userId;
  }
}
