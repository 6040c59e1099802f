import { interleave, type SideName, summarise } from '../measure/interleave.js';
import { NotificationProbe } from '../measure/notification-probe.js';
import { latencies } from '../measure/statistics.js';
import { atMost } from '../measure/target.js';
import type { Scenario } from '../scenario.js';
import { withBothServers } from './two-servers.js';

const BOOKINGS = 25;
const WARM_UP = 50;
const IDLE_MS = 20;

/** B5: from the request that books a session to the therapist's browser being told, on an idle system. */
export const liveNotification: Scenario = {
  id: 'B5',
  title: 'commit → reaction → browser',
  async run(bench) {
    const ownerUrl = await bench.databases.withSessions(10_000);
    const { practice } = bench.databases;
    await using resources = new AsyncDisposableStack();
    const probe = await NotificationProbe.start();
    resources.defer(() => probe.stop());
    return await withBothServers(bench, { ownerUrl, role: 'whole', reference: 'notify-session' }, async (servers) => {
      let booked = 0;
      // The first therapist's slots are every so many; the two sides share them.
      const nextSlot = () => booked++ * practice.therapistIds.length;
      const delaysOf = (side: SideName, bookings: number) => {
        const slots = Array.from({ length: bookings }, nextSlot);
        return probe.delays({ url: servers[side].url, practice, slots, idleMs: IDLE_MS });
      };
      await delaysOf('ours', WARM_UP);
      await delaysOf('reference', WARM_UP);
      const figures = await interleave(bench.effort.rounds, async (side) => {
        const delays = latencies(await delaysOf(side, BOOKINGS));
        bench.record('B5', { side, delays });
        return delays.p50;
      });
      const name = 'request → commit → reaction → browser, idle, p50';
      return [summarise({ id: 'B5', name, unit: 'ms', target: atMost(3) }, figures)];
    });
  },
};
