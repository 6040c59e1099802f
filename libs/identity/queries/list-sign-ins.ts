import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { type ListRequest, listDefinition } from '#platform/lists/list-definition.js';
import { type ListPage, runList } from '#platform/lists/list-query.js';
import { IDLE_HOURS } from '../model/session-cookie.js';
import { SESSION_KINDS, type SessionKind } from '../model/visit.js';

/** A sign-in that goes on. */
export interface SignInView {
  readonly id: string;
  readonly session: SessionKind;
  readonly createdAt: Date;
  readonly lastUsedAt: Date;
  readonly expiresAt: Date;
  readonly address: string | null;
  readonly userAgent: string | null;
}

export const signInList = listDefinition({
  fields: {
    id: { column: 'id', type: 'uuid', filter: true, sort: true },
    session: { column: 'kind', type: 'text', filter: true, values: SESSION_KINDS },
    createdAt: { column: 'created_at', type: 'timestamptz', filter: true, sort: true },
    lastUsedAt: { column: 'refreshed_at', type: 'timestamptz', filter: true },
    expiresAt: { column: 'expires_at', type: 'timestamptz' },
    address: { column: 'address', type: 'text' },
    userAgent: { column: 'user_agent', type: 'text' },
  },
  made: { current: ['id'] },
  ordering: '-createdAt',
});

/** The caller's own. */
export class ListSignIns extends Query<ListPage<SignInView>> {
  constructor(
    readonly actor: Actor,
    readonly request: ListRequest,
  ) {
    super();
  }
}

export const SIGN_IN_COLUMNS = `id, kind as session, created_at as "createdAt", refreshed_at as "lastUsedAt",
  expires_at as "expiresAt", address, user_agent as "userAgent"`;

/** With the user's id as its first value. */
export const GOING_ON = `user_id = $1::uuid and ended_at is null and expires_at > now()
  and (kind = 'token' or refreshed_at > now() - interval '${IDLE_HOURS} hours')`;

@QueryHandler(ListSignIns)
export class ListSignInsHandler implements IQueryHandler<ListSignIns> {
  constructor(private readonly database: TenantDatabase) {}

  execute({ actor, request }: ListSignIns): Promise<ListPage<SignInView>> {
    const visible = { sql: GOING_ON, values: [actor.userId] };
    const whole = { ...request, fields: undefined };
    return this.database.readTogether(
      (tx) => runList(tx, { table: 'identity.sign_in', visible }, whole) as Promise<ListPage<never>>,
    );
  }
}
