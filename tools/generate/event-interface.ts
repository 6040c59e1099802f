import type { Type } from '@nestjs/common';
import { contexts } from '#apps/contexts.js';
import { wiring } from '#apps/wiring.js';
import { manifestOf } from '#platform/composition/bounded-context.js';
import { type AsyncApiDocument, asyncApiDocument } from '#platform/docs-pages/asyncapi-document.js';
import type { AsyncApiSource, DescribedSocketEvent } from '#platform/docs-pages/asyncapi-source.js';
import { wiringMap } from '#platform/docs-pages/wiring-map.js';
import type { EventDefinition } from '#platform/events/event-definition.js';
import { platformEvents } from '#platform/messaging/platform-events.js';
import { reactionOptions } from '#platform/messaging/reaction.js';
import { platformSocketMessages } from '#platform/realtime/realtime.module.js';
import { socketMessagesOf } from '#platform/realtime/socket-messages.js';
import type { PublishedEvents } from '#tools/generate/event-schemas.js';

const manifests = contexts.map(manifestOf);

/** Every event type that is published now. */
export const eventDefinitions: readonly EventDefinition[] = [
  platformEvents,
  ...manifests.flatMap(({ emits }) => emits ?? []),
].flatMap(({ definitions }) => definitions);

/** Where a default installation listens. */
const SERVERS: AsyncApiSource['servers'] = {
  broker: { host: 'localhost:5672', protocol: 'amqp', exchange: 'praxis.events' },
  sockets: { host: 'localhost:3000', protocol: 'ws', pathname: '/socket.io', description: 'Socket.io' },
};

/** Events on the broker and messages on sockets. */
export function asyncApi(version: string, published: PublishedEvents): AsyncApiDocument {
  const declared = new Map(eventDefinitions.map((definition) => [definition.type, definition]));
  const eventTypes = Object.entries(published).flatMap(([type, { source, versions }]) => {
    const definition = declared.get(type);
    if (!definition) return [];
    const { label, namespace, category } = definition;
    const common = { type, label, namespace, category, source };
    return Object.entries(versions).map(([version, schema]) => ({ ...common, version, schema }));
  });
  return asyncApiDocument({ version, eventTypes, socketEvents: socketMessages(), servers: SERVERS });
}

function socketMessages(): DescribedSocketEvent[] {
  const classes = manifests.flatMap(({ gateways = [], reactions = [], providers = [] }) => [
    ...gateways,
    ...reactions,
    ...providers.filter((provider) => typeof provider === 'function'),
  ]);
  return [...platformSocketMessages(), ...socketMessagesOf(classes as Type<object>[])];
}

/** `docs/wiring.md` */
export function wiringDocument(): string {
  const reactions = manifests.flatMap(({ name: context, reactions = [] }) =>
    reactions.flatMap((reaction) => {
      const options = reactionOptions(reaction);
      return options ? [{ name: options.name, label: options.label, context }] : [];
    }),
  );
  const eventTypes = eventDefinitions.map(({ type, label, namespace }) => ({ type, label, source: namespace }));
  const names = Object.entries(wiring).map(([type, entries]) => [
    type,
    entries.map((entry) => entry.replace(/^!/, '')),
  ]);
  return wiringMap({ eventTypes, reactions, wiring: Object.fromEntries(names) });
}
