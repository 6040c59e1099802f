import type { AccessControl } from '../access/access-control.js';
import type { Actor } from '../context/actor.js';
import type { Permission } from '../permissions/permission.js';
import { BatchLoader } from './batch-loader.js';
import { actorOf, type GraphqlContext } from './graphql-context.js';

type Held = ReadonlySet<string>;
const NONE: Held = new Set();

/** What the caller is permitted on objects of one type, for fields that depend on it: one query for all objects of an answer. */
export class HeldPermissions {
  /** By actor: what their roles decide for all objects, or else who is asked for each. */
  readonly #byActor = new WeakMap<Actor, { decided?: Held; loader: BatchLoader<string, Held> }>();

  constructor(
    private readonly access: AccessControl,
    private readonly type: string,
    private readonly permissions: readonly Permission[],
  ) {}

  /** Names of those that the caller has on the object. What is there already comes as it is. */
  on(request: GraphqlContext, id: string): Held | Promise<Held> {
    const { decided, loader } = this.#of(actorOf(request));
    if (decided) return decided;
    const held = loader.load(request, id);
    return held instanceof Promise ? held.then((found) => found ?? NONE) : (held ?? NONE);
  }

  #of(actor: Actor) {
    let known = this.#byActor.get(actor);
    if (!known) {
      const find = (ids: readonly string[]) => this.access.permissionsOn(actor, this.type, ids, this.permissions);
      const decided = this.access.byRoles(actor, ['any'], this.permissions, this.type)?.get('any');
      known = { decided, loader: new BatchLoader(find) };
      this.#byActor.set(actor, known);
    }
    return known;
  }
}
