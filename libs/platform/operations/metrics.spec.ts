import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Practice, practice } from '#test/support/practice.js';

/** A registry of its own is what a subsystem most easily falls out of `/metrics` by. */
const SERVED: Readonly<Record<string, readonly string[]>> = {
  contracts: ['praxis_contract_call_seconds', 'praxis_contract_call_failures_total'],
  events: [
    'praxis_event_log_head',
    'praxis_reaction_lag_events',
    'praxis_reaction_paused',
    'praxis_relay_failures_total',
  ],
  tasks: [
    'praxis_task_enqueued_total',
    'praxis_task_done_total',
    'praxis_task_failed_total',
    'praxis_task_parked_total',
    'praxis_task_cancelled_total',
    'praxis_task_handed_back_total',
    'praxis_task_duration_seconds',
  ],
  throttling: ['praxis_throttle_refused_total', 'praxis_throttle_uncounted_total'],
};

let house: Practice;

beforeAll(async () => {
  house = await practice();
});
afterAll(() => house?.[Symbol.asyncDispose]());

const metrics = async (): Promise<string> => (await house.anonymous().get('/metrics')).body;

describe('GET /metrics', () => {
  it.each(Object.entries(SERVED))('serves the metrics of %s', async (_subsystem, names) => {
    const served = await metrics();
    for (const name of names) expect(served).toContain(`# TYPE ${name} `);
  });

  it('serves those of the process itself', async () => {
    expect(await metrics()).toContain('# TYPE nodejs_eventloop_lag_seconds ');
  });

  it('serves no metric of Praxis that this list does not name', async () => {
    const served = (await metrics()).matchAll(/^# TYPE (praxis_\w+) /gm);
    expect(Array.from(served, ([, name]) => name).sort()).toEqual(Object.values(SERVED).flat().sort());
  });

  it('counts what was done: the calls, events and tasks of a booking', async () => {
    const patient = await house.as('patient');
    expect((await patient.post('/api/v1/therapy-sessions', house.booking())).status).toBe(201);
    await house.settled();
    await house.until('its mail task is counted', async () =>
      /^praxis_task_done_total\{task="notifications\.[^"]+",queue="[^"]+"\} [1-9]/m.test(await metrics()),
    );
    const served = await metrics();
    expect(served).toMatch(/^praxis_contract_call_seconds_count\{caller="scheduling",[^}]*\} [1-9]/m);
    expect(served).toMatch(/^praxis_event_log_head [1-9]/m);
    expect(served).toMatch(/^praxis_task_enqueued_total\{task="notifications\.[^}]*\} [1-9]/m);
  });
});
