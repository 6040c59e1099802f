import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ASSET_POLICY, PAGE_POLICIES } from './page-policies.js';

export interface DocsPagesOptions {
  /** The OpenAPI document; asked for once, at the first request for it. */
  readonly openapi: () => object | Promise<object>;
  /** The AsyncAPI document; asked for once, at the first request for it. */
  readonly asyncapi: () => object | Promise<object>;
  /** The folder that `tools/docs-pages/build.ts` fills. Default: `dist/docs-pages` of this package. */
  readonly bundle?: string;
}

/** All routes that are made here. They are public, and answer GET and HEAD. */
export const DOCS_ROUTES = {
  docs: '/api/docs',
  graphiql: '/graphiql',
  asyncapi: '/api/asyncapi',
  openapiDocument: '/api/openapi.json',
  asyncapiDocument: '/api/asyncapi.json',
  assets: '/api/docs/assets/*',
} as const;

const NOT_BUILT = 'The documentation pages are not built. Run "npm run build" and start again.\n';

/**
 * Serves Swagger UI, GraphiQL and the AsyncAPI page, with the two documents that they read. Call before `listen`.
 * Without a bundle the pages answer 503 and say why; the documents, and the rest of the server, work.
 */
export async function registerDocsPages(fastify: FastifyInstance, options: DocsPagesOptions): Promise<void> {
  const bundle = options.bundle ?? join(dirname(findPackageJSON(import.meta.url) as string), 'dist/docs-pages');

  await fastify.register(async (scope) => {
    scope.addHook('onSend', securedBy(ASSET_POLICY));

    for (const page of ['docs', 'graphiql', 'asyncapi'] as const) {
      const html = await readIfPresent(join(bundle, page, 'index.html'));
      scope.get(DOCS_ROUTES[page], { onSend: securedBy(PAGE_POLICIES[page]) }, async (_request, reply) => {
        reply.header('cache-control', 'no-cache');
        if (html === undefined) return reply.code(503).type('text/plain; charset=utf-8').send(NOT_BUILT);
        return reply.type('text/html; charset=utf-8').send(html);
      });
    }
    scope.get(DOCS_ROUTES.openapiDocument, jsonDocument(options.openapi));
    scope.get(DOCS_ROUTES.asyncapiDocument, jsonDocument(options.asyncapi));

    await scope.register(fastifyStatic, {
      root: join(bundle, 'assets'),
      prefix: DOCS_ROUTES.assets.slice(0, -1),
      // Another static folder of the same server may have decorated it already.
      decorateReply: false,
      index: false,
      // The file names carry a hash of the content.
      immutable: true,
      maxAge: '1y',
    });
  });
}

/** As an `onSend` hook of the inner scope, which runs after those of the server: a server-wide policy must not win. */
function securedBy(policy: string) {
  return async (_request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    reply
      .header('content-security-policy', policy)
      .header('x-content-type-options', 'nosniff')
      .header('referrer-policy', 'no-referrer');
  };
}

function jsonDocument(describe: () => object | Promise<object>) {
  let made: { body: string; etag: string } | undefined;
  return async (request: FastifyRequest, reply: FastifyReply) => {
    if (!made) {
      const body = JSON.stringify(await describe());
      made = { body, etag: `"${createHash('sha256').update(body).digest('base64url')}"` };
    }
    reply.header('cache-control', 'no-cache').header('etag', made.etag);
    if (request.headers['if-none-match'] === made.etag) return reply.code(304).send();
    return reply.type('application/json; charset=utf-8').send(made.body);
  };
}

async function readIfPresent(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}
