import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PermissionDeniedError, PlanInactiveError, UnauthenticatedError } from '#platform/errors/application-error.js';
import { Authentication } from '#platform/http/authentication.js';
import { databaseForAll } from '#test/support/database.js';
import { IdentityApplication } from '../testing/identity-application.js';

const database = databaseForAll();
let app: IdentityApplication;
let authentication: Authentication;

beforeAll(async () => {
  app = await IdentityApplication.start(database.ownerUrl);
  authentication = app.nest.get(Authentication);
});
afterAll(() => app.stop());

const somebody = async () => app.signedIn({ accountId: await app.account() });
type Somebody = Awaited<ReturnType<typeof somebody>>;
const asked = ({ tokens }: Somebody) => authentication.authenticateConnection({ token: tokens?.accessToken ?? '' });

describe('a token presented once for a long connection', () => {
  it('says who it is and when it ends', async () => {
    const { member, ...caller } = await somebody();
    const holder = await asked({ member, ...caller } as Somebody);
    expect(holder).toMatchObject({ userId: member.id, accountId: member.accountId, roles: ['admin'] });
    expect(holder.expiresAt).toBeGreaterThan(Date.now() + 890_000);
    expect(holder.expiresAt).toBeLessThanOrEqual(Date.now() + 901_000);
  });

  it('is refused when it is none', async () => {
    await expect(authentication.authenticateConnection({ token: 'none' })).rejects.toThrow(UnauthenticatedError);
  });

  it('is refused after signing out', async () => {
    const caller = await somebody();
    await asked(caller);
    await caller.post('/api/v1/auth/logout');
    await expect(asked(caller)).rejects.toThrow(UnauthenticatedError);
  });

  it('is refused after the user was deactivated', async () => {
    const caller = await somebody();
    await asked(caller);
    const admin = await app.signedIn({ accountId: caller.member.accountId });
    await admin.delete(`/api/v1/users/${caller.member.id}`);
    await expect(asked(caller)).rejects.toThrow(UnauthenticatedError);
  });

  it('is refused where the account may not be worked in', async () => {
    const caller = await somebody();
    await app.standing(caller.member.accountId, 'plan_inactive');
    await expect(asked(caller)).rejects.toThrow(PlanInactiveError);
    await app.standing(caller.member.accountId, 'suspended');
    await expect(asked(caller)).rejects.toThrow(PermissionDeniedError);
  });
});

describe('a request', () => {
  const authenticate = async (authorization?: string) => authentication.authenticate({ headers: { authorization } });

  it('without a credential is nobody’s', async () => {
    expect(await authenticate()).toBeUndefined();
  });

  it('names its scheme in any case', async () => {
    const { tokens, member } = await somebody();
    for (const scheme of ['Bearer', 'bearer', 'BEARER']) {
      expect(await authenticate(`${scheme} ${tokens?.accessToken}`)).toMatchObject({ userId: member.id });
    }
  });
});
