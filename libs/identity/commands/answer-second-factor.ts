import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase, type TenantTransaction } from '#platform/database/tenant-database.js';
import { UnauthenticatedError } from '#platform/errors/application-error.js';
import { SecondFactorRefusedError } from '../model/credential-errors.js';
import { GuardedAttempts } from '../model/guarded-attempts.js';
import { type Challenged, passwordMark, SecondFactorChallenges } from '../model/second-factor-challenges.js';
import { SecondFactors } from '../model/second-factors.js';
import { type SignedIn, SignIns } from '../model/sign-ins.js';
import type { Visit } from '../model/visit.js';

/** The second half of signing in. */
export class AnswerSecondFactor extends Command<SignedIn> {
  constructor(
    readonly challenge: string,
    readonly code: string,
    readonly visit: Visit,
  ) {
    super();
  }
}

@CommandHandler(AnswerSecondFactor)
export class AnswerSecondFactorHandler implements ICommandHandler<AnswerSecondFactor> {
  constructor(
    private readonly tenants: TenantDatabase,
    private readonly challenges: SecondFactorChallenges,
    private readonly guarded: GuardedAttempts,
    private readonly secondFactors: SecondFactors,
    private readonly signIns: SignIns,
  ) {}

  /** @throws SecondFactorRefusedError */
  async execute({ challenge, code, visit }: AnswerSecondFactor): Promise<SignedIn> {
    const challenged = await this.challenges.read(challenge);
    const { userId, accountId } = challenged;
    const guess = { who: `code:${userId}`, told: { userId, accountId } };
    const right = await this.guarded.run(guess, visit, () => this.#check(challenged, code));
    const signedIn = right && (await this.#open(challenged, code, visit));
    if (!signedIn) throw new SecondFactorRefusedError();
    return signedIn;
  }

  #check(challenged: Challenged, code: string): Promise<true | undefined> {
    const { userId } = challenged;
    return this.#entered(challenged, async (tx) => (await this.secondFactors.isRight(tx, userId, code)) || undefined);
  }

  #open(challenged: Challenged, code: string, visit: Visit): Promise<SignedIn | undefined> {
    const { userId } = challenged;
    return this.#entered(challenged, async (tx) => {
      const right = await this.secondFactors.take(tx, userId, code);
      return right ? this.signIns.open(tx, userId, visit) : undefined;
    });
  }

  /** Enters as the user did with their password: what has cut them off since, or given them another password, holds. */
  async #entered<T>(
    { userId, accountId, issuedAt, passwordMark: mark }: Challenged,
    work: (tx: TenantTransaction) => Promise<T | undefined>,
  ): Promise<T | undefined> {
    const actor: Actor = { userId, accountId, roles: [], issuedAt };
    try {
      return await this.tenants.forAccount(accountId, { actor }).write(async (tx) => {
        const [user] = await tx.query<{ passwordHash: string }>(
          'select password_hash as "passwordHash" from identity.user where id = $1 for share',
          [userId],
        );
        return user && passwordMark(user.passwordHash) === mark ? work(tx) : undefined;
      });
    } catch (error) {
      if (error instanceof UnauthenticatedError) return undefined;
      throw error;
    }
  }
}
