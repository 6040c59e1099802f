import { SetupClaim, SetupConflictError } from '#identity/model/setup-claim.js';
import type { Settings } from '#platform/config/settings.js';
import { createApplication } from '../application.js';
import { openDatabase } from '../open-database.js';
import { prepareDatabase } from '../prepare-database.js';
import { claimInstallation } from './claim-installation.js';
import { setupAnswers } from './setup-answers.js';

/** Makes the first account and its administrator from the terminal, in the database that Praxis uses, be it running or not. */
export async function setUp(settings: Settings, args: readonly string[]): Promise<void> {
  const database = await openDatabase(settings);
  try {
    await prepareDatabase(database.url);
    // It serves nothing and works on nothing: a running Praxis does.
    const app = await createApplication({ ...settings, role: 'api', logLevel: 'error' }, database.url);
    try {
      await app.init();
      if (!(await app.get(SetupClaim, { strict: false }).isOpen())) throw new SetupConflictError();
      const claim = await setupAnswers(args, settings);
      await claimInstallation(app, claim);
      process.stdout.write(`${claim.admin.email} can sign in now and administers ${claim.account.name}.\n`);
    } finally {
      await app.close();
    }
  } finally {
    await database.close();
  }
}
