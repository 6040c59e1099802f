import { Injectable } from '@nestjs/common';
import { newId } from '../context/ids.js';
import type { TenantTransaction } from '../database/tenant-database.js';
import type { ObjectRef } from '../events/event-envelope.js';
import { ObjectNotFoundError } from '../visibility/object-not-found-error.js';
import { accessGranted, accessRevoked } from './grant-events.js';
import { ObjectCatalogue } from './object-catalogue.js';
import { readSubject, type Subject } from './subject.js';

export interface NewGrant {
  readonly subject: Subject;
  readonly permission: string;
  readonly object: ObjectRef;
  /** The user who grants; null for the system. */
  readonly grantedBy: string | null;
}

export interface Grant {
  readonly id: string;
  readonly subject: Subject;
  readonly permission: string;
  readonly objectType: string;
  readonly objectId: string;
  readonly grantedBy: string | null;
  readonly grantedAt: Date;
}

export const GRANT_COLUMNS = `id, subject, permission, object_type as "objectType", object_id as "objectId",
  granted_by as "grantedBy", granted_at as "grantedAt"`;

/**
 * The only writer of grants, which therefore tells of each that comes or goes. It stores what it is told: whether somebody may
 * grant, and whether subject and object exist, the caller has found out.
 */
@Injectable()
export class ObjectGrants {
  constructor(private readonly types: ObjectCatalogue) {}

  /**
   * The same grant twice is one.
   * @returns the grant that there is now, and whether it is new
   * @throws UnknownObjectTypeError, PermissionNotOnObjectsError, ObjectNotFoundError
   */
  async grant(tx: TenantTransaction, grant: NewGrant): Promise<{ readonly grant: Grant; readonly isNew: boolean }> {
    const { subject, object, grantedBy } = grant;
    const permission = this.types.permissionOn(object.type, grant.permission).name;
    const { table } = this.types.get(object.type);
    const key = [subject, permission, object.type, object.id];
    const [made] = await tx.query<Grant>(
      // The object is held until commit, lest it be deleted while it is granted and the grant stay.
      `with object as (select id from ${table} where id = $5::uuid for key share)
       insert into platform.object_grant (account_id, subject, permission, object_type, object_id, id, granted_by)
       select $1::uuid, $2::text, $3::text, $4::text, object.id, $6::uuid, $7::uuid from object
       on conflict do nothing returning ${GRANT_COLUMNS}`,
      [tx.accountId, ...key, newId(), grantedBy],
    );
    if (made) {
      await tell(tx, accessGranted, [made]);
      return { grant: made, isNew: true };
    }
    const [known] = await tx.query<Grant>(
      `select ${GRANT_COLUMNS} from platform.object_grant
       where subject = $1 and permission = $2 and object_type = $3 and object_id = $4::uuid`,
      key,
    );
    if (known) return { grant: known, isNew: false };
    const [exists] = await tx.query(`select from ${table} where id = $1::uuid`, [object.id]);
    if (!exists) throw new ObjectNotFoundError(object);
    // Revoked between the two statements: the wish is newer.
    return this.grant(tx, grant);
  }

  /** @returns what it was; undefined when there is none with this id */
  async revoke(tx: TenantTransaction, id: string): Promise<Grant | undefined> {
    const [grant] = await this.#revoke(tx, 'id = $1::uuid', [id]);
    return grant;
  }

  /** The same by what it is a grant of. */
  async revokeThat(
    tx: TenantTransaction,
    { subject, permission, object }: Omit<NewGrant, 'grantedBy'>,
  ): Promise<Grant | undefined> {
    const which = 'subject = $1 and permission = $2 and object_type = $3 and object_id = $4::uuid';
    const [grant] = await this.#revoke(tx, which, [subject, permission, object.type, object.id]);
    return grant;
  }

  /** When the user or the group is no more, or is to begin anew. */
  revokeFromSubject(tx: TenantTransaction, subject: Subject): Promise<Grant[]> {
    return this.#revoke(tx, 'subject = $1', [subject]);
  }

  async #revoke(tx: TenantTransaction, which: string, values: readonly string[]): Promise<Grant[]> {
    const gone = await tx.query<Grant>(
      `delete from platform.object_grant where ${which} returning ${GRANT_COLUMNS}`,
      values,
    );
    await tell(tx, accessRevoked, gone);
    return gone;
  }
}

async function tell(
  tx: TenantTransaction,
  event: typeof accessGranted | typeof accessRevoked,
  grants: readonly Grant[],
): Promise<void> {
  const told = grants.map(({ id, subject, permission, objectType, objectId }) =>
    tx.publish(event, {
      target: { type: objectType, id: objectId },
      actionObject: namedBy(subject),
      data: { grantId: id, subject, permission, objectType, objectId },
    }),
  );
  await Promise.all(told);
}

/** Of a role there is no object. */
function namedBy(subject: Subject): ObjectRef | undefined {
  const { kind, id } = readSubject(subject) ?? {};
  return id && (kind === 'user' || kind === 'group') ? { type: kind, id } : undefined;
}
