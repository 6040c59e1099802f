import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, cpus, loadavg, release, totalmem } from 'node:os';
import { describeCores } from '../processes/cores.js';

export function describeMachine(): Record<string, string | number> {
  return {
    processor: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 1e9),
    system: `${process.platform} ${process.arch} ${release()}`,
    processes: describeCores(),
    loadBefore: Number(loadavg()[0]!.toFixed(2)),
  };
}

const MEASURED = ['@nestjs/core', 'fastify', 'mercurius', 'typeorm', 'pg', 'bullmq', 'socket.io', 'graphql'];

/** Versions of what a figure depends on; of packages that are installed. */
export function describeVersions(postgres: string): Record<string, string> {
  const own = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
    version: string;
    dependencies: Record<string, string>;
  };
  const packages = MEASURED.filter((name) => own.dependencies[name]).map((name) => [name, installedVersion(name)]);
  return { praxis: own.version, node: process.versions.node, postgres, ...Object.fromEntries(packages) };
}

function installedVersion(name: string): string {
  const folders = createRequire(import.meta.url).resolve.paths(name) ?? [];
  for (const folder of folders) {
    try {
      return (JSON.parse(readFileSync(`${folder}/${name}/package.json`, 'utf8')) as { version: string }).version;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' && (error as NodeJS.ErrnoException).code !== 'ENOTDIR')
        throw error;
    }
  }
  return 'not installed';
}
