import { APP_ROLE, roleUrl } from '#platform/database/connection-urls.js';
import type { Practice, RunningServer, WorkloadName } from '../app/app-under-test.js';
import { startPinnedWith } from '../processes/pinned-process.js';
import type { ReferenceServer } from './reference-server.js';
import type { ReferenceSettings } from './serve.js';

/** Measured with 2, 4, 8 and 16: most requests per second with 8. */
const CONNECTIONS = 8;

export const referenceWorkload = (name: WorkloadName): URL => new URL(`./${name}.workload.js`, import.meta.url);

/** Starts a reference server on the server's core, on the same database and role as the application. */
export async function startReference(
  which: ReferenceServer,
  ownerUrl: string,
  practice: Practice,
): Promise<RunningServer> {
  const settings: ReferenceSettings = {
    appRoleUrl: roleUrl(ownerUrl, APP_ROLE),
    accountId: practice.accountId,
    connections: CONNECTIONS,
  };
  const { process: started, ready } = await startPinnedWith<{ url: string }>({
    name: `reference ${which}`,
    core: 'server',
    script: new URL(`./${which}.main.js`, import.meta.url),
    environment: { REFERENCE_SETTINGS: JSON.stringify(settings), NODE_ENV: 'production' },
  });
  return { url: ready.url, pid: started.pid, stop: () => started.stop() };
}
