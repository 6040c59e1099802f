import { Logger } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseForAll, freshDatabase } from '#test/support/database.js';
import { type EventLab, eventLab, type Measured, measured, note, reaction } from '#test/support/event-lab.js';
import { until } from '#test/support/until.js';
import { readListRequest } from '../lists/list-request.js';
import { deadLetterList } from './dead-letters.js';
import { eventList } from './event-list.js';

beforeAll(() => Logger.overrideLogger(false));
afterAll(() => Logger.overrideLogger(['log', 'error', 'warn']));

const target = (id: string) => ({ type: 'sample', id });

describe('publishing', () => {
  const db = databaseForAll();

  it('stores the event if and only if its transaction commits', async () => {
    await using lab = await eventLab(db.ownerUrl, [reaction('noting', note('noting'))]);
    await expect(
      lab.database.write(async (tx) => {
        await tx.publish(measured, { target: target('a'), data: { n: 1 } });
        throw new Error('changed my mind');
      }),
    ).rejects.toThrow('changed my mind');
    await lab.publish('a', 2);
    await until('the committed one is taken', async () => (await lab.effects('noting')).length > 0);
    const { rows } = await lab.owner.query('select data from messaging.event where account_id = $1', [lab.accountId]);
    expect(rows).toEqual([{ data: { n: 2 } }]);
    expect((await lab.effects('noting')).map(({ n }) => n)).toEqual([2]);
  });

  it('refuses data that does not fit the declared schema', async () => {
    await using lab = await eventLab(db.ownerUrl, []);
    const wrong = { n: 'three' } as unknown as { n: number };
    await expect(
      lab.database.write((tx) => tx.publish(measured, { target: target('a'), data: wrong })),
    ).rejects.toThrow(/sample\.measured.*\/n/);
  });

  it('lets a blocking reaction veto, which takes everything back', async () => {
    const veto = reaction(
      'veto',
      async ({ data }) => {
        if (data.n < 0) throw new Error('no negative samples');
      },
      { mode: 'blocking' },
    );
    await using lab = await eventLab(db.ownerUrl, [veto]);
    await expect(lab.publish('a', -1)).rejects.toThrow('no negative samples');
    await lab.publish('a', 1);
    const { rows } = await lab.owner.query('select data from messaging.event where account_id = $1', [lab.accountId]);
    expect(rows).toEqual([{ data: { n: 1 } }]);
  });

  it('cannot be changed or removed by the application', async () => {
    await using lab = await eventLab(db.ownerUrl, []);
    await lab.publish('a', 1);
    const { database } = lab;
    await expect(database.write((tx) => tx.query('delete from messaging.event'))).rejects.toThrow(/permission denied/);
    await expect(database.write((tx) => tx.query(`update messaging.event set data = '{}'`))).rejects.toThrow(
      /permission denied/,
    );
  });
});

describe('delivery', () => {
  it('brings every event to every reaction once, over a restart', async () => {
    await using db = await freshDatabase();
    const reactions = () => ['one', 'two', 'three'].map((name) => reaction(name, note(name)));
    let accountId: string;
    {
      await using lab = await eventLab(db.ownerUrl, reactions());
      accountId = lab.accountId;
      for (let n = 0; n < 20; n++) await lab.publish(`t${n % 4}`, n);
    }
    await using lab = await eventLab(db.ownerUrl, reactions(), { accountId });
    for (let n = 20; n < 40; n++) await lab.publish(`t${n % 4}`, n);
    for (const name of ['one', 'two', 'three']) {
      await until(`${name} has taken all`, async () => (await lab.effects(name)).length >= 40);
      expect((await lab.effects(name)).map(({ n }) => n).toSorted((a, b) => a - b)).toEqual([...Array(40).keys()]);
    }
  });

  it('does not lose an event whose transaction commits after later ones were read', async () => {
    await using db = await freshDatabase();
    await using lab = await eventLab(db.ownerUrl, [reaction('noting', note('noting'))]);
    const opened = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    const late = lab.database.write(async (tx) => {
      // Its transaction id and its place in the table are older than those of everything below.
      await tx.execute(
        `insert into messaging.event (id, type, source, version, category, account_id, correlation_id, target_type, target_id,
           occurred_at, data)
         values (gen_random_uuid(), 'sample.measured', 'lab', 1, 'domain', $1, 'late', 'sample', 'late', now(), '{"n": 0}')`,
        [lab.accountId],
      );
      opened.resolve();
      await release.promise;
    });
    await opened.promise;
    for (let n = 1; n <= 30; n++) await lab.publish('other', n);
    await until('the others are taken while it is open', async () => (await lab.effects('noting')).length === 30);
    release.resolve();
    await late;
    await until('the late one is taken too', async () => (await lab.effects('noting')).length === 31);
    expect((await lab.effects('noting')).map(({ n }) => n).toSorted((a, b) => a - b)).toEqual([...Array(31).keys()]);
  });

  it('goes on after a restore into another server, whose transaction numbers mean nothing here', async () => {
    await using db = await freshDatabase();
    await using lab = await eventLab(db.ownerUrl, [reaction('noting', note('noting'))]);
    for (let n = 0; n < 5; n++) await lab.publish('a', n);
    await until('five are taken', async () => (await lab.effects('noting')).length === 5);
    // As pg_restore leaves it: the numbers of the other server, far above this one's.
    await lab.owner.query(`update messaging.sequencer set cluster = 42`);
    await lab.owner.query(`update messaging.event set xid = '99999999'`);
    for (let n = 5; n < 10; n++) await lab.publish('a', n);
    await until('ten are taken', async () => (await lab.effects('noting')).length === 10);
    expect((await lab.effects('noting')).map(({ n }) => n)).toEqual([...Array(10).keys()]);
    const { rows } = await lab.owner.query('select count(*)::int as n from messaging.log');
    expect(rows[0].n).toBe(10);
  });

  it('keeps the order of each object, and lets one that is stuck hold back no other', async () => {
    await using db = await freshDatabase();
    let freed = 0;
    const shaky = reaction('shaky', async (event, tx) => {
      const stuck = event.metadata.target?.id === 'stuck';
      if (stuck && event.data.n === 0 && freed < 5) throw new Error('not before the others are done');
      await note('shaky')(event, tx);
      if (!stuck) freed++;
    });
    await using lab = await eventLab(db.ownerUrl, [shaky], {
      retries: { tries: 1_000, firstDelay: 20, longestDelay: 50 },
    });
    for (let n = 0; n < 5; n++) {
      await lab.publish('stuck', n);
      await lab.publish('free', n);
    }
    await until('all are taken', async () => (await lab.effects('shaky')).length === 10);
    const effects = await lab.effects('shaky');
    const ofTarget = (id: string) => effects.filter((effect) => effect.target === id).map(({ n }) => n);
    expect(ofTarget('stuck')).toEqual([0, 1, 2, 3, 4]);
    expect(ofTarget('free')).toEqual([0, 1, 2, 3, 4]);
  });

  it('rolls a failing event back without touching the others of its batch', async () => {
    await using db = await freshDatabase();
    const picky = reaction('picky', async (event, tx) => {
      await note('picky')(event, tx);
      if (event.data.n % 10 === 7) throw new Error('seven');
    });
    await using lab = await eventLab(db.ownerUrl, [picky]);
    await lab.database.write(async (tx) => {
      for (let n = 0; n < 50; n++) await tx.publish(measured, { target: target(`t${n}`), data: { n } });
    });
    await until('five are dead', async () => (await deadIn(lab)).length === 5);
    const taken = (await lab.effects('picky')).map(({ n }) => n).toSorted((a, b) => a - b);
    expect(taken).toEqual([...Array(50).keys()].filter((n) => n % 10 !== 7));
  });

  it('is not held up by another reaction that hangs', async () => {
    await using db = await freshDatabase();
    const hanging = reaction('hanging', () => new Promise(() => undefined), { timeLimit: 200 });
    await using lab = await eventLab(db.ownerUrl, [hanging, reaction('noting', note('noting'))], {
      lanes: { patience: 100, batchTime: 50 },
    });
    for (let n = 0; n < 10; n++) await lab.publish(`t${n}`, n);
    await until('the other has taken all', async () => (await lab.effects('noting')).length === 10);
    await until('what hangs is parked', async () => {
      const { rows } = await lab.owner.query(`select error->>'code' as code from messaging.parked_event`);
      return rows.some(({ code }) => code === 'REACTION_TIMEOUT');
    });
  });

  it('pauses a reaction that fails with everything instead of parking all that comes', async () => {
    await using db = await freshDatabase();
    let broken = true;
    const failing = reaction('failing', async (event, tx) => {
      if (broken) throw new Error('broken on purpose');
      await note('failing')(event, tx);
    });
    await using lab = await eventLab(db.ownerUrl, [failing], {
      lanes: { failuresBeforePause: 3, firstPause: 50, longestPause: 100 },
      retries: { tries: 1_000, firstDelay: 50, longestDelay: 50 },
    });
    await lab.database.write(async (tx) => {
      for (let n = 0; n < 100; n++) await tx.publish(measured, { target: target(`t${n}`), data: { n } });
    });
    const parked = async () =>
      Number((await lab.owner.query('select count(*) from messaging.parked_event')).rows[0].count);
    await until('some are parked', async () => (await parked()) >= 4);
    expect(await parked()).toBeLessThan(50);
    broken = false;
    await until('all are taken once it is mended', async () => (await lab.effects('failing')).length === 100);
  });
});

const deadIn = async ({ letters }: EventLab) => (await letters.list(readListRequest(deadLetterList, {}))).items;

describe('dead letters', () => {
  it('are logged when a reaction gives up, without anything of what the event is about', async () => {
    await using db = await freshDatabase();
    const lines: unknown[] = [];
    const take = (line: unknown) => void lines.push(line);
    Logger.overrideLogger({ log: () => undefined, error: take, warn: take });
    try {
      const failing = reaction('failing', async () => {
        throw Object.assign(new Error('of Anna, who is ill'), { code: 'PRICE_MISSING' });
      });
      await using lab = await eventLab(db.ownerUrl, [failing]);
      await lab.publish('anna', 1);
      await until('it is logged', () => lines.length > 0);
      const [letter] = await deadIn(lab);
      const gaveUp = { event: 'reaction.gave-up', reaction: 'lab.failing', eventType: 'sample.measured' };
      expect(lines).toEqual([{ ...gaveUp, eventId: letter?.eventId, attempts: 3, code: 'PRICE_MISSING' }]);
    } finally {
      Logger.overrideLogger(false);
    }
  });

  it('hold what failed for good, tell of it, and are replayed to success', async () => {
    await using db = await freshDatabase();
    let broken = true;
    const mended = reaction('mended', async (event: Measured, tx) => {
      if (broken) throw Object.assign(new Error('the price is missing'), { code: 'PRICE_MISSING' });
      await note('mended')(event, tx);
    });
    await using lab = await eventLab(db.ownerUrl, [mended, reaction('bystander', note('bystander'))]);
    await lab.publish('a', 1);
    await until('it is dead', async () => (await deadIn(lab)).length === 1);
    const [letter] = await deadIn(lab);
    expect(letter).toMatchObject({
      reaction: 'lab.mended',
      eventType: 'sample.measured',
      target: 'sample:a',
      attempts: 3,
      error: { code: 'PRICE_MISSING', message: 'the price is missing' },
    });
    expect((await lab.effects('bystander')).length).toBe(1);
    const failures = readListRequest(eventList, { type: 'event.processing.failed' });
    const { items } = await lab.database.read((tx) => lab.history.page(tx, failures, undefined));
    expect(items[0]?.data).toMatchObject({
      reaction: 'lab.mended',
      attempts: 3,
      error: { code: 'PRICE_MISSING' },
      originalEvent: { type: 'sample.measured', data: { n: 1 } },
    });
    broken = false;
    expect(await lab.letters.replay({ id: letter?.id })).toBe(1);
    await until('it is taken', async () => (await lab.effects('mended')).length === 1);
    expect(await deadIn(lab)).toEqual([]);
    expect((await lab.effects('bystander')).length).toBe(1);
  });

  it('of another account are not found', async () => {
    await using db = await freshDatabase();
    const failing = reaction('failing', async () => {
      throw new Error('always');
    });
    await using lab = await eventLab(db.ownerUrl, [failing]);
    await lab.publish('a', 1);
    await until('it is dead', async () => (await deadIn(lab)).length === 1);
    const [letter] = await deadIn(lab);
    await using other = await eventLab(db.ownerUrl, [], { runReactions: false });
    expect(await deadIn(other)).toEqual([]);
    await expect(other.letters.replay({ id: letter?.id })).rejects.toThrow('no such dead letter');
  });
});
