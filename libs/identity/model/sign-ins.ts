import { Injectable } from '@nestjs/common';
import type { Actor, Role } from '#platform/context/actor.js';
import { newId } from '#platform/context/ids.js';
import { Admission, DATABASE_CLOCK } from '#platform/database/admission.js';
import type { TenantTransaction } from '#platform/database/tenant-database.js';
import { Publishes } from '#platform/messaging/publishes.js';
import { signInEnded, signInOpened } from '../contract/index.js';
import { ACCESS_TOKEN_LIFETIME, AccessTokens } from './access-tokens.js';
import { CsrfTokens } from './csrf-tokens.js';
import { EFFECTIVE_ROLES } from './effective-roles.js';
import { type PresentedToken, RefreshTokens, type SignInRef } from './refresh-tokens.js';
import { secretHash } from './secret-hash.js';
import { newSessionCookie } from './session-cookie.js';
import { USER_COLUMNS, type UserView } from './user-view.js';
import type { SessionKind, Visit } from './visit.js';

/** From signing in to having to sign in again; refreshing does not extend it. */
const SIGN_IN_LIFETIME = 30 * 24 * 3_600_000;
const LONGEST_USER_AGENT = 400;

export type EndReason = 'signed_out' | 'refresh_token_reused' | 'user_deactivated' | 'replaced' | 'revoked';

/** What somebody who signed in goes away with. */
export type SignedIn = Credentials | CookieSession;

/** For a browser that keeps the cookie where no script can read it. */
export interface CookieSession {
  readonly cookie: string;
  /** To be sent as `X-CSRF-Token` with whatever changes something. */
  readonly csrfToken: string;
  readonly user: UserView;
  readonly actor: Actor;
}

export interface Credentials {
  readonly accessToken: string;
  readonly refreshToken: string;
  /** Of the access token, in seconds. */
  readonly expiresIn: number;
  readonly user: UserView;
  /** The user as somebody who acts. */
  readonly actor: Actor;
}

/**
 * The refresh tokens of one sign-in are a family: each can be used once, and then the next one takes its place. A sign-in by
 * cookie has the one cookie, of which the hash is kept in the same place.
 */
@Injectable()
export class SignIns {
  constructor(
    private readonly accessTokens: AccessTokens,
    private readonly refreshTokens: RefreshTokens,
    private readonly csrfTokens: CsrfTokens,
  ) {}

  /** Undefined when the user is not active any more. */
  async open(tx: TenantTransaction, userId: string, visit: Visit): Promise<SignedIn | undefined> {
    const user = await activeUser(tx, userId);
    if (!user) return undefined;
    const signIn: SignInRef = { id: newId(), userId, accountId: tx.accountId };
    const expiresAt = new Date(Date.now() + SIGN_IN_LIFETIME);
    if (visit.session === 'token') {
      const refreshToken = this.refreshTokens.issue(signIn, expiresAt);
      await this.record(tx, signIn, visit, refreshToken, expiresAt);
      return this.#credentials(signIn, user, refreshToken);
    }
    const cookie = newSessionCookie();
    await this.record(tx, signIn, visit, cookie, expiresAt);
    const csrfToken = this.csrfTokens.of(signIn.id);
    return { cookie, csrfToken, user: user.view, actor: actorOf(signIn, user) };
  }

  @Publishes(signInOpened, (_done, { id, userId }: SignInRef, { session }: Visit) => ({
    // Not in the user's own history, which would be of little else.
    target: { type: 'sign_in', id },
    actionObject: { type: 'user', id: userId },
    data: { signInId: id, userId, session },
  }))
  async record(tx: TenantTransaction, signIn: SignInRef, visit: Visit, secret: string, expiresAt: Date): Promise<void> {
    await tx.execute(
      `insert into identity.sign_in (id, account_id, user_id, kind, token_hash, expires_at, address, user_agent)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        ...[signIn.id, signIn.accountId, signIn.userId, visit.session, secretHash(secret), expiresAt],
        ...[visit.address, visit.userAgent?.slice(0, LONGEST_USER_AGENT) ?? null],
      ],
    );
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
        [presented.id, presented.hash, secretHash(next)],
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

  /** All others of a user, for who has one left. @returns how many they were */
  async endOthersOf(tx: TenantTransaction, userId: string, kept: string | undefined): Promise<number> {
    const others = await tx.query<{ id: string }>(
      `select id from identity.sign_in where user_id = $1 and ended_at is null and expires_at > now()
         and id is distinct from $2::uuid`,
      [userId, kept ?? null],
    );
    await Promise.all(others.map(({ id }) => this.end(tx, id, 'revoked')));
    return others.length;
  }

  /**
   * All of a user who is being deactivated: the user's own event tells it. Each is cut off by itself, too: a cookie is looked up
   * at the same time as this, and would else be taken for issued later than the cut-off of the user.
   */
  async endAllOf(tx: TenantTransaction, userId: string): Promise<void> {
    const ended = await tx.query<{ id: string; kind: SessionKind }>(
      `update identity.sign_in set ended_at = now(), end_reason = $2 where user_id = $1 and ended_at is null
       returning id, kind`,
      [userId, 'user_deactivated' satisfies EndReason],
    );
    await Promise.all(ended.filter(({ kind }) => kind === 'cookie').map(({ id }) => Admission.voidSignIn(tx, id)));
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

  #credentials(signIn: SignInRef, user: ActiveUser, refreshToken: string): Credentials {
    const actor = actorOf(signIn, user);
    const accessToken = this.accessTokens.issue(actor);
    return { accessToken, refreshToken, expiresIn: ACCESS_TOKEN_LIFETIME, user: user.view, actor };
  }
}

interface ActiveUser {
  readonly view: UserView;
  readonly effectiveRoles: readonly Role[];
  readonly issuedAt: number;
}

const actorOf = ({ accountId, userId, id: signInId }: SignInRef, { effectiveRoles, issuedAt }: ActiveUser) => ({
  userId,
  accountId,
  roles: effectiveRoles,
  signInId,
  issuedAt,
});

/**
 * Locked until the transaction ends: a deactivation or a change of roles either comes first and is seen here, or comes later
 * and then its cut-off is later than this issue. Locked by a statement of its own, since one that waits for a lock goes on with
 * what it saw of other tables, here the groups, before it waited.
 */
async function activeUser(tx: TenantTransaction, userId: string): Promise<ActiveUser | undefined> {
  tx.send({ sql: 'select from identity.user where id = $1 for share', parameters: [userId] });
  const [user] = await tx.query<UserView & { effectiveRoles: Role[]; issuedAt: string }>(
    `select ${USER_COLUMNS}, ${EFFECTIVE_ROLES} as "effectiveRoles", ${DATABASE_CLOCK} as "issuedAt"
     from identity.user u where id = $1 and active`,
    [userId],
  );
  if (!user) return undefined;
  const { effectiveRoles, issuedAt, ...view } = user;
  return { view, effectiveRoles, issuedAt: Number(issuedAt) };
}
