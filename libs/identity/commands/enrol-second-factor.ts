import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { addressOf } from '../model/address-of.js';
import type { Origin } from '../model/guarded-attempts.js';
import { ProofOfSelf } from '../model/proof-of-self.js';
import { SecondFactors } from '../model/second-factors.js';

export interface Enrolment {
  /** Base32, to be typed into an authenticator app. */
  readonly secret: string;
  /** The same as `otpauth://` for a QR code. */
  readonly uri: string;
}

/** Makes a secret. Nothing is asked for when signing in before it is confirmed. */
export class EnrolSecondFactor extends Command<Enrolment> {
  constructor(
    readonly actor: Actor,
    readonly password: string,
    readonly origin: Origin,
  ) {
    super();
  }
}

@CommandHandler(EnrolSecondFactor)
export class EnrolSecondFactorHandler implements ICommandHandler<EnrolSecondFactor> {
  constructor(
    private readonly database: TenantDatabase,
    private readonly proof: ProofOfSelf,
    private readonly secondFactors: SecondFactors,
  ) {}

  /** @throws WrongPasswordError, SecondFactorConflictError */
  async execute({ actor, password, origin }: EnrolSecondFactor): Promise<Enrolment> {
    const { userId } = actor;
    await this.proof.password(actor, password, origin);
    return this.database.write(async (tx) => this.secondFactors.enrol(tx, userId, await addressOf(tx, userId)));
  }
}
