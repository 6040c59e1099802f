import type { EventDefinition, EventNamespace } from './event-definition.js';

export class DuplicateEventTypeError extends Error {
  constructor(type: string, first: string, second: string) {
    super(
      `Event type "${type}" is declared by both "${first}" and "${second}". A type has one owner: rename one of them.`,
    );
  }
}

class UnknownEventTypeError extends Error {
  constructor(type: string) {
    super(
      `Event type "${type}" is not declared by any context. Declare it in the contract of the context that owns it.`,
    );
  }
}

/** All event types of all contexts. */
export class EventCatalogue {
  readonly #byType = new Map<string, EventDefinition>();

  constructor(namespaces: readonly EventNamespace[]) {
    for (const definition of namespaces.flatMap((namespace) => namespace.definitions)) {
      const other = this.#byType.get(definition.type);
      if (other) throw new DuplicateEventTypeError(definition.type, other.namespace, definition.namespace);
      this.#byType.set(definition.type, definition);
    }
  }

  get all(): EventDefinition[] {
    return [...this.#byType.values()];
  }

  has(type: string): boolean {
    return this.#byType.has(type);
  }

  /** @throws UnknownEventTypeError */
  get(type: string): EventDefinition {
    const definition = this.#byType.get(type);
    if (!definition) throw new UnknownEventTypeError(type);
    return definition;
  }
}
