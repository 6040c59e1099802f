import type { Actor } from '../context/actor.js';
import type { ObjectRef } from '../events/event-envelope.js';
import { ObjectNotFoundError } from './object-not-found-error.js';

/** Says which objects of one type somebody may see. The context that owns the type provides it. */
export interface ObjectVisibility {
  /** For example `therapy_session`. */
  readonly type: string;
  /** Those of `ids` that exist in the actor's account and that the actor may see. Works for actors other than the caller. */
  visible(actor: Actor, ids: readonly string[]): Promise<ReadonlySet<string>>;
}

/** Answers for every type of object who may see one: for histories, watches and notifications. */
export class VisibilityRegistry {
  readonly #byType = new Map<string, ObjectVisibility>();

  register(visibility: ObjectVisibility): void {
    this.#byType.set(visibility.type, visibility);
  }

  get types(): string[] {
    return [...this.#byType.keys()];
  }

  /** Those of `ids` that the actor may see. None of a type that nobody owns: what is not known is not shown. */
  async among(actor: Actor, type: string, ids: readonly string[]): Promise<ReadonlySet<string>> {
    return (await this.#byType.get(type)?.visible(actor, ids)) ?? new Set();
  }

  async canSee(actor: Actor, { type, id }: ObjectRef): Promise<boolean> {
    return (await this.among(actor, type, [id])).has(id);
  }

  /** @throws ObjectNotFoundError */
  async requireVisible(actor: Actor, object: ObjectRef): Promise<void> {
    if (!(await this.canSee(actor, object))) throw new ObjectNotFoundError(object);
  }
}
