import type { Pool } from 'pg';
import type { RelayDatabase } from '../task-relay.js';

/** A relay database over a plain pool of role `praxis_system`. */
export function relayDatabase(pool: Pool): RelayDatabase {
  return {
    async write(work) {
      const client = await pool.connect();
      let broken: Error | undefined;
      const onError = (error: Error) => {
        broken = error;
      };
      // Without a listener a connection that breaks between two statements would end the process.
      client.on('error', onError);
      try {
        await client.query('begin');
        const result = await work({
          query: async (sql, values) => (await client.query(sql, values as unknown[])).rows,
        });
        await client.query('commit');
        return result;
      } catch (error) {
        await client.query('rollback').catch(onError);
        throw error;
      } finally {
        client.off('error', onError);
        client.release(broken);
      }
    },
  };
}
