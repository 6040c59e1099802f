import { actAs } from '#platform/context/acting.js';
import { newId } from '#platform/context/ids.js';
import { TaskCatalogue } from '#platform/tasks/task-catalogue.js';
import { TaskClient } from '#platform/tasks/task-client.js';
import type { Lab } from './lab.js';
import type { KindName } from './objects.js';
import { conversation } from './socket-calls.js';
import type { SocketEntry } from './socket-entries.js';
import type { TaskEntry } from './task-entries.js';
import { RIVERSIDE } from './worlds.js';

export const madeAtDemo = (lab: Lab, kind: KindName) => lab.matrix.objects.make(kind, RIVERSIDE, RIVERSIDE.patientId);

/** By event, what names an object of the demo practice and what names one that there is nowhere; made before anything is compared. */
export async function messagesOf(
  lab: Lab,
  entries: Readonly<Record<string, SocketEntry>>,
): Promise<ReadonlyMap<string, readonly [unknown, unknown]>> {
  const messages = new Map<string, readonly [unknown, unknown]>();
  for (const [event, { object, payload }] of Object.entries(entries)) {
    messages.set(event, [payload(object ? await madeAtDemo(lab, object) : ''), payload(newId())]);
  }
  return messages;
}

/** Socket events that another account gets different answers to, in words. */
export async function toldBySockets(
  { clinic, foreigner }: Lab,
  messages: ReadonlyMap<string, readonly [unknown, unknown]>,
): Promise<string[]> {
  using sockets = await conversation(clinic.url, foreigner);
  const found: string[] = [];
  for (const [event, [ofDemo, ofNobody]] of messages) {
    const hidden = JSON.stringify(await sockets.ask(event, ofDemo));
    const missing = JSON.stringify(await sockets.ask(event, ofNobody));
    if (hidden !== missing) found.push(`${event}: ${hidden} differs from ${missing}`);
  }
  return found;
}

/** Runs tasks for another account on objects of the demo practice. @returns those that failed, in words */
export async function runForStrangers(
  { clinic, foreigner }: Lab,
  payloads: ReadonlyMap<string, readonly object[]>,
): Promise<string[]> {
  const client = clinic.app.get(TaskClient, { strict: false });
  const failed: string[] = [];
  for (const task of clinic.app.get(TaskCatalogue, { strict: false }).tasks) {
    for (const payload of payloads.get(task.name) ?? []) {
      const run = () => client.runAndWait(task, payload, 10_000);
      await actAs(foreigner, run).catch((error: Error) => failed.push(`${task.name}: ${error.message}`));
    }
  }
  return failed;
}

/** What the payloads of tasks name is made before anything is compared. */
export async function payloadsOf(
  lab: Lab,
  entries: Readonly<Record<string, TaskEntry>>,
): Promise<ReadonlyMap<string, readonly object[]>> {
  const payloads = new Map<string, readonly object[]>();
  for (const [name, { object, payloads: naming }] of Object.entries(entries)) {
    payloads.set(name, naming(object ? await madeAtDemo(lab, object) : ''));
  }
  return payloads;
}
