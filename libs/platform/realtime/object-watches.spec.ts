import { IsInt } from 'class-validator';
import type { Socket } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseForAll } from '#test/support/database.js';
import { until } from '#test/support/until.js';
import { actAs } from '../context/acting.js';
import type { Actor } from '../context/actor.js';
import { newId } from '../context/ids.js';
import type { EventEnvelope, ObjectRef } from '../events/event-envelope.js';
import { QUEUES } from '../tasks/queue-catalogue.js';
import { TaskClient } from '../tasks/task-client.js';
import { defineTask } from '../tasks/task-definition.js';
import { HandlesTask } from '../tasks/task-handler.js';
import type { TaskRun } from '../tasks/task-run.js';
import type { TaskProgress } from '../tasks/task-signals.js';
import { RealtimeApplication } from './testing/realtime-application.js';

class Length {
  @IsInt()
  steps!: number;
}

const longTask = defineTask({ name: 'lab.take-long', label: 'Takes long', queue: QUEUES.eventsFast, payload: Length });

@HandlesTask(longTask)
class LongTask {
  run(_length: Length, run: TaskRun): void {
    run.progress(50);
    run.progress(100);
  }
}

const database = databaseForAll();
let app: RealtimeApplication;

beforeAll(async () => {
  app = await RealtimeApplication.start(database.ownerUrl, { tasks: [LongTask as never] });
});
afterAll(() => app.stop());

type Happened = EventEnvelope<{ n: number }>;

/** What a client was sent, as it comes in. */
function heard(socket: Socket): Happened[] {
  const events: Happened[] = [];
  socket.on('event', (event: Happened) => events.push(event));
  return events;
}

const watch = (socket: Socket, object: ObjectRef) => socket.emitWithAck('watch', object);
/** Everything before it has been told when this has: events are told in order. */
async function toldUntilNow(socket: Socket, holder: Actor, events: Happened[]) {
  const marker = app.thing(holder);
  expect(await watch(socket, marker)).toEqual({ ok: true });
  await app.happen(marker, -1);
  await until('the marker has arrived', () => events.some(({ metadata }) => metadata.target?.id === marker.id));
}

describe('who watches an object', () => {
  it('gets each event on it, in order, as its envelope', async () => {
    const holder = app.holder();
    const [thing, other] = [app.thing(holder), app.thing(holder)];
    const socket = await app.clients.connect(holder);
    const events = heard(socket);
    expect(await watch(socket, thing)).toEqual({ ok: true });
    for (let n = 0; n < 20; n++) {
      await app.happen(thing, n);
      await app.happen(other, n);
    }
    await until('all have arrived', () => events.length >= 20);
    expect(events.map(({ data }) => data.n)).toEqual(Array.from({ length: 20 }, (_, n) => n));
    expect(events[0]).toEqual({
      id: expect.any(String),
      type: 'thing.happened',
      source: 'lab',
      timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
      correlationId: expect.any(String),
      data: { n: 0 },
      metadata: { version: '1', category: 'domain', accountId: app.accountId, target: thing },
    });
  });

  it('gets none after having said that it is enough', async () => {
    const holder = app.holder();
    const thing = app.thing(holder);
    const socket = await app.clients.connect(holder);
    const events = heard(socket);
    await watch(socket, thing);
    expect(await socket.emitWithAck('unwatch', thing)).toEqual({ ok: true });
    await app.happen(thing);
    await toldUntilNow(socket, holder, events);
    expect(events).toHaveLength(1);
  });

  it('gets none from when they may not see it any more, not even the one that tells why', async () => {
    const [insider, outsider] = [app.holder(), app.holder()];
    const thing = app.thing(insider, outsider);
    const [stays, leaves] = await Promise.all([insider, outsider].map((each) => app.clients.connect(each)));
    const [told, kept] = [stays, leaves].map((socket) => heard(socket as Socket)) as [Happened[], Happened[]];
    for (const socket of [stays, leaves]) await watch(socket as Socket, thing);
    await app.happen(thing, 1);
    await until('both were told', () => told.length === 1 && kept.length === 1);
    app.hide(thing, outsider);
    await app.happen(thing, 2);
    await until('the insider was told', () => told.length === 2);
    // Seeing it again later does not bring the watch back.
    app.show(thing, outsider);
    await app.happen(thing, 3);
    await toldUntilNow(leaves as Socket, outsider, kept);
    expect(kept.map(({ data }) => data.n)).toEqual([1, -1]);
    await until('the insider was told of all', () => told.length === 3);
  });

  it('hears nothing of the system’s own failures unless they administer it', async () => {
    const [member, admin] = [app.holder(), app.holder({ roles: ['admin'] })];
    const thing = app.thing(member, admin);
    const [watcher, operator] = await Promise.all([member, admin].map((each) => app.clients.connect(each)));
    const [heardByMember, heardByAdmin] = [watcher, operator].map((each) => heard(each as Socket)) as [
      Happened[],
      Happened[],
    ];
    for (const socket of [watcher, operator]) await watch(socket as Socket, thing);
    await app.happen(thing, 1, { failure: true });
    await app.happen(thing, 2);
    await until('both were told', () => heardByMember.length > 0 && heardByAdmin.length > 1);
    expect(heardByMember.map(({ data }) => data.n)).toEqual([2]);
    expect(heardByAdmin.map(({ data }) => data.n)).toEqual([1, 2]);
  });

  it('gets by each of their credentials what that may see, and no more', async () => {
    const user = app.holder();
    const scoped = app.holder({ userId: user.userId, scopes: ['lab.thing.view'] });
    const atSite = app.holder({ userId: user.userId, siteId: newId() });
    const thing = app.thing(user, scoped, atSite);
    const sockets = await Promise.all([scoped, atSite, user].map((each) => app.clients.connect(each)));
    const all = sockets.map((socket) => heard(socket));
    for (const socket of sockets) await watch(socket, thing);
    await app.happen(thing, 1);
    await until('all were told', () => all.every((events) => events.length === 1));
    for (const key of [scoped, atSite]) app.hide(thing, key);
    await app.happen(thing, 2);
    await Promise.all(
      [scoped, atSite, user].map((each, at) => toldUntilNow(sockets[at] as Socket, each, all[at] as Happened[])),
    );
    expect(all.map((events) => events.map(({ data }) => data.n))).toEqual([
      [1, -1],
      [1, -1],
      [1, 2, -1],
    ]);
  });

  it('is asked for only once, from however many places they watch', async () => {
    const holder = app.holder();
    const thing = app.thing(holder);
    const sockets = await Promise.all([1, 2, 3].map(() => app.clients.connect(holder)));
    const all = sockets.map((socket) => heard(socket));
    for (const socket of sockets) await watch(socket, thing);
    const asked = app.questions;
    await app.happen(thing);
    await until('all were told', () => all.every((events) => events.length === 1));
    expect(app.questions - asked).toBe(1);
  });
});

describe('watching is refused', () => {
  const refusalOf = async (object: object) => {
    const holder = app.holder();
    const answer = await (await app.clients.connect(holder)).emitWithAck('watch', object);
    expect(answer.ok).toBe(false);
    return answer.error.code;
  };

  it.each([
    ['of what does not exist', () => ({ type: 'thing', id: newId() }), 'THING_NOT_FOUND'],
    ['of what somebody else sees', () => app.thing(app.holder()), 'THING_NOT_FOUND'],
    ['of a type that nobody knows', () => ({ type: 'secret', id: newId() }), 'VALIDATION_FAILED'],
    ['of what is no id', () => ({ type: 'thing', id: 'all' }), 'VALIDATION_FAILED'],
    ['of nothing', () => ({}), 'VALIDATION_FAILED'],
  ])('%s', async (_name, object, code) => {
    expect(await refusalOf(object())).toBe(code);
  });

  it('of more than 200 objects on one connection', async () => {
    const holder = app.holder();
    const socket = await app.clients.connect(holder);
    const answers = await Promise.all(Array.from({ length: 201 }, () => watch(socket, app.thing(holder))));
    expect(answers.slice(0, 200).every(({ ok }) => ok)).toBe(true);
    expect(answers[200].error.code).toBe('WATCH_LIMIT_CONFLICT');
  });
});

describe('the progress of a task', () => {
  it('is shown to whoever caused it, and to nobody else', async () => {
    const [causer, other] = [app.holder(), app.holder()];
    const [own, foreign] = await Promise.all([causer, other].map((each) => app.clients.connect(each)));
    const [shown, leaked] = [[], []] as [TaskProgress[], TaskProgress[]];
    own?.on('task.progress', (progress: TaskProgress) => shown.push(progress));
    foreign?.on('task.progress', (progress: TaskProgress) => leaked.push(progress));
    const { id } = await actAs(causer, () => app.nest.get(TaskClient).enqueue(longTask, { steps: 2 }));
    // They are told side by side, so any may come first.
    await until('all is shown', () => shown.length === 3);
    const common = { taskId: id, name: 'lab.take-long', etaSeconds: expect.any(Number) };
    expect(shown).toContainEqual({ ...common, percent: 50, state: 'running' });
    expect(shown).toContainEqual({ ...common, percent: 100, state: 'completed' });
    expect(leaked).toEqual([]);
  });
});
