import type { RunningServer } from '../app/app-under-test.js';
import type { Bench } from '../bench.js';
import type { SideName } from '../measure/interleave.js';
import type { ReferenceServer } from '../references/reference-server.js';
import { startReference } from '../references/start-reference.js';

/** Runs `work` with the application and a reference server side by side on one database; ends both. */
export async function withBothServers<T>(
  bench: Bench,
  order: { ownerUrl: string; role: 'api' | 'whole'; reference: ReferenceServer },
  work: (servers: Record<SideName, RunningServer>) => Promise<T>,
): Promise<T> {
  const { ownerUrl, role, reference } = order;
  const { practice } = bench.databases;
  await using servers = new AsyncDisposableStack();
  const ours = await bench.app.startServer({ ownerUrl, role, practice }, reference);
  servers.defer(() => ours.stop());
  const bare = await startReference(reference, ownerUrl, practice);
  servers.defer(() => bare.stop());
  return await work({ ours, reference: bare });
}
