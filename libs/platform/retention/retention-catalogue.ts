import type { EventNamespace } from '../events/event-definition.js';
import type { Permission } from '../permissions/permission.js';
import type { RetainedType } from './retained-type.js';
import { InvalidRetainedTypeError, UnknownRetainedTypeError } from './retention-errors.js';

/** What a context says of itself that matters here. */
export interface Declaring {
  readonly name: string;
  readonly emits?: EventNamespace;
  readonly permissions?: Readonly<Record<string, Permission>>;
  readonly retains?: readonly RetainedType[];
}

/** All types of objects that contexts do not keep for ever. */
export class RetentionCatalogue {
  readonly #byType = new Map<string, RetainedType>();

  /** @throws InvalidRetainedTypeError */
  constructor(contexts: readonly Declaring[]) {
    for (const context of contexts) {
      for (const retained of context.retains ?? []) {
        refuseWrong(context, retained, this.#byType.has(retained.type));
        this.#byType.set(retained.type, retained);
      }
    }
  }

  get all(): RetainedType[] {
    return [...this.#byType.values()];
  }

  find(type: string): RetainedType | undefined {
    return this.#byType.get(type);
  }

  /** @throws UnknownRetainedTypeError naming `field` as what is wrong */
  get(type: string, field = 'type'): RetainedType {
    const retained = this.#byType.get(type);
    if (!retained) throw new UnknownRetainedTypeError(field, [...this.#byType.keys()]);
    return retained;
  }
}

const TYPE = /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/;
const TABLE = /^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$/;
const COLUMN = /^[a-z][a-z0-9_]*$/;
const MOST_DAYS = 36_500;

/** Names become part of statements, so nothing but plain names gets past here. */
function refuseWrong({ name, emits, permissions = {} }: Declaring, retained: RetainedType, known: boolean): void {
  const { type, table, since, defaultDays, parties = [], trash, purged } = retained;
  const refuse = (problem: string, cure: string): never => {
    throw new InvalidRetainedTypeError(type, problem, cure);
  };
  if (known) refuse('it is declared twice', 'A type has one owner: rename one of them.');
  if (!TYPE.test(type)) refuse('its name is not like_this', 'Name it as its events do, for example therapy_session.');
  if (!TABLE.test(table)) refuse(`its table is "${table}"`, 'Give schema and table, as schema.table.');
  for (const column of [since, ...parties, ...(trash ? [trash.deletedBy] : [])]) {
    if (!COLUMN.test(column)) refuse(`"${column}" is no name of a column`, 'Give the plain name of a column.');
  }
  if (!Number.isInteger(defaultDays) || defaultDays < 1 || defaultDays > MOST_DAYS) {
    refuse(`it is kept ${defaultDays} days`, `Give whole days from 1 to ${MOST_DAYS}.`);
  }
  if (purged.type !== `${type}.purged`) {
    refuse(`its purge is told as "${purged.type}"`, `Declare an event "${type}.purged".`);
  }
  if (!emits?.definitions.includes(purged as never)) {
    refuse(
      `context "${name}" does not emit "${purged.type}"`,
      'Declare the event in the contract of the same context.',
    );
  }
  if (trash && since !== 'deleted_at') refuse(`its trash goes by "${since}"`, 'With a trash, count from deleted_at.');
  if (trash && !Object.values(permissions).includes(trash.permission)) {
    refuse(`context "${name}" declares no permission "${trash.permission.name}"`, 'Take one of its own permissions.');
  }
}
