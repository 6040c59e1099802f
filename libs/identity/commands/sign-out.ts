import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { SignIns } from '../model/sign-ins.js';

/** Ends the sign-in that the caller's token belongs to; the caller's other ones go on. */
export class SignOut extends Command<void> {
  constructor(readonly actor: Actor) {
    super();
  }
}

@CommandHandler(SignOut)
export class SignOutHandler implements ICommandHandler<SignOut> {
  constructor(
    private readonly database: TenantDatabase,
    private readonly signIns: SignIns,
  ) {}

  async execute({ actor: { signInId } }: SignOut): Promise<void> {
    if (signInId) await this.database.write((tx) => this.signIns.end(tx, signInId, 'signed_out'));
  }
}
