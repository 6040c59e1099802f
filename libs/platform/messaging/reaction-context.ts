import type { RequestContext } from '../context/request-context.js';
import type { EventEnvelope } from '../events/event-envelope.js';

/** The context that a reaction to `event` runs in: same tenant, same correlation, caused by the event. */
export function contextOf(event: EventEnvelope): RequestContext {
  const { accountId, siteId, sectorId, traceparent } = event.metadata;
  return {
    requestId: `evt_${event.id}`,
    correlationId: event.correlationId,
    causationId: event.id,
    traceparent,
    accountId,
    siteId,
    sectorId,
  };
}

/** The context of a transaction that takes events of several tenants, one after another. */
export const RELAY_CONTEXT: RequestContext = { requestId: 'relay', correlationId: 'relay' };

/** Ordering is kept per reaction and target. */
export function targetKey(event: EventEnvelope): string {
  const target = event.metadata.target;
  return target ? `${target.type}:${target.id}` : event.id;
}
