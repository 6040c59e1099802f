import { reactionOptions } from '../messaging/reaction.js';
import { type Wiring } from '../messaging/wiring.js';
import type { ContractClass } from '../services/service-contract.js';
import { type ContextManifest, type ContextModule, manifestOf } from './bounded-context.js';

/** A setting names a context that there is not. */
class UnknownContextError extends Error {
  constructor(setting: string, unknown: readonly string[], known: readonly string[]) {
    super(`${setting} names ${unknown.join(', ')}, but there are only ${known.join(', ')}.`);
  }
}

/** Which contexts run in this process, and which contract of the others is found where. */
export class Placement {
  readonly manifests: readonly ContextManifest[];
  readonly here: readonly ContextModule[];
  readonly #elsewhere: readonly ContextManifest[];

  /**
   * @param names of the contexts that run here; all when absent
   * @throws UnknownContextError
   */
  constructor(all: readonly ContextModule[], names: readonly string[] | undefined, reachable: readonly string[] = []) {
    this.manifests = all.map(manifestOf);
    const known = this.manifests.map(({ name }) => name);
    for (const [setting, given] of Object.entries({ CONTEXTS: names ?? [], CONTRACT_URLS: reachable })) {
      const unknown = given.filter((name) => !known.includes(name));
      if (unknown.length > 0) throw new UnknownContextError(setting, unknown, known);
    }
    const runsHere = (context: ContextModule) => !names || names.includes(manifestOf(context).name);
    this.here = all.filter(runsHere);
    this.#elsewhere = all.filter((context) => !runsHere(context)).map(manifestOf);
  }

  get manifestsHere(): ContextManifest[] {
    return this.here.map(manifestOf);
  }

  /** What contexts here require and one elsewhere provides. */
  get requiredFromElsewhere(): { provider: string; contract: ContractClass }[] {
    const required = new Set(this.manifestsHere.flatMap(({ requires }) => requires ?? []));
    return this.#elsewhere.flatMap(({ name, provides = [] }) =>
      provides.filter(({ contract }) => required.has(contract)).map(({ contract }) => ({ provider: name, contract })),
    );
  }

  /** The wiring without the reactions that run elsewhere. Events of all contexts stay: reactions here may be to any. */
  wiringHere(wiring: Wiring): Wiring {
    const reactions = this.#elsewhere.flatMap(({ reactions = [] }) => [...reactions]);
    const names = new Set(reactions.map((reaction) => reactionOptions(reaction)?.name));
    if (names.size === 0) return wiring;
    return Object.fromEntries(
      Object.entries(wiring).map(([type, entries]) => [
        type,
        entries.filter((entry) => !names.has(entry.replace(/^!/, ''))),
      ]),
    );
  }
}
