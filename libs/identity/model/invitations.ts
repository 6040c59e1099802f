import { Injectable } from '@nestjs/common';
import type { Role } from '#platform/context/actor.js';
import { violatedConstraint } from '#platform/database/database-errors.js';
import type { TenantTransaction } from '#platform/database/tenant-database.js';
import { TaskOutbox } from '#platform/tasks/task-outbox.js';
import { sendMail } from '../tasks/send-mail.task.js';
import { InvitationConflictError, InvitationNotFoundError, InvitationStateConflictError } from './credential-errors.js';
import { OneTimeTokens } from './one-time-tokens.js';
import type { Profile } from './profile.entity.js';

export const INVITATION_STATES = ['open', 'accepted', 'revoked'] as const;

export interface Invitation {
  readonly id: string;
  readonly email: string;
  readonly roles: Role[];
  readonly profile: Partial<Profile>;
  readonly state: (typeof INVITATION_STATES)[number];
  readonly invitedBy: string;
  /** Whom it made. */
  readonly userId: string | null;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

export const INVITATION_COLUMNS = `id, email, roles, profile, state, invited_by as "invitedBy", user_id as "userId",
  created_at as "createdAt", expires_at as "expiresAt"`;

/** Invitations and the mails that they go out with. */
@Injectable()
export class Invitations {
  constructor(
    private readonly tokens: OneTimeTokens,
    private readonly outbox: TaskOutbox,
  ) {}

  /** @throws InvitationConflictError when the address is that of a user of the account, or of an open invitation */
  async open(
    tx: TenantTransaction,
    { id, email, roles, profile, invitedBy }: Pick<Invitation, 'id' | 'email' | 'roles' | 'profile' | 'invitedBy'>,
  ): Promise<Invitation> {
    const taken = await tx.query('select from identity.user where email = $1', [email]);
    if (taken.length > 0) throw new InvitationConflictError();
    const { tokenId, expiresAt } = await this.#mail(tx, email);
    const [invitation] = await tx.query<Invitation>(
      `insert into identity.invitation (id, account_id, email, roles, profile, state, invited_by, token_id, created_at, expires_at)
       values ($1, $2, $3, $4, $5, 'open', $6, $7, now(), $8) returning ${INVITATION_COLUMNS}`,
      [id, tx.accountId, email, roles, JSON.stringify(profile), invitedBy, tokenId, expiresAt],
    );
    return invitation as Invitation;
  }

  /** Only the newest mail counts. */
  async mailAgain(tx: TenantTransaction, { id, email }: Invitation): Promise<Invitation> {
    await this.#voidToken(tx, id);
    const { tokenId, expiresAt } = await this.#mail(tx, email);
    const [invitation] = await tx.query<Invitation>(
      `update identity.invitation set token_id = $2, expires_at = $3 where id = $1 returning ${INVITATION_COLUMNS}`,
      [id, tokenId, expiresAt],
    );
    return invitation as Invitation;
  }

  async revoke(tx: TenantTransaction, { id }: Invitation): Promise<Invitation> {
    await this.#voidToken(tx, id);
    const [invitation] = await tx.query<Invitation>(
      `update identity.invitation set state = 'revoked' where id = $1 returning ${INVITATION_COLUMNS}`,
      [id],
    );
    return invitation as Invitation;
  }

  /** @throws InvitationStateConflictError when it was revoked or accepted meanwhile */
  async accept(tx: TenantTransaction, { id }: Invitation, userId: string): Promise<void> {
    const accepted = await tx.execute(
      `update identity.invitation set state = 'accepted', user_id = $2 where id = $1 and state = 'open'`,
      [id, userId],
    );
    if (accepted === 0) throw new InvitationStateConflictError('revoked');
  }

  async lock(tx: TenantTransaction, { id }: Invitation): Promise<void> {
    await tx.execute('select from identity.invitation where id = $1 for update', [id]);
  }

  /** @throws InvitationNotFoundError, InvitationStateConflictError */
  async lockedOpen(tx: TenantTransaction, id: string): Promise<Invitation> {
    const [invitation] = await tx.query<Invitation>(
      `select ${INVITATION_COLUMNS} from identity.invitation where id = $1 for update`,
      [id],
    );
    if (!invitation) throw new InvitationNotFoundError(id);
    if (invitation.state !== 'open') throw new InvitationStateConflictError(invitation.state);
    return invitation;
  }

  /** Undefined when there is none that this is the newest mail of, and that can still be accepted. */
  async ofToken(tx: TenantTransaction, tokenId: string): Promise<Invitation | undefined> {
    const [invitation] = await tx.query<Invitation>(
      `select ${INVITATION_COLUMNS} from identity.invitation
       where token_id = $1 and state = 'open' and expires_at > now()`,
      [tokenId],
    );
    return invitation;
  }

  async #mail(tx: TenantTransaction, email: string): Promise<{ tokenId: string; expiresAt: Date }> {
    const { id: tokenId, expiresAt } = await this.tokens.prepare(tx, { purpose: 'invitation', email });
    await this.outbox.add(tx, sendMail, { kind: 'invitation', tokenId });
    return { tokenId, expiresAt };
  }

  async #voidToken(tx: TenantTransaction, invitationId: string): Promise<void> {
    const [row] = await tx.query<{ tokenId: string }>(
      'select token_id as "tokenId" from identity.invitation where id = $1',
      [invitationId],
    );
    if (row) await this.tokens.void(tx, row.tokenId);
  }
}

/** Two who invite the same person at the same time: the index lets one through. */
export async function orInvitationConflict<T>(writing: Promise<T>): Promise<T> {
  try {
    return await writing;
  } catch (error) {
    throw violatedConstraint(error) === 'invitation_open' ? new InvitationConflictError() : error;
  }
}
