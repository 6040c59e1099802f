import { chmod, chown, cp, mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { installEmbeddedPostgres } from '#test/support/embedded-postgres-process.js';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.js';
import {
  PostgresDataMissingError,
  PostgresDataSharedError,
  PostgresPermissionError,
  PostgresServerUserError,
} from './embedded-postgres-errors.js';
import { installedBinaries, runnableBinaries } from './postgres-binaries.js';
import { serverUser } from './server-user.js';

// A start takes 0.3 to 0.7 s, ten times that on a busy machine.
vi.setConfig({ testTimeout: 90_000 });

/** Some user without rights; Linux calls this one nobody. */
const ORDINARY_USER = { uid: 65534, gid: 65534 };

// Only root can hand over to other users. A suite that is run by an ordinary user shows the rest in embedded-postgres.spec.ts.
if (process.getuid?.() === 0) {
  describe('started by root', () => {
    let closed: string;
    let home: string;
    let running: EmbeddedPostgres[];

    beforeEach(async () => {
      running = [];
      // mkdtemp makes directories of mode 0700, like a root user's home.
      closed = await mkdtemp(join(tmpdir(), 'praxis-closed-'));
      home = join(closed, 'clone', '.praxis');
      await mkdir(home, { recursive: true });
    });

    afterEach(async () => {
      for (const server of running) await server.stop();
      for (const server of running) await rm(dirname(server.dataDir), { recursive: true, force: true });
      await rm(closed, { recursive: true });
    });

    async function start(at = home, durable = false): Promise<EmbeddedPostgres> {
      const server = await startEmbeddedPostgres({ home: at, databases: ['praxis'], durable });
      running.push(server);
      return server;
    }

    it('runs the server as another user', async () => {
      await chmod(closed, 0o711);
      const server = await start();
      expect((await stat(server.dataDir)).uid).toBe((await serverUser())?.uid);
      expect(server.dataDir).toBe(join(home, 'postgres', 'cluster', 'data'));
    });

    it('keeps the data outside a closed directory, and finds them again', async () => {
      const first = await start(home, true);
      expect(first.dataDir).toMatch(/^\/var\/lib\/praxis\//);
      await query(first.url('praxis'), `create table note as select 'kept' as text`);
      await first.stop();
      const second = await start(home, true);
      expect(second.dataDir).toBe(first.dataDir);
      expect(await query(second.url('praxis'), 'select text from note')).toEqual([{ text: 'kept' }]);
    });

    it('finds one place outside a closed directory when many ask in the same moment', async () => {
      const servers = await Promise.all([1, 2, 3].map(() => start()));
      expect(new Set(servers.map(({ dataDir }) => dataDir)).size).toBe(1);
      expect(new Set(servers.map(({ pid }) => pid)).size).toBe(1);
    });

    it('never takes over the data of a home that was deleted', async () => {
      const first = await start();
      await first.stop();
      await rm(home, { recursive: true });
      await mkdir(home);
      expect((await start()).dataDir).not.toBe(first.dataDir);
    });

    it('refuses to share the data with a copy of the home, and follows a home that was moved', async () => {
      await (await start()).stop();
      const copy = join(closed, 'copy');
      await cp(home, copy, { recursive: true });
      await expect(start(copy)).rejects.toThrow(PostgresDataSharedError);
      await rm(home, { recursive: true });
      expect((await start(copy)).dataDir).toBe(running[0]?.dataDir);
    });

    it('does not start empty when the data are gone', async () => {
      const first = await start();
      await first.stop();
      await rm(dirname(first.dataDir), { recursive: true });
      await expect(start()).rejects.toThrow(PostgresDataMissingError);
    });

    it('does not start empty beside data that have become unreachable', async () => {
      await chmod(closed, 0o711);
      await (await start()).stop();
      await chmod(closed, 0o700);
      await expect(start()).rejects.toThrow(PostgresPermissionError);
    });

    it('says what to do when there is no user to hand over to, and none can be made', async () => {
      vi.stubEnv('PATH', closed);
      try {
        await expect(start()).rejects.toThrow(PostgresServerUserError);
        await expect(start()).rejects.toThrow(/useradd failed.*\n.*What to do: make it \(useradd/);
      } finally {
        vi.unstubAllEnvs();
      }
    });

    it('copies the programs when the server’s user cannot get at the installed ones', async () => {
      const installed = join(closed, 'package', 'native');
      await cp(dirname(await installedBinaries()), dirname(installed), { recursive: true, verbatimSymlinks: true });
      await chmod(closed, 0o711);
      const cluster = join(closed, 'cluster');
      const user = await serverUser();
      await mkdir(cluster);
      await chown(cluster, user!.uid, user!.gid);
      expect((await runnableBinaries(installed, cluster, user)).directory).toBe(join(installed, 'bin'));
      await chmod(dirname(installed), 0o700);
      const copies = await Promise.all([1, 2].map(() => runnableBinaries(installed, cluster, user)));
      for (const { directory, majorVersion } of copies) {
        expect(dirname(dirname(directory))).toBe(cluster);
        expect(majorVersion).toBe('18');
      }
    });
  });

  describe('started by an ordinary user', () => {
    it('keeps everything in the home, with the programs of an installation that it cannot write to', async () => {
      await using installation = await installEmbeddedPostgres();
      const home = await mkdtemp(join(tmpdir(), 'praxis-ordinary-'));
      await chown(home, ORDINARY_USER.uid, ORDINARY_USER.gid);
      try {
        const own = await installation.start(home, ORDINARY_USER);
        expect(own.server.dataDir).toBe(join(home, 'postgres', 'cluster', 'data'));
        expect((await stat(own.server.dataDir)).uid).toBe(ORDINARY_USER.uid);
        await query(own.server.ownerUrl, `create table note as select 'kept' as text`);
        await own.end();
        // Root takes over what an ordinary user began, as that user.
        await chmod(home, 0o711);
        const byRoot = await startEmbeddedPostgres({ home, databases: ['praxis'], durable: false });
        expect(await query(byRoot.url('praxis'), 'select text from note')).toEqual([{ text: 'kept' }]);
        await byRoot.stop();
        const again = await installation.start(home, ORDINARY_USER);
        expect(await query(again.server.ownerUrl, 'select text from note')).toEqual([{ text: 'kept' }]);
        await again.end();
      } finally {
        await rm(home, { recursive: true });
      }
    });
  });
} else {
  it('runs the server as the current user, who is not root', async () => {
    expect(await serverUser()).toBeUndefined();
  });
}

async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}
