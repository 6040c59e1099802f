import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '#test/support/until.js';
import { from1to, InboxClient } from '../testing/inbox-client.js';
import { type Member, NotifiedPractice } from '../testing/notified-practice.js';

let practice: NotifiedPractice;
let patient: Member;

beforeAll(async () => {
  practice = await NotifiedPractice.start();
  patient = practice.member('patient');
});
afterAll(() => practice[Symbol.asyncDispose]());

const book = (therapist: Member, count = 1) => practice.book(patient, therapist, count);

describe('however often the connection breaks', () => {
  /** A small generator (mulberry32), so that a failing run can be run again. */
  const random = (seed: number) => () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const COUNT = 210;
  const seeds = [1, Date.now() % 1_000_000];

  /** Books in bursts, with pauses, while the client comes and goes. */
  const produce = async (therapist: Member, chance: () => number) => {
    for (let made = 0; made < COUNT; ) {
      const burst = Math.min(COUNT - made, 1 + Math.floor(chance() * 12));
      await Promise.all(from1to(burst).map(() => practice.schedule(patient, therapist)));
      made += burst;
      await pause(chance() * 15);
    }
  };

  it.each(seeds)(
    'a client that resumes has every notification once it has seen its cursor, in order (seed %i)',
    async (seed) => {
      const chance = random(seed);
      const therapist = practice.member('therapist');
      const producing = produce(therapist, random(seed + 1));
      let last = 0;
      let connections = 0;
      while (last < COUNT) {
        connections += 1;
        const transport = chance() < 0.2 ? 'polling' : 'websocket';
        const client = await InboxClient.connect(practice, therapist, {
          after: String(last).padStart(16, '0'),
          transport,
          acknowledges: () => chance() < 0.7,
        });
        const patience = connections > 400 ? 3_000 : chance() * 60;
        await Promise.race([pause(patience), until('all are there', () => last + client.received.length >= COUNT)]);
        client.cut();
        // Nothing missing between what it had and what it got, and nothing twice on one connection.
        expect(client.places, `connection ${connections}`).toEqual(client.places.map((_, at) => last + at + 1));
        last += client.places.length;
      }
      await producing;
      expect(connections).toBeGreaterThan(3);
    },
  );

  it.each(seeds)(
    'a client that only acknowledges has every notification, and none that it acknowledged twice (seed %i)',
    async (seed) => {
      const chance = random(seed);
      const therapist = practice.member('therapist');
      const producing = produce(therapist, random(seed + 1));
      const [seen, kept] = [new Set<number>(), new Set<number>()];
      let connections = 0;
      while (seen.size < COUNT) {
        connections += 1;
        const client = await InboxClient.connect(practice, therapist, { acknowledges: () => chance() < 0.7 });
        const patience = connections > 200 ? 3_000 : 100 + chance() * 150;
        await Promise.race([
          pause(patience),
          until('all are there', () => seen.size + client.received.length >= COUNT),
        ]);
        // Politely, so that what was acknowledged has been heard.
        client.socket.disconnect();
        expect(client.places, `connection ${connections}`).toEqual([...new Set(client.places)].sort((a, b) => a - b));
        expect(
          client.places.filter((place) => kept.has(place)),
          `connection ${connections}`,
        ).toEqual([]);
        for (const place of client.places) seen.add(place);
        for (const place of client.acknowledged) kept.add(place);
      }
      await producing;
      const last = await InboxClient.connect(practice, therapist);
      await book(therapist);
      await last.arrived(COUNT + 1 - kept.size);
      expect(last.places).toEqual(from1to(COUNT + 1).filter((place) => !kept.has(place)));
    },
  );
});

describe('in a process without the reactions', () => {
  it('a client gets what another process has put into its inbox', async () => {
    await using api = await NotifiedPractice.start({ role: 'api', beside: practice });
    const therapist = practice.member('therapist');
    const client = await InboxClient.connect(api, therapist);
    await book(therapist, 5);
    await client.arrived(5);
    expect(client.places).toEqual(from1to(5));
  });
});
