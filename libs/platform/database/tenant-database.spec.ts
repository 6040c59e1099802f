import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseForAll } from '#test/support/database.js';
import { type EventLab, eventLab, measured, reaction } from '#test/support/event-lab.js';
import { until } from '#test/support/until.js';
import { newId } from '../context/ids.js';
import { type RequestContext, runInContext } from '../context/request-context.js';
import { UnauthenticatedError } from '../errors/application-error.js';
import { Admission } from './admission.js';
import { brokenRule, refuseBy } from './database-errors.js';
import type { TenantTransaction } from './tenant-database.js';

const database = databaseForAll();
let lab: EventLab;

beforeAll(async () => {
  lab = await eventLab(database.ownerUrl, []);
});
afterAll(() => lab[Symbol.asyncDispose]());

/** Begins with the transaction, so that it tells two of them apart. */
const began = (tx: TenantTransaction) => tx.query<{ at: string }>('select now()::text as at');

describe('reads that are asked for at the same moment', () => {
  it('are one transaction, and the next ones another', async () => {
    const [first, second] = await Promise.all([lab.database.readTogether(began), lab.database.readTogether(began)]);
    const [later] = await lab.database.readTogether(began);
    expect(second).toEqual(first);
    expect(later).not.toEqual(first[0]);
  });

  it('of two requests are two, even when they act for the same account', async () => {
    const one = lab.database.forAccount(lab.accountId);
    const other = lab.database.forAccount(lab.accountId);
    const pids = (tx: TenantTransaction) =>
      tx.query('select pg_backend_pid() as pid, pg_current_snapshot(), now()::text as at');
    const [first, second] = await Promise.all([one.readTogether(pids), other.readTogether(pids)]);
    expect(second).not.toEqual(first);
  });

  it('do not suffer from one that fails', async () => {
    const wrong = lab.database.readTogether((tx) => tx.query('select 1/0'));
    const thrown = lab.database.readTogether(async (tx) => {
      await began(tx);
      throw new TypeError('of its own');
    });
    const right = lab.database.readTogether((tx) => tx.query('select 7 as n'));
    const outcomes = await Promise.allSettled([wrong, thrown, right]);
    expect(outcomes[0]).toMatchObject({ status: 'rejected', reason: { code: '22012' } });
    expect(outcomes[1]).toMatchObject({ status: 'rejected', reason: { message: 'of its own' } });
    expect(outcomes[2]).toEqual({ status: 'fulfilled', value: [{ n: 7 }] });
  });

  it('are all refused when the sign-in has ended', async () => {
    const actor = { userId: newId(), accountId: lab.accountId, roles: [], signInId: newId(), issuedAt: Date.now() };
    await lab.database.write((tx) => Admission.voidSignIn(tx, actor.signInId));
    const ended = lab.database.forAccount(lab.accountId, { actor });
    const outcomes = await Promise.allSettled([ended.readTogether(began), ended.readTogether(began)]);
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: expect.any(UnauthenticatedError) });
    }
  });
});

describe('a write', () => {
  it('commits nothing when a value could not be sent, though whoever sent it goes on', async () => {
    const insert = `insert into lab.effect (reaction, event_id, target, n) values ('unsent', gen_random_uuid(), $1, 1)`;
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    const outcome = lab.database.write(async (tx) => {
      await tx.query(insert, [circle]).catch(() => undefined);
      await tx.query(insert, ['after']);
    });
    await expect(outcome).rejects.toThrow('circular');
    expect(await lab.effects('unsent')).toEqual([]);
  });
});

describe('a connection that others use at the same time', () => {
  it('is not held for blocking reactions', async () => {
    const slow = reaction('slow', () => Promise.resolve(), { mode: 'blocking' });
    await using strict = await eventLab(database.ownerUrl, [slow]);
    const published = strict.database.readTogether(async (tx) => {
      await tx.publish(measured, { target: { type: 'sample', id: 'read' }, data: { n: 1 } });
    });
    await expect(published).rejects.toThrow('Do it in write()');
  });
});

describe('a write at once', () => {
  const insert = (tx: TenantTransaction, target: string) =>
    tx.send({
      sql: `insert into lab.effect (reaction, event_id, target, n) values ('write', gen_random_uuid(), $1, 1)`,
      parameters: [target],
    });
  const written = async (target: string) => (await lab.effects('write')).filter((row) => row.target === target).length;
  const told = async (target: string) =>
    (await lab.owner.query('select from messaging.event where target_id = $1', [target])).rowCount;
  const tell = (tx: TenantTransaction, target: string) =>
    void tx.publish(measured, { target: { type: 'sample', id: target }, data: { n: 1 } });
  const insertAndTell = (tx: TenantTransaction, target: string) => {
    insert(tx, target);
    tell(tx, target);
    return 'done';
  };

  it('stores the change and what it tells', async () => {
    expect(await lab.database.writeAtOnce((tx) => insertAndTell(tx, 'kept'))).toBe('done');
    expect([await written('kept'), await told('kept')]).toEqual([1, 1]);
  });

  it.each<[string, (tx: TenantTransaction) => void, object]>([
    ['throws', () => assertNever(), { message: 'never' }],
    ['sends what the database refuses', (tx) => tx.send({ sql: 'select 1/0' }), { code: '22012' }],
    ['gives a value that no statement takes', (tx) => tx.send({ sql: 'select $1', parameters: [{}] }), TypeError],
    [
      'publishes what is not an event',
      (tx) => void tx.publish(measured, { target: { type: 'sample', id: 'x' }, data: { n: 'one' as never } }),
      { name: 'Error' },
    ],
  ])('leaves nothing when it %s', async (_, fail, error) => {
    const target = newId();
    const work = (tx: TenantTransaction) => {
      insert(tx, target);
      tell(tx, target);
      fail(tx);
    };
    const outcome = lab.database.writeAtOnce(work);
    if (typeof error === 'function') await expect(outcome).rejects.toThrow(error as never);
    else await expect(outcome).rejects.toMatchObject(error);
    expect([await written(target), await told(target)]).toEqual([0, 0]);
  });

  it('waits for blocking reactions, and is taken back by a veto', async () => {
    const veto = reaction('veto', () => Promise.reject(new Error('not with me')), { mode: 'blocking' });
    await using strict = await eventLab(database.ownerUrl, [veto]);
    const vetoed = strict.database.writeAtOnce((tx) => insertAndTell(tx, 'vetoed'));
    await expect(vetoed).rejects.toThrow('not with me');
    expect([await written('vetoed'), await told('vetoed')]).toEqual([0, 0]);
  });

  it('leaves nobody else a connection that was cut', async () => {
    const cut = (tx: TenantTransaction) => tx.send({ sql: 'select pg_terminate_backend(pg_backend_pid())' });
    for (let round = 0; round < 6; round++) {
      await expect(lab.database.writeAtOnce(cut)).rejects.toMatchObject({ code: '57P01' });
      expect(await lab.database.writeAtOnce(() => 'done')).toBe('done');
      const committing = lab.database.write(async (tx) => cut(tx));
      await expect(committing).rejects.toMatchObject({ code: '57P01' });
      expect(await lab.database.write(async () => 'done')).toBe('done');
    }
  });

  it('holds up neither other changes nor reads while it waits for a lock', async () => {
    await lab.owner.query('select pg_advisory_lock(42)');
    const waiting = lab.database.writeAtOnce((tx) => tx.send({ sql: 'select pg_advisory_xact_lock(42)' }));
    await until('it waits for the lock', async () => {
      const locks = await lab.owner.query(
        `select from pg_locks where locktype = 'advisory' and objid = 42 and not granted`,
      );
      return locks.rowCount;
    });
    for (let others = 0; others < 5; others++) {
      expect(await lab.database.writeAtOnce(() => 'done')).toBe('done');
      expect(await lab.database.readTogether((tx) => tx.query('select 1 as n'))).toEqual([{ n: 1 }]);
    }
    await lab.owner.query('select pg_advisory_unlock(42)');
    await waiting;
  });

  it('names the rule by which a statement refused', async () => {
    const refused = lab.database.writeAtOnce((tx) => tx.send({ sql: `select ${refuseBy('too many')}` }));
    expect(brokenRule(await refused.catch((error) => error))).toBe('too many');
  });

  it('carries the context of the request into its events', async () => {
    const context: RequestContext = { requestId: 'req_1', correlationId: 'cor_1', accountId: lab.accountId };
    await runInContext(context, () =>
      lab.database.forAccount(lab.accountId).writeAtOnce((tx) => tell(tx, 'in context')),
    );
    const { rows } = await lab.owner.query(`select correlation_id from messaging.event where target_id = 'in context'`);
    expect(rows).toEqual([{ correlation_id: 'cor_1' }]);
  });
});

function assertNever(): never {
  throw new Error('never');
}
