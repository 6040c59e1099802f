import { Injectable } from '@nestjs/common';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { WrongCodeError, WrongPasswordError } from './credential-errors.js';
import { GuardedAttempts, type Origin } from './guarded-attempts.js';
import { assertInPerson } from './in-person.js';
import { PasswordCheck } from './password-check.js';
import { SecondFactors } from './second-factors.js';

/** For what a stolen access token must not be enough: counted and locked out like signing in. */
@Injectable()
export class ProofOfSelf {
  constructor(
    private readonly passwords: PasswordCheck,
    private readonly guarded: GuardedAttempts,
    private readonly secondFactors: SecondFactors,
    private readonly database: TenantDatabase,
  ) {}

  /** @throws WrongPasswordError, NotInPersonError */
  async password(actor: Actor, password: string, origin: Origin, field = 'password'): Promise<void> {
    assertInPerson(actor);
    if (!(await this.passwords.isOf(actor.userId, password, origin))) throw new WrongPasswordError(field);
  }

  /** Takes the code. @throws WrongCodeError, NotInPersonError */
  async code(actor: Actor, code: string, origin: Origin): Promise<void> {
    assertInPerson(actor);
    const { userId, accountId } = actor;
    const guess = { who: `code:${userId}`, told: { userId, accountId } };
    const right = await this.guarded.run(guess, origin, async () => {
      return (await this.database.read((tx) => this.secondFactors.isRight(tx, userId, code))) || undefined;
    });
    const taken = right && (await this.database.write((tx) => this.secondFactors.take(tx, userId, code)));
    if (!taken) throw new WrongCodeError();
  }
}
