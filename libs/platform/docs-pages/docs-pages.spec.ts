import 'reflect-metadata';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { DOCS_ROUTES, type DocsPagesOptions, registerDocsPages } from './docs-pages.js';
import { DocsPagesModule } from './docs-pages.module.js';

const BUILD = resolve(import.meta.dirname, '../../../tools/docs-pages/build.ts');
const PAGES = ['docs', 'graphiql', 'asyncapi'] as const;
const ASSET_TYPES = { js: /^(text|application)\/javascript/, css: /^text\/css/, ttf: /^font\/ttf/ };

let bundle: string;
const build = () => promisify(execFile)(process.execPath, [BUILD, bundle]);

beforeAll(async () => {
  bundle = await mkdtemp(join(tmpdir(), 'docs-pages-'));
  await writeFile(join(bundle, '.built-from'), 'an earlier state');
  await writeFile(join(bundle, 'earlier.html'), 'left over');
  await build();
});

afterAll(() => rm(bundle, { recursive: true }));

let server: FastifyInstance;
async function serve(options: Partial<DocsPagesOptions> = {}, prepare = (_server: FastifyInstance) => {}) {
  server = Fastify();
  prepare(server);
  await registerDocsPages(server, { openapi: () => ({ openapi: '3.1.0' }), asyncapi: () => ({}), bundle, ...options });
  return server;
}

afterEach(() => server?.close());

const get = (url: string, headers: Record<string, string> = {}) => server.inject({ url, headers });
/** Every address that a page names. */
const addresses = (html: string) =>
  [...html.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address]) => address as string);

describe('the documentation pages', () => {
  it.each(PAGES)('%s is HTML whose every address is ours, and answers', async (page) => {
    await serve();
    const response = await get(DOCS_ROUTES[page]);

    expect(response.statusCode).toBe(200);
    expect(response.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(response.body).not.toMatch(/https?:|"\/\//);
    const named = addresses(response.body).filter((address) => address !== 'data:,');
    expect(named.some((address) => address.endsWith('.js'))).toBe(true);
    for (const address of named) expect((await get(address)).statusCode, address).toBe(200);
  });

  it.each(PAGES)('%s has no inline script or style, which its policy would block', async (page) => {
    await serve();
    const { body } = await get(DOCS_ROUTES[page]);

    expect(body.match(/<script(?![^>]*\ssrc=)[^>]*>/g)).toBeNull();
    expect(body.match(/<style|\sstyle=|\son\w+=/g)).toBeNull();
  });

  it.each(PAGES)('%s allows scripts and connections of this origin only', async (page) => {
    await serve();
    const policy = directives(await get(DOCS_ROUTES[page]));

    expect(policy['default-src']).toBe("'self'");
    expect(policy['object-src']).toBe("'none'");
    expect(policy['frame-ancestors']).toBe("'none'");
    expect(policy).not.toHaveProperty('script-src');
    expect(policy).not.toHaveProperty('connect-src');
    expect(Object.values(policy).join(' ')).not.toMatch(/unsafe-eval|\*|https?:/);
  });

  it('lets GraphiQL alone write styles into its page', async () => {
    await serve();
    const policies = await Promise.all(PAGES.map(async (page) => directives(await get(DOCS_ROUTES[page]))));

    expect(policies.map((policy) => policy['style-src'])).toEqual([undefined, "'self' 'unsafe-inline'", undefined]);
  });

  it('keeps its policies when the server sets one for all responses', async () => {
    await serve({}, (whole) =>
      whole.addHook(
        'onSend',
        async (_request, reply) => void reply.header('content-security-policy', "default-src 'none'"),
      ),
    );
    const [worker] = (await readdir(join(bundle, 'assets'))).filter((file) => file.includes('.worker-'));

    expect(directives(await get(DOCS_ROUTES.graphiql))['default-src']).toBe("'self'");
    expect(directives(await get(`/api/docs/assets/${worker}`))['default-src']).toBe("'self'");
  });

  it('answers every asset with its type, to be kept for good', async () => {
    await serve();
    const files = await readdir(join(bundle, 'assets'));

    expect(files.filter((file) => file.includes('.worker-'))).toHaveLength(3);
    for (const file of files) {
      const response = await get(`/api/docs/assets/${file}`);
      const type = ASSET_TYPES[file.split('.').at(-1) as keyof typeof ASSET_TYPES];
      expect(response.statusCode, file).toBe(200);
      expect(response.headers['content-type'], file).toMatch(type);
      expect(response.headers['cache-control'], file).toBe('public, max-age=31536000, immutable');
      expect(response.headers['x-content-type-options'], file).toBe('nosniff');
      expect(directives(response)['default-src'], file).toBe("'self'");
    }
  });

  it('loads no script, style or font from elsewhere in anything it bundles', async () => {
    await serve();
    for (const file of await readdir(join(bundle, 'assets'))) {
      const { body } = await get(`/api/docs/assets/${file}`);
      if (file.endsWith('.css')) expect(body.match(/(?:url\(|@import\s*)["']?(?:https?:)?\/\/[^)]*/g), file).toBeNull();
      if (file.endsWith('.js'))
        expect(body.match(/(?:import|importScripts)\s*\(?["'`]https?:[^"'`]*/g), file).toBeNull();
    }
  });

  it.each(['../index.html', '%2e%2e/docs/index.html', '..%2f.built-from', '%00', '%', 'a'.repeat(5000), 'none.js', ''])(
    'refuses the asset address "%.30s" without failing',
    async (path) => {
      await serve();
      const { statusCode } = await get(`/api/docs/assets/${path}`);

      expect(statusCode).toBeGreaterThanOrEqual(400);
      expect(statusCode).toBeLessThan(500);
    },
  );

  it('says how to build them when they are not built, and serves the documents all the same', async () => {
    await serve({ bundle: join(bundle, 'absent') });

    for (const page of PAGES) {
      const response = await get(DOCS_ROUTES[page]);
      expect(response.statusCode).toBe(503);
      expect(response.body).toContain('npm run build');
    }
    expect((await get('/api/openapi.json')).statusCode).toBe(200);
  });
});

describe('the documents', () => {
  it('are made once and revalidated by their content', async () => {
    let made = 0;
    await serve({ asyncapi: async () => ({ made: ++made }) });

    const first = await get('/api/asyncapi.json');
    expect(first.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(first.json()).toEqual({ made: 1 });
    expect((await get('/api/asyncapi.json')).json()).toEqual({ made: 1 });
    const again = await get('/api/asyncapi.json', { 'if-none-match': first.headers.etag as string });
    expect([again.statusCode, again.body]).toEqual([304, '']);
  });

  it('are asked for again after a failure', async () => {
    const answers = [() => Promise.reject(new Error('not ready')), () => Promise.resolve({ openapi: '3.1.0' })];
    await serve({ openapi: () => answers.shift()!() });

    expect((await get('/api/openapi.json')).statusCode).toBe(500);
    expect((await get('/api/openapi.json')).json()).toEqual({ openapi: '3.1.0' });
  });
});

describe('the module', () => {
  it('serves pages and documents from a Nest application', async () => {
    @Module({
      imports: [DocsPagesModule.forRoot({ openapi: () => ({ openapi: '3.1.0' }), asyncapi: () => ({}), bundle })],
    })
    class Application {}
    const app = await NestFactory.create<NestFastifyApplication>(Application, new FastifyAdapter(), { logger: false });
    try {
      await app.init();
      const statuses = await Promise.all(
        Object.values(DOCS_ROUTES).map(async (url) => [url, (await app.inject({ url })).statusCode]),
      );

      expect(Object.fromEntries(statuses)).toEqual({
        '/api/docs': 200,
        '/graphiql': 200,
        '/api/asyncapi': 200,
        '/api/openapi.json': 200,
        '/api/asyncapi.json': 200,
        '/api/docs/assets/*': 404,
      });
    } finally {
      await app.close();
    }
  });
});

describe('the build', () => {
  it('replaces what was built from another state', async () => {
    expect(await readdir(bundle)).not.toContain('earlier.html');
  });

  it('does nothing when nothing changed', async () => {
    const builtAt = async () => (await stat(join(bundle, 'graphiql/index.html'))).mtimeMs;
    const first = await builtAt();
    await build();

    expect(await builtAt()).toBe(first);
  });

  it('stays below 15 MB', async () => {
    const files = await readdir(bundle, { recursive: true, withFileTypes: true });
    const sizes = await Promise.all(
      files.filter((file) => file.isFile()).map(async (file) => (await stat(join(file.parentPath, file.name))).size),
    );

    expect(sizes.reduce((sum, size) => sum + size)).toBeLessThan(15_000_000);
  });
});

function directives(response: { headers: Record<string, unknown> }): Record<string, string> {
  const policy = String(response.headers['content-security-policy']);
  return Object.fromEntries(policy.split('; ').map((directive) => directive.split(/ (.*)/s).slice(0, 2)));
}
