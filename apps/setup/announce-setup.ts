import { SetupClaim } from '#identity/model/setup-claim.js';
import type { Running } from '../start.js';
import { canSetUp } from './setup.module.js';

/** What whoever starts an installation without anybody in it needs to know; nothing for every other start. */
export async function announceSetup({
  app,
  settings,
  url,
}: Pick<Running, 'app' | 'settings' | 'url'>): Promise<string> {
  if (settings.seedDemo || !canSetUp(settings)) return '';
  const claim = app.get(SetupClaim, { strict: false });
  const token = await claim.announce();
  if (token) {
    return `
Nobody can sign in yet. Make the first administrator with
  npm run setup
or, once, with this token, which is not shown again:
  POST ${url}/api/v1/setup/claim
  { "token": "${token}", "account": { "name": "…" }, "admin": { "email": "…", "password": "…" } }

`;
  }
  return (await claim.isOpen()) ? '\nNobody can sign in yet. Make the first administrator with: npm run setup\n\n' : '';
}
