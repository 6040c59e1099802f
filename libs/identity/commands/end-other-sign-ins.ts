import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { assertInPerson } from '../model/in-person.js';
import { lockedUser } from '../model/locked-user.js';
import { SignIns } from '../model/sign-ins.js';

/** All of the caller's but the one that they come with. Resolves to how many they were. */
export class EndOtherSignIns extends Command<number> {
  constructor(readonly actor: Actor) {
    super();
  }
}

@CommandHandler(EndOtherSignIns)
export class EndOtherSignInsHandler implements ICommandHandler<EndOtherSignIns> {
  constructor(
    private readonly database: TenantDatabase,
    private readonly signIns: SignIns,
  ) {}

  /** @throws NotInPersonError */
  execute({ actor }: EndOtherSignIns): Promise<number> {
    assertInPerson(actor);
    return this.database.write(async (tx) => {
      // Of two who end the same sign-ins, each in an order of its own, the second waits here.
      await lockedUser(tx, actor.userId);
      return this.signIns.endOthersOf(tx, actor.userId, actor.signInId);
    });
  }
}
