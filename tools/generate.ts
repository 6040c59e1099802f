/**
 * Writes the files that are made from the code: interface documents, wiring map, published event schemas. They are
 * committed, so that a change of an interface is seen in review.
 *
 *   node dist/tools/generate.js           writes those that changed
 *   node dist/tools/generate.js --check   writes nothing; says which are out of date, and fails
 *
 * Needs neither database nor network.
 */
import 'reflect-metadata';
import { readFile } from 'node:fs/promises';
import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';
import { asyncApi, eventDefinitions, wiringDocument } from '#tools/generate/event-interface.js';
import { breakingChanges, type PublishedEvents, publishEvents } from '#tools/generate/event-schemas.js';
import { type GeneratedFiles, outdatedFiles, readIfPresent, writeFiles } from '#tools/generate/generated-files.js';
import { graphqlSchema } from '#tools/generate/graphql-schema.js';
import { openApiDocument } from '#tools/generate/openapi.js';
import { sessionMailLayout } from '#tools/generate/session-mail-layout.js';

const PACKAGE = findPackageJSON(import.meta.url) as string;
const ROOT = dirname(PACKAGE);
const MAILS = 'libs/notifications/mails';
const EVENT_SCHEMAS = 'docs/generated/event-schemas.json';

process.exitCode = await main(process.argv.includes('--check'));

async function main(check: boolean): Promise<number> {
  const published: PublishedEvents = JSON.parse((await readIfPresent(join(ROOT, EVENT_SCHEMAS))) ?? '{}');
  const breaking = breakingChanges(published, eventDefinitions);
  if (breaking.length > 0) return report(1, 'These changes would break who knows the published events:', breaking);

  const files = await generate(published);
  if (check) {
    const outdated = await outdatedFiles(ROOT, files);
    if (outdated.length === 0) return report(0, 'All generated files are up to date.');
    return report(1, 'Run "npm run generate" and commit what it writes:', outdated);
  }
  return report(0, 'Written:', await writeFiles(ROOT, files));
}

async function generate(published: PublishedEvents): Promise<GeneratedFiles> {
  const { version } = JSON.parse(await readFile(PACKAGE, 'utf8'));
  const events = publishEvents(published, eventDefinitions);
  return {
    [EVENT_SCHEMAS]: json(events),
    'docs/generated/openapi.json': json(await openApiDocument(version)),
    'docs/generated/schema.graphql': await graphqlSchema(),
    'docs/generated/asyncapi.json': json(asyncApi(version, events)),
    'docs/wiring.md': wiringDocument(),
    [`${MAILS}/session-mail-layout.generated.ts`]: await sessionMailLayout(join(ROOT, MAILS, 'session-mail.mjml')),
  };
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function report(exitCode: number, heading: string, lines: readonly string[] = []): number {
  console.log([heading, ...lines.map((line) => `  ${line.replaceAll('\n', '\n  ')}`)].join('\n'));
  return exitCode;
}
