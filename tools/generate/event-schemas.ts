import type { EventDefinition } from '#platform/events/event-definition.js';
import { incompatibilities, type JsonSchema } from '#tools/generate/schema-compatibility.js';

/**
 * Every event type that was ever published, with the schema of each of its versions. Stored events of all of them exist
 * somewhere, so nothing in here may change or vanish; types, versions and optional fields are added.
 */
export type PublishedEvents = Readonly<Record<string, PublishedEvent>>;

interface PublishedEvent {
  /** The context that publishes it. */
  readonly source: string;
  /** Version → JSON Schema of the event's `data`. */
  readonly versions: Readonly<Record<string, JsonSchema>>;
}

/** What is published already, with what the code declares now in the place of its current versions. */
export function publishEvents(published: PublishedEvents, definitions: readonly EventDefinition[]): PublishedEvents {
  const all: Record<string, PublishedEvent> = { ...published };
  for (const { type, namespace, version, schema } of definitions) {
    all[type] = { source: namespace, versions: { ...published[type]?.versions, [version]: plain(schema) } };
  }
  return Object.fromEntries(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * Why what the code declares does not go with what is published, as sentences that say what to do. Empty: it does.
 * Consumers and stored events know the published schemas, so within a version a schema may only gain optional fields.
 */
export function breakingChanges(published: PublishedEvents, definitions: readonly EventDefinition[]): string[] {
  const declared = new Map(definitions.map((definition) => [definition.type, definition]));
  return Object.entries(published).flatMap(([type, { source, versions }]) => {
    const definition = declared.get(type);
    if (!definition)
      return [`${type} is no longer declared, but stored events of it could not be read. Declare it again.`];
    const newest = Math.max(...Object.keys(versions).map(Number));
    if (definition.version < newest) {
      return [
        `${type} is declared as version ${definition.version}, but version ${newest} is published. Go up, not back.`,
      ];
    }
    const moved = definition.namespace === source ? [] : [`${type} moved from ${source} to ${definition.namespace}.`];
    const schema = versions[definition.version];
    const changed = schema ? incompatibilities(schema, plain(definition.schema)) : [];
    const remedy = `Make it version ${definition.version + 1}, with upcasts[${definition.version}].`;
    return [...moved, ...changed.map((change) => `${type} v${definition.version}: ${change}. ${remedy}`)];
  });
}

/** Without what only the schema library sees. */
const plain = (schema: object): JsonSchema => JSON.parse(JSON.stringify(schema));
