import { join } from 'node:path';
import { run } from '../run.js';
import { seedDemo } from './seed-demo.js';
import { welcome } from './welcome.js';

await run('standalone', async ({ app, url, settings }) => {
  const seeded = settings.seedDemo ? await seedDemo(app) : false;
  process.stdout.write(
    welcome({
      url,
      mailDirectory: join(settings.home, 'mail'),
      smtp: settings.smtpUrl !== undefined,
      demo: settings.seedDemo,
      seeded,
    }),
  );
});
