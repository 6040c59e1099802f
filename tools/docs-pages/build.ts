/**
 * Bundles the three documentation pages (Swagger UI, GraphiQL, AsyncAPI) from npm packages into static files, so that
 * they work without network and under a CSP that allows no foreign and no inline script.
 *
 *   node tools/docs-pages/build.ts [target folder, emptied first; default dist/docs-pages]
 *
 * Does nothing when the target was already made from the same sources and the same installed packages.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

const HERE = import.meta.dirname;
const ROOT = resolve(HERE, '../..');
const PAGES = join(HERE, 'pages');
const target = resolve(process.argv[2] ?? join(ROOT, 'dist/docs-pages'));
const stampFile = join(target, '.built-from');

const stamp = await fingerprint();
if ((await readIfPresent(stampFile)) !== stamp) {
  await bundle();
  await writeFile(stampFile, stamp);
}

/** What the bundle depends on: these sources, and the exact versions that npm installed. */
async function fingerprint(): Promise<string> {
  const entries = await readdir(HERE, { recursive: true, withFileTypes: true });
  const sources = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const inputs = [...sources.sort(), join(ROOT, 'node_modules/.package-lock.json')];
  const hash = createHash('sha256');
  for (const input of inputs) hash.update(input.slice(ROOT.length)).update(await readFile(input));
  return hash.digest('hex');
}

async function readIfPresent(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}

async function bundle(): Promise<void> {
  // Imported here, because loading it costs more than the whole check above and most starts do not need it.
  const { build } = await import('vite');
  await build({
    configFile: false,
    root: PAGES,
    base: '/api/docs/',
    publicDir: false,
    logLevel: 'warn',
    worker: { format: 'es' },
    build: {
      outDir: target,
      emptyOutDir: true,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
      chunkSizeWarningLimit: Number.POSITIVE_INFINITY,
      rolldownOptions: {
        input: Object.fromEntries(
          ['docs', 'graphiql', 'asyncapi'].map((page) => [page, join(PAGES, page, 'index.html')]),
        ),
        // "use client" marks React server components; there is no server rendering here, and a hundred packages say it.
        onLog: (level, log, handle) => log.code === 'MODULE_LEVEL_DIRECTIVE' || handle(level, log),
      },
    },
  });
}
