import { Injectable } from '@nestjs/common';
import type { Actor } from '#platform/context/actor.js';
import { newId } from '#platform/context/ids.js';
import { Admission, DATABASE_CLOCK } from '#platform/database/admission.js';
import type { TenantTransaction } from '#platform/database/tenant-database.js';
import { Publishes } from '#platform/messaging/publishes.js';
import { signInEnded } from '../contract/index.js';
import { ACCESS_TOKEN_LIFETIME, AccessTokens } from './access-tokens.js';
import { type PresentedToken, RefreshTokens, type SignInRef, tokenHash } from './refresh-tokens.js';
import { USER_COLUMNS, type UserView } from './user-view.js';

/** From signing in to having to sign in again; refreshing does not extend it. */
const SIGN_IN_LIFETIME = 30 * 24 * 3_600_000;

export type EndReason = 'signed_out' | 'refresh_token_reused' | 'user_deactivated';

/** What somebody who signed in goes away with. */
export interface Credentials {
  readonly accessToken: string;
  readonly refreshToken: string;
  /** Of the access token, in seconds. */
  readonly expiresIn: number;
  readonly user: UserView;
  /** The user as somebody who acts. */
  readonly actor: Actor;
}

/** The refresh tokens of one sign-in are a family: each can be used once, and then the next one takes its place. */
@Injectable()
export class SignIns {
  constructor(
    private readonly accessTokens: AccessTokens,
    private readonly refreshTokens: RefreshTokens,
  ) {}

  /** Undefined when the user is not active any more. */
  async open(tx: TenantTransaction, userId: string): Promise<Credentials | undefined> {
    const signIn: SignInRef = { id: newId(), userId, accountId: tx.accountId };
    const expiresAt = new Date(Date.now() + SIGN_IN_LIFETIME);
    const refreshToken = this.refreshTokens.issue(signIn, expiresAt);
    const [user] = await Promise.all([
      activeUser(tx, userId),
      tx.execute(
        'insert into identity.sign_in (id, account_id, user_id, token_hash, expires_at) values ($1, $2, $3, $4, $5)',
        [signIn.id, signIn.accountId, userId, tokenHash(refreshToken), expiresAt],
      ),
    ]);
    return user && this.#credentials(signIn, user, refreshToken);
  }

  /**
   * Takes a refresh token for a new one. Of several who come with the same token the row lets one through; every other finds
   * it used, which ends the sign-in for all: nobody can tell the thief from the user.
   * @returns undefined when the sign-in has ended, be it by this; what this wrote must be committed then, too
   */
  async rotate(tx: TenantTransaction, presented: PresentedToken): Promise<Credentials | undefined> {
    const next = this.refreshTokens.issue(presented, presented.expiresAt);
    const [user, rotated] = await Promise.all([
      activeUser(tx, presented.userId),
      tx.execute(
        `update identity.sign_in set token_hash = $3, refreshed_at = now()
         where id = $1 and token_hash = $2 and ended_at is null`,
        [presented.id, presented.hash, tokenHash(next)],
      ),
    ]);
    if (user && rotated === 1) return this.#credentials(presented, user, next);
    await this.end(tx, presented.id, user ? 'refresh_token_reused' : 'user_deactivated');
    return undefined;
  }

  /** Does nothing when it has ended before. */
  async end(tx: TenantTransaction, signInId: string, reason: EndReason): Promise<void> {
    const [ended] = await tx.query<{ userId: string }>(
      `update identity.sign_in set ended_at = now(), end_reason = $2 where id = $1 and ended_at is null
       returning user_id as "userId"`,
      [signInId, reason],
    );
    if (ended) await this.cutOff(tx, { signInId, userId: ended.userId, reason });
  }

  /** All of a user who is being deactivated: the user's own event tells it, and the user's cut-off holds for all. */
  async endAllOf(tx: TenantTransaction, userId: string): Promise<void> {
    await tx.execute(
      `update identity.sign_in set ended_at = now(), end_reason = $2 where user_id = $1 and ended_at is null`,
      [userId, 'user_deactivated' satisfies EndReason],
    );
  }

  @Publishes(signInEnded, (_done, ended: { signInId: string; userId: string; reason: string }) => ({
    target: { type: 'user', id: ended.userId },
    actionObject: { type: 'sign_in', id: ended.signInId },
    data: ended,
  }))
  async cutOff(
    tx: TenantTransaction,
    { signInId }: { signInId: string; userId: string; reason: string },
  ): Promise<void> {
    await Admission.voidSignIn(tx, signInId);
  }

  #credentials(signIn: SignInRef, { issuedAt, ...user }: ActiveUser, refreshToken: string): Credentials {
    const { accountId, userId, id: signInId } = signIn;
    const actor = { userId, accountId, roles: user.roles, signInId, issuedAt };
    return { accessToken: this.accessTokens.issue(actor), refreshToken, expiresIn: ACCESS_TOKEN_LIFETIME, user, actor };
  }
}

type ActiveUser = UserView & { readonly issuedAt: number };

/**
 * Locked until the transaction ends: a deactivation or a change of roles either comes first and is seen here, or comes later
 * and then its cut-off is later than this issue.
 */
async function activeUser(tx: TenantTransaction, userId: string): Promise<ActiveUser | undefined> {
  const [user] = await tx.query<UserView & { issuedAt: string }>(
    `select ${USER_COLUMNS}, ${DATABASE_CLOCK} as "issuedAt" from identity.user where id = $1 and active for share`,
    [userId],
  );
  return user && { ...user, issuedAt: Number(user.issuedAt) };
}
