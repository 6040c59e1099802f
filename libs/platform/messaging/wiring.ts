import type { EventCatalogue } from '../events/event-catalogue.js';
import type { WiredReaction } from './reaction.js';

/**
 * Event type → names of the reactions that it sets off, as `apps/wiring.ts` writes it. A name with `!` in front is a blocking
 * reaction: it runs in the publisher's transaction and may veto.
 */
export type Wiring = Readonly<Record<string, readonly string[]>>;

export const defineWiring = (wiring: Wiring): Wiring => wiring;

/** What is wrong between the wiring file and the code, all of it at once. */
export class WiringError extends Error {
  constructor(readonly violations: readonly string[]) {
    super(`The wiring (apps/wiring.ts) and the code disagree:\n${violations.map((v) => `  - ${v}`).join('\n')}`);
  }
}

/**
 * Start-up runs this and refuses to go on with a wrong map.
 * @throws WiringError naming every culprit: unknown types, types left out, reactions that do not exist, reactions that listen
 *   to what the wiring does not list, and listed ones that do not listen
 */
export function verifyWiring(wiring: Wiring, catalogue: EventCatalogue, reactions: readonly WiredReaction[]): void {
  const violations: string[] = [];
  const byName = new Map<string, WiredReaction>();
  for (const reaction of reactions) {
    if (byName.has(reaction.name)) violations.push(`Two reactions are named "${reaction.name}". Rename one of them.`);
    byName.set(reaction.name, reaction);
  }
  for (const definition of catalogue.all) {
    if (!(definition.type in wiring)) {
      violations.push(
        `Event type "${definition.type}" is not in the wiring. Add it, with [] when nothing reacts to it.`,
      );
    }
  }
  const listed = new Set<string>();
  for (const [type, entries] of Object.entries(wiring)) {
    if (!catalogue.has(type)) violations.push(`The wiring lists event type "${type}", which no context declares.`);
    for (const entry of entries) {
      const name = entry.replace(/^!/, '');
      const reaction = byName.get(name);
      if (listed.has(`${type} ${name}`)) violations.push(`The wiring lists "${name}" twice for "${type}".`);
      listed.add(`${type} ${name}`);
      if (!reaction) {
        violations.push(`The wiring lists reaction "${name}" for "${type}", but no such reaction exists.`);
      } else if (!reaction.types.has(type)) {
        violations.push(`The wiring lists reaction "${name}" for "${type}", but it does not listen to that event.`);
      } else if (entry.startsWith('!') !== (reaction.mode === 'blocking')) {
        violations.push(
          reaction.mode === 'blocking'
            ? `Reaction "${name}" is blocking: write it as "!${name}" for "${type}", so that a reader sees it.`
            : `The wiring lists "${name}" for "${type}" as blocking, but it runs after commit. Remove the "!".`,
        );
      }
    }
  }
  for (const reaction of byName.values()) {
    for (const type of reaction.types) {
      if (!listed.has(`${type} ${reaction.name}`)) {
        violations.push(`Reaction "${reaction.name}" listens to "${type}", but the wiring does not list it there.`);
      }
    }
  }
  if (violations.length > 0) throw new WiringError(violations);
}
