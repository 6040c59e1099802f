import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { AccountDirectory, requireFeature } from '#accounts/contract/index.js';
import { type Grant, ObjectGrants } from '#platform/access/object-grants.js';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { ObjectRights } from '../model/object-rights.js';
import { Subjects } from '../model/subjects.js';

export interface WantedGrant {
  readonly subject: string;
  readonly permission: string;
  readonly objectType: string;
  readonly objectId: string;
}

/** Gives somebody a permission on one object, and on what belongs to it. The same again changes nothing. */
export class GrantAccess extends Command<Grant> {
  constructor(
    readonly actor: Actor,
    readonly wanted: WantedGrant,
  ) {
    super();
  }
}

@CommandHandler(GrantAccess)
export class GrantAccessHandler implements ICommandHandler<GrantAccess> {
  constructor(
    private readonly database: TenantDatabase,
    private readonly grants: ObjectGrants,
    private readonly rights: ObjectRights,
    private readonly subjects: Subjects,
    private readonly accounts: AccountDirectory,
  ) {}

  /** @throws FeatureNotInPlanError, ValidationError, ObjectNotFoundError, SubjectNotFoundError, PermissionDeniedError */
  async execute({ actor, wanted }: GrantAccess): Promise<Grant> {
    requireFeature(await this.accounts.account(actor.accountId), 'object_access');
    const object = { type: wanted.objectType, id: wanted.objectId.toLowerCase() };
    await this.rights.requireOwn(actor, wanted.permission, object);
    const subject = await this.subjects.require(wanted.subject);
    const { permission } = wanted;
    const { grant } = await this.database.write((tx) =>
      this.grants.grant(tx, { subject, permission, object, grantedBy: actor.userId }),
    );
    return grant;
  }
}
