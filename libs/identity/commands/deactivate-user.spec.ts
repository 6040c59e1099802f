import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseForAll } from '#test/support/database.js';
import { IdentityApplication } from '../testing/identity-application.js';

const database = databaseForAll();
let app: IdentityApplication;

beforeAll(async () => {
  app = await IdentityApplication.start(database.ownerUrl);
});
afterAll(() => app?.stop());

describe('users that the installation needs', () => {
  it('are not deactivated: those of the role system', async () => {
    const accountId = await app.account();
    const system = await app.member({ accountId, roles: ['system'] });
    for (const role of ['admin', 'developer', 'system'] as const) {
      const manager = await app.signedIn({ accountId, roles: role === 'system' ? ['system', 'admin'] : [role] });
      const { status, body } = await manager.delete(`/api/v1/users/${system.id}`);
      expect([status, body.error.code]).toEqual([409, 'SYSTEM_USER_CONFLICT']);
      const graphql = await manager.graphql('mutation ($id: ID!) { deleteUser(id: $id) }', { id: system.id });
      expect(graphql.errors[0].extensions.code).toBe('SYSTEM_USER_CONFLICT');
    }
  });

  it('are not deactivated: those of a system account', async () => {
    const accountId = await app.account();
    app.accounts.system.add(accountId);
    const admin = await app.signedIn({ accountId });
    const user = await app.member({ accountId, roles: ['therapist'] });
    const { status, body } = await admin.delete(`/api/v1/users/${user.id}`);
    expect([status, body.error.code]).toEqual([409, 'SYSTEM_USER_CONFLICT']);
    expect(await app.sql('select active from identity.user where id = $1', [user.id])).toEqual([{ active: true }]);
  });
});
