import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DATABASE_CLOCK } from '#platform/database/admission.js';
import { TenantDatabase, type TenantTransaction } from '#platform/database/tenant-database.js';
import { WrongCredentialsError } from '../model/identity-errors.js';
import { type Candidate, PasswordCheck } from '../model/password-check.js';
import { passwordMark, SecondFactorChallenges } from '../model/second-factor-challenges.js';
import { SecondFactors } from '../model/second-factors.js';
import { type SignedIn, SignIns } from '../model/sign-ins.js';
import type { Visit } from '../model/visit.js';

/** Half way: the password was right, and the second factor is asked for. */
export interface SecondFactorAsked {
  /** Good for five minutes, with a code. */
  readonly challenge: string;
}

export class SignIn extends Command<SignedIn | SecondFactorAsked> {
  constructor(
    readonly email: string,
    readonly password: string,
    readonly visit: Visit,
  ) {
    super();
  }
}

@CommandHandler(SignIn)
export class SignInHandler implements ICommandHandler<SignIn> {
  constructor(
    private readonly tenants: TenantDatabase,
    private readonly passwords: PasswordCheck,
    private readonly secondFactors: SecondFactors,
    private readonly challenges: SecondFactorChallenges,
    private readonly signIns: SignIns,
  ) {}

  /** @throws WrongCredentialsError, the same and after the same work whatever is wrong */
  async execute({ email, password, visit }: SignIn): Promise<SignedIn | SecondFactorAsked> {
    const candidate = await this.passwords.check(email, password, visit);
    if (!candidate) throw new WrongCredentialsError();
    const entered = await this.tenants.forAccount(candidate.accountId).write(async (tx) => {
      if (!(await stillHas(tx, candidate))) return undefined;
      if (await this.secondFactors.isOn(tx, candidate.id)) return this.#ask(tx, candidate);
      return this.signIns.open(tx, candidate.id, visit);
    });
    if (!entered) throw new WrongCredentialsError();
    return entered;
  }

  async #ask(tx: TenantTransaction, { id: userId, accountId, passwordHash }: Candidate): Promise<SecondFactorAsked> {
    const [row] = await tx.query<{ now: string }>(`select ${DATABASE_CLOCK} as now`);
    const issuedAt = Number(row?.now);
    return {
      challenge: this.challenges.issue({ userId, accountId, issuedAt, passwordMark: passwordMark(passwordHash) }),
    };
  }
}

/** A new password, which ends the sign-ins there are, comes either before and is seen here, or after and ends this one too. */
async function stillHas(tx: TenantTransaction, { id, passwordHash }: Candidate): Promise<boolean> {
  const same = await tx.query('select id from identity.user where id = $1 and password_hash = $2 for share', [
    id,
    passwordHash,
  ]);
  return same.length > 0;
}
