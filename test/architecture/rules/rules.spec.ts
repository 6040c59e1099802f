// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the code that is judged stands here in strings
import { describe, expect, it } from 'vitest';
import { breaches, type SourceRule } from '../source-rule.js';
import { source } from '../source-tree.js';
import { constructorParameters } from './constructor-parameters.js';
import { environmentReadOnce } from './environment-read-once.js';
import { fileLength } from './file-length.js';
import { fileNames } from './file-names.js';
import { importedNames } from './imported-names.js';
import { schemasOfOthers } from './schemas-of-others.js';
import { shapeOfAContext } from './shape-of-a-context.js';
import { stableNames } from './stable-names.js';

/** What the rule says of these files, path → text. */
const judge = (rule: SourceRule, files: Readonly<Record<string, string>>): string[] =>
  breaches(
    rule,
    Object.entries(files).map(([path, text]) => source(path, text)),
    [],
  );

const judgeNames = (rule: SourceRule, ...paths: string[]): string[] =>
  judge(rule, Object.fromEntries(paths.map((path) => [path, ''])));

describe('file names', () => {
  it('are words with at most one role', () => {
    const good = [
      'libs/billing/billing.module.ts',
      'libs/billing/model/charge.entity.spec.ts',
      'libs/billing/commands/set-price.ts',
      'libs/billing/migrations/1763643000000-billing.ts',
      'libs/billing/contract/charge-type.ts',
      'apps/console/common-room.tsx',
    ];
    expect(judgeNames(fileNames, ...good)).toEqual([
      'apps/console/common-room.tsx:1 "common" says nothing: name it after what it does or is',
    ]);
  });

  it.each(['utils', 'helper', 'common', 'types', 'manager', 'list-utils', 'task-manager', 'helpers-of-lists'])(
    'may not be %s',
    (word) => {
      expect(judgeNames(fileNames, `libs/billing/model/${word}.ts`)).toHaveLength(1);
      expect(judgeNames(fileNames, `libs/platform/${word}/money.ts`)).toHaveLength(1);
    },
  );

  it.each(['charge.service.ts', 'charge.repository.ts', 'charge.generated.ts', 'charge.types.ts'])(
    'may not have another role: %s',
    (name) => {
      expect(judgeNames(fileNames, `libs/billing/model/${name}`).at(-1)).toContain('is none of the roles .module');
    },
  );

  it.each(['ChargeStore.ts', 'charge_store.ts', 'charge.entity.dto.ts', 'chargeStore.ts'])(
    'are written in one way: not %s',
    (name) => {
      expect(judgeNames(fileNames, `libs/billing/model/${name}`)[0]).toContain('is not like-this.ts');
    },
  );
});

describe('file length', () => {
  const lines = (count: number) => 'export {};\n'.repeat(count);

  it('ends at 400 lines, wherever the file is', () => {
    expect(judge(fileLength, { 'libs/billing/model/a.ts': lines(400), 'tools/b.mjs': lines(400) })).toEqual([]);
    expect(judge(fileLength, { 'libs/billing/model/a.ts': lines(401), 'test/b.spec.ts': lines(500) })).toEqual([
      'libs/billing/model/a.ts:401 401 lines: a file of more than 400 says several things',
      'test/b.spec.ts:401 500 lines: a file of more than 400 says several things',
    ]);
  });
});

describe('the shape of a context', () => {
  it('is a manifest and known folders of files', () => {
    const good = [
      'libs/billing/billing.module.ts',
      'libs/billing/billing.spec.ts',
      'libs/billing/contract/index.ts',
      'libs/billing/reactions/settle-charge-when-session-changes.ts',
      'libs/notifications/mails/session-mail.ts',
      'libs/platform/anything/at/all.ts',
      'extensions/reports/reports.module.ts',
    ];
    expect(judgeNames(shapeOfAContext, ...good)).toEqual([]);
  });

  it('has no other folders, none in folders, and nothing else beside the manifest', () => {
    const bad = [
      'libs/billing/services/charges.ts',
      'libs/billing/mails/invoice.ts',
      'libs/billing/model/charges/charge.ts',
      'libs/billing/charge.ts',
      'libs/billing/charges.module.ts',
      'extensions/reports/lib/report.ts',
    ];
    expect(judgeNames(shapeOfAContext, ...bad).map((breach) => breach.split(':')[0])).toEqual(bad);
  });
});

describe('constructor parameters', () => {
  const made = (decorator: string, count: number) =>
    `${decorator} export class Charges { constructor(${Array.from({ length: count }, (_, at) => `private readonly p${at}: P${at}`)}) {} }`;

  it.each(['@Injectable()', '@CommandHandler(SetPrice)', "@Controller('/charges')", '@Resolver()'])(
    'are six at most of an %s',
    (decorator) => {
      expect(judge(constructorParameters, { 'libs/billing/a.ts': made(decorator, 6) })).toEqual([]);
      expect(judge(constructorParameters, { 'libs/billing/a.ts': made(decorator, 7) })).toEqual([
        'libs/billing/a.ts:1 Charges wants 7 things, 6 at most: it does too much',
      ]);
    },
  );

  it('of what nobody injects are its own affair', () => {
    expect(judge(constructorParameters, { 'libs/billing/a.ts': made('', 9) })).toEqual([]);
  });
});

describe('schemas of others', () => {
  const migrations = {
    'libs/billing/migrations/1-billing.ts':
      "db.query(`create schema billing; call platform.protect('billing.charge');`)",
    'libs/identity/migrations/1-identity.ts': 'db.query(`create schema if not exists identity`)',
    'libs/platform/messaging/migrations/1-messaging.ts': 'db.query(`create schema messaging`)',
    'libs/platform/database/migrations/1-platform.ts': 'db.query(`create schema platform`)',
  };
  const judgeText = (text: string, path = 'libs/billing/queries/a.ts') =>
    judge(schemasOfOthers, { ...migrations, [path]: text });

  it.each([
    'tx.query(`select * from billing.charge c where c.user_id = $1`)',
    "throw new Error('there is no identity.people-directory to select from')",
    "const permission = 'identity.user.view'",
    'tx.query(`select ${identity.user} from billing.charge`)',
    "import { a } from '#identity/contract/index.js'",
    '// select * from identity.user',
    "@Entity({ schema: 'billing', name: 'charge' }) class Charge {}",
  ])('are not named by %s', (text) => {
    expect(judgeText(text)).toEqual([]);
  });

  it.each([
    ['in a query', 'tx.query(`select * from identity.user`)'],
    ['in a join', 'tx.query(\'select 1 from billing.charge join identity."user" u on true\')'],
    ['after a placeholder', 'tx.query(`select ${column} from identity.user`)'],
    ['before a placeholder', 'tx.query(`select * from identity.user where ${condition}`)'],
    ['by its quoted name', 'tx.query(`update "identity"."user" set name = $1`)'],
    ['in a constant', "const USER_TABLE = 'identity.user'"],
    ['as the schema of an entity', "@Entity({ schema: 'identity', name: 'user' }) class User {}"],
    ['in capitals', "tx.query('SELECT * FROM IDENTITY.USER')"],
  ])('are found %s', (_where, text) => {
    expect(judgeText(text)).toEqual(['libs/billing/queries/a.ts:1 names schema "identity" of identity']);
  });

  it('are found in foreign keys and in the tables of the platform', () => {
    const migration = 'db.query(`create table billing.charge (user_id uuid references identity.user (id))`)';
    expect(judgeText(migration, 'libs/billing/migrations/2-billing.ts')).toHaveLength(1);
    expect(judgeText('tx.query(`select * from messaging.event`)')).toHaveLength(1);
    expect(judgeText('tx.query(`select platform.current_account_id()`)')).toHaveLength(1);
  });

  it('are found in the platform, which knows no context', () => {
    expect(judgeText('tx.query(`select * from identity.user`)', 'libs/platform/database/a.ts')).toHaveLength(1);
  });
});

describe('imported names', () => {
  it.each([
    [
      'libs/billing/model/charge.entity.ts',
      "import { Column, Entity } from 'typeorm'; import type { ValueTransformer } from 'typeorm';",
    ],
    ['libs/billing/migrations/1-billing.ts', "import type { MigrationInterface, QueryRunner } from 'typeorm';"],
    ['libs/billing/commands/set-price.ts', "import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';"],
    ['libs/platform/database/data-source.ts', "import { DataSource } from 'typeorm';"],
  ])('may be these, in %s', (path, text) => {
    expect(judge(importedNames, { [path]: text })).toEqual([]);
  });

  it.each([
    ['libs/billing/model/charge.entity.ts', "import { DataSource } from 'typeorm';", 'DataSource of typeorm'],
    ['libs/billing/model/charge.entity.ts', "import { DataSource as Entity } from 'typeorm';", 'DataSource of typeorm'],
    ['libs/billing/model/charge.entity.ts', "import { BaseEntity } from 'typeorm';", 'BaseEntity of typeorm'],
    ['libs/billing/model/charge.entity.ts', "import * as orm from 'typeorm';", '* of typeorm'],
    ['libs/billing/model/charge.entity.ts', "const orm = await import('typeorm');", '* of typeorm'],
    ['libs/billing/model/charge.entity.ts', "export { getRepository } from 'typeorm';", 'getRepository of typeorm'],
    ['libs/billing/migrations/1-billing.ts', "import { QueryRunner } from 'typeorm';", 'QueryRunner of typeorm'],
    ['libs/billing/migrations/1-billing.ts', "import type { DataSource } from 'typeorm';", 'DataSource of typeorm'],
    ['libs/billing/reactions/a.ts', "import { EventsHandler } from '@nestjs/cqrs';", 'EventsHandler of @nestjs/cqrs'],
    ['libs/billing/reactions/a.ts', "import cqrs from '@nestjs/cqrs';", '* of @nestjs/cqrs'],
    ['libs/platform/services/a.ts', "import { forwardRef } from '@nestjs/common';", 'forwardRef of @nestjs/common'],
    ['apps/standalone/a.ts', "import * as nest from '@nestjs/common';", '* of @nestjs/common'],
  ])('may not be these, in %s: %s', (path, text, what) => {
    expect(judge(importedNames, { [path]: text })).toEqual([expect.stringContaining(`${path}:1 imports ${what}: `)]);
  });
});

describe('stable names', () => {
  it.each([
    "@Reaction({ name: 'billing.void-charge-when-session-cancelled', on: [] }) class VoidCharge {}",
    "defineTask({ name: 'billing.send-invoice' })",
    "@ServiceContract({ name: 'billing.charge-directory' }) class Charges {}",
    "defineQueue('invoices_slow', { workerClass: 'C' })",
    "billingEvents.event('charge.late_fee', {})",
    'window.event(Charge.name)',
  ])('are these: %s', (text) => {
    expect(judge(stableNames, { 'libs/billing/model/a.ts': text })).toEqual([]);
  });

  it.each([
    ['@Reaction({ name: VoidCharge.name }) class VoidCharge {}', 'is not written out'],
    ['@Reaction({ name }) class VoidCharge {}', 'is not written out'],
    ['@Reaction(options) class VoidCharge {}', 'is not written out'],
    ['defineTask({ name: `billing.${verb}` })', 'is not written out'],
    ["defineTask({ name: 'SendInvoice' })", '"SendInvoice" is not like'],
    ["defineTask({ name: 'billing.SendInvoice' })", '"billing.SendInvoice" is not like'],
    ["@Reaction({ name: 'scheduling.void-charge' }) class VoidCharge {}", 'does not begin with "billing."'],
    ["@ServiceContract({ name: 'charge-directory' }) class Charges {}", '"charge-directory" is not like'],
    ['defineQueue(Invoices.name)', 'is not written out'],
    ['billingEvents.event(ChargeOpened.name, {})', 'is not written out'],
    ["billingEvents.event('ChargeOpened', {})", '"ChargeOpened" is not like'],
  ])('are not these: %s', (text, what) => {
    expect(judge(stableNames, { 'libs/billing/model/a.ts': text })).toEqual([expect.stringContaining(what)]);
  });
});

describe('the environment', () => {
  it('is handed on by the entry and read by nobody else', () => {
    const reading = { 'apps/run.ts': 'readSettings(process.env)', 'test/support/a.ts': 'process.env.HOME' };
    expect(judge(environmentReadOnce, reading)).toEqual([]);
  });

  it.each(['const port = process.env.PORT', 'const { PORT } = process.env', "import { env } from 'node:process'"])(
    'is not read like this: %s',
    (text) => {
      expect(judge(environmentReadOnce, { 'libs/billing/model/a.ts': text })).toEqual([
        'libs/billing/model/a.ts:1 reads the environment: let settings.ts do it',
      ]);
    },
  );
});

describe('an exemption', () => {
  it('holds for its rule and its file only', () => {
    const planted = source('libs/billing/model/utils.ts', 'process.env.PORT');
    const exempt = (rule: string, file: string) => [{ rule, file, reason: 'planted' }];
    expect(breaches(fileNames, [planted], exempt('file-names', planted.path))).toEqual([]);
    expect(breaches(fileNames, [planted], exempt('file-names', 'libs/billing/model/helpers.ts'))).toHaveLength(1);
    expect(breaches(environmentReadOnce, [planted], exempt('file-names', planted.path))).toHaveLength(1);
  });
});
