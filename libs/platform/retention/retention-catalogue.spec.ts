import { Type } from 'typebox';
import { describe, expect, it } from 'vitest';
import { freshDatabase } from '#test/support/database.js';
import { eventLab } from '#test/support/event-lab.js';
import { eventNamespace } from '../events/event-definition.js';
import { permissionNamespace } from '../permissions/permission.js';
import { DeclaredTables } from './declared-tables.js';
import { cutoffOf, daysOf, InvalidRetentionWindowError } from './due-objects.js';
import type { RetainedType } from './retained-type.js';
import { RetentionCatalogue } from './retention-catalogue.js';
import { InvalidRetainedTypeError } from './retention-errors.js';

const labEvents = eventNamespace('lab', 'Laboratory');
const data = Type.Object({ objectId: Type.String() });
const purged = labEvents.event('sample.purged', { label: 'Sample purged', data });
const strayEvents = eventNamespace('stray', 'Stray');
const permissions = permissionNamespace('lab', 'Laboratory', {
  'sample.delete': { label: 'Delete', roles: ['admin'] },
});
const foreign = permissionNamespace('stray', 'Stray', { 'sample.delete': { label: 'Delete', roles: ['admin'] } });

const sample: RetainedType = {
  type: 'sample',
  label: 'Sample',
  table: 'lab.sample',
  since: 'deleted_at',
  defaultDays: 30,
  parties: ['owner_id'],
  trash: { deletedBy: 'deleted_by', permission: permissions['sample.delete'], path: '/api/v1/samples' },
  purged,
};
const declare = (change: Partial<RetainedType>, twice = false) => {
  const type = { ...sample, ...change };
  return new RetentionCatalogue([
    { name: 'lab', emits: labEvents, permissions, retains: twice ? [type, type] : [type] },
  ]);
};

describe('a declaration of what is retained', () => {
  it('is taken when it fits its context', () => {
    expect(declare({}).get('sample')).toEqual(sample);
  });

  it.each<[string, Partial<RetainedType>, RegExp]>([
    ['a name that is none', { type: "sample' or true --" }, /name is not like_this/],
    ['a table without schema', { table: 'sample' }, /table is "sample"/],
    ['SQL instead of a table', { table: 'lab.sample o; drop table lab.sample' }, /its table is/],
    ['SQL instead of a column', { parties: ['owner_id) or (1=1'] }, /no name of a column/],
    ['no days', { defaultDays: 0 }, /kept 0 days/],
    ['half days', { defaultDays: 1.5 }, /kept 1.5 days/],
    ['an event of another name', { type: 'specimen' }, /told as "sample.purged"/],
    [
      'an event of another context',
      { purged: strayEvents.event('sample.purged', { label: 'Sample purged', data }) },
      /does not emit "sample.purged"/,
    ],
    ['a trash without deleted_at', { since: 'created_at' }, /its trash goes by "created_at"/],
    [
      'a permission of another context',
      { trash: { deletedBy: 'deleted_by', permission: foreign['sample.delete'], path: '/' } },
      /declares no permission/,
    ],
  ])('is refused with %s', (_what, change, problem) => {
    expect(() => declare(change)).toThrow(InvalidRetainedTypeError);
    expect(() => declare(change)).toThrow(problem);
  });

  it('is refused the second time', () => {
    expect(() => declare({}, true)).toThrow(/declared twice/);
  });
});

describe('a declaration that the database does not bear out', () => {
  it('stops the start, saying what is wrong', async () => {
    await using database = await freshDatabase();
    await using lab = await eventLab(database.ownerUrl, []);
    const start = () => new DeclaredTables(declare({}), lab.system).onApplicationBootstrap();
    await expect(start()).rejects.toThrow(/there is no table lab.sample/);
    await lab.owner.query('create table lab.sample (id uuid, account_id uuid, deleted_at timestamptz)');
    await expect(start()).rejects.toThrow(/has no owner_id, deleted_by/);
    await lab.owner.query('alter table lab.sample add column owner_id uuid, add column deleted_by uuid');
    await expect(start()).rejects.toThrow(/may not delete from lab.sample/);
    await lab.owner.query('grant delete on lab.sample to praxis_app');
    await expect(start()).rejects.toThrow(/stays in sight/);
    await lab.owner.query("call platform.hide_deleted('lab.sample')");
    await expect(start()).resolves.toBeUndefined();
  });
});

describe('the window', () => {
  it('is that of the account, or else the declared one', () => {
    expect(daysOf(sample, {})).toBe(30);
    expect(daysOf(sample, { sample: 7 })).toBe(7);
    expect(cutoffOf(sample, { sample: 7 }, new Date('2026-03-08T00:00:00Z'))).toEqual(new Date('2026-03-01T00:00:00Z'));
  });

  it.each([0, -1, 1.5, Number.NaN])('of %d days purges nothing', (days) => {
    expect(() => daysOf(sample, { sample: days })).toThrow(InvalidRetentionWindowError);
  });
});
