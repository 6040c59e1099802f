import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';

interface Schema {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

interface Operation {
  readonly security?: readonly object[];
  readonly parameters?: readonly { readonly name: string; readonly description?: string }[];
  readonly responses: Readonly<Record<string, { readonly content?: { 'application/json'?: { schema: Schema } } }>>;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

const FILE = join(import.meta.dirname, '../../docs/generated/openapi.json');
const openapi: Document = JSON.parse(await readFile(FILE, 'utf8'));

/** Every documented success below `/api/v1`: what stands in the envelope. */
function* answers(): Generator<{ route: string; operation: Operation; content: Schema }> {
  for (const [path, operations] of Object.entries(openapi.paths)) {
    if (!path.startsWith('/api/v1/')) continue;
    for (const [method, operation] of Object.entries(operations)) {
      for (const [status, { content }] of Object.entries(operation.responses)) {
        if (!status.startsWith('2')) continue;
        const json = content?.['application/json'];
        const { data, results } = json?.schema.properties ?? {};
        // What is not JSON, such as a picture, is told of by its media types.
        const [media] = json ? [] : Object.values(content ?? {});
        yield { route: `${method} ${path}`, operation, content: data ?? results?.items ?? media?.schema ?? {} };
      }
    }
  }
}

it('says of every route what it answers', () => {
  const all = [...answers()];
  expect(all.length).toBeGreaterThan(30);
  expect(all.filter(({ content }) => Object.keys(content).length === 0).map(({ route }) => route)).toEqual([]);
});

it('offers for fields= just the fields that the items of the list have', () => {
  let lists = 0;
  for (const { route, operation, content } of answers()) {
    const description = operation.parameters?.find(({ name }) => name === 'fields')?.description;
    const [, names] = /^Any of (.*); all when absent/.exec(description ?? '') ?? [];
    if (!names) continue;
    lists += 1;
    const item = content.$ref ? openapi.components.schemas[content.$ref.replace('#/components/schemas/', '')] : content;
    expect([route, names.split(', ').sort()]).toEqual([route, Object.keys(item?.properties ?? {}).sort()]);
  }
  expect(lists).toBeGreaterThan(6);
});

it('tells of the idempotency key wherever it is honoured, and nowhere else', () => {
  const unsafe = Object.entries(openapi.paths).flatMap(([path, operations]) =>
    Object.entries(operations)
      .filter(([method]) => method !== 'get')
      .map(([method, { parameters, security }]) => ({
        route: `${method} ${path}`,
        told: parameters?.some(({ name }) => name === 'Idempotency-Key') ?? false,
        demandsSignIn: Boolean(security?.length),
      })),
  );
  const told = unsafe.filter((each) => each.told).map(({ route }) => route);
  expect(told).toEqual(unsafe.filter(({ demandsSignIn }) => demandsSignIn).map(({ route }) => route));
  expect(told).toContain('post /api/v1/auth/api-keys');
  expect(told).not.toContain('post /api/v1/auth/login');
  expect(JSON.stringify(openapi).split('Idempotency-Key').length - 1).toBe(told.length);
});
