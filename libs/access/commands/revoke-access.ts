import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Grant, ObjectGrants } from '#platform/access/object-grants.js';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { GrantNotFoundError } from '../model/access-errors.js';
import { GrantReach } from '../model/grant-reach.js';

/** Takes a grant back; answers with what it was. What roles and other grants give stays. */
export class RevokeAccess extends Command<Grant> {
  constructor(
    readonly actor: Actor,
    readonly grantId: string,
  ) {
    super();
  }
}

@CommandHandler(RevokeAccess)
export class RevokeAccessHandler implements ICommandHandler<RevokeAccess> {
  constructor(
    private readonly database: TenantDatabase,
    private readonly grants: ObjectGrants,
    private readonly reach: GrantReach,
  ) {}

  /** @throws GrantNotFoundError */
  async execute({ actor, grantId }: RevokeAccess): Promise<Grant> {
    await this.reach.require(actor, grantId);
    const grant = await this.database.write((tx) => this.grants.revoke(tx, grantId));
    if (!grant) throw new GrantNotFoundError(grantId);
    return grant;
  }
}
