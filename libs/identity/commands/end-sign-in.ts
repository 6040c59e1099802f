import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { SignInNotFoundError } from '../model/api-key-errors.js';
import { assertInPerson } from '../model/in-person.js';
import { SignIns } from '../model/sign-ins.js';

/** One of the caller's own, also the one that they come with. */
export class EndSignIn extends Command<void> {
  constructor(
    readonly actor: Actor,
    readonly signInId: string,
  ) {
    super();
  }
}

@CommandHandler(EndSignIn)
export class EndSignInHandler implements ICommandHandler<EndSignIn> {
  constructor(
    private readonly database: TenantDatabase,
    private readonly signIns: SignIns,
  ) {}

  /** @throws SignInNotFoundError, NotInPersonError */
  execute({ actor, signInId }: EndSignIn): Promise<void> {
    assertInPerson(actor);
    return this.database.write(async (tx) => {
      const [own] = await tx.query(
        'select 1 from identity.sign_in where id = $1 and user_id = $2 and ended_at is null and expires_at > now()',
        [signInId, actor.userId],
      );
      if (!own) throw new SignInNotFoundError(signInId);
      await this.signIns.end(tx, signInId, 'revoked');
    });
  }
}
