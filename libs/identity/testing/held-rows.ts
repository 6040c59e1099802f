import pg from 'pg';
import { until } from '#test/support/until.js';
import { waitingForLocks } from '#test/support/waiting-for-locks.js';

/**
 * Holds rows while requests come to wait for them, one after the other, then lets them go: so each time the same one is ahead.
 * @param select the rows, `for update`
 * @returns the answers, in the order of the requests
 */
export async function whileHeld<T>(
  ownerUrl: string,
  select: string,
  parameters: readonly unknown[],
  ...requests: (() => Promise<T>)[]
): Promise<T[]> {
  const holder = new pg.Client({ connectionString: ownerUrl });
  const observer = new pg.Client({ connectionString: ownerUrl });
  await Promise.all([holder.connect(), observer.connect()]);
  try {
    await holder.query('begin');
    await holder.query(select, [...parameters]);
    const answers: Promise<T>[] = [];
    for (const request of requests) {
      answers.push(request());
      await until('it waits', async () => (await waitingForLocks(observer)) >= answers.length);
    }
    await holder.query('commit');
    return await Promise.all(answers);
  } finally {
    await Promise.all([holder.end(), observer.end()]);
  }
}
