/** An object in the system, named by a stable type such as `therapy_session`. */
export interface ObjectRef {
  readonly type: string;
  readonly id: string;
}

export const EVENT_CATEGORIES = ['domain', 'integration', 'command', 'system'] as const;
export type EventCategory = (typeof EVENT_CATEGORIES)[number];

/** A fact as everybody reads it: reactions, the history, sockets and other processes. Immutable and JSON-safe. */
export interface EventEnvelope<T = unknown> {
  /** UUIDv7. */
  readonly id: string;
  /** For example `therapy_session.scheduled`. */
  readonly type: string;
  /** The context that published it, for example `scheduling`. */
  readonly source: string;
  /** ISO-8601, UTC, milliseconds. */
  readonly timestamp: string;
  /** One per originating request; follows all that it causes. */
  readonly correlationId: string;
  readonly data: T;
  readonly metadata: EventMetadata;
}

export interface EventMetadata {
  /** Version of the payload's schema. Older stored versions are upcast on read, so this is always the current one. */
  readonly version: string;
  readonly category: EventCategory;
  readonly accountId?: string;
  readonly siteId?: string;
  readonly sectorId?: string;
  /** The actor, when a user. */
  readonly userId?: string;
  /** Event or task that caused this one. */
  readonly causationId?: string;
  readonly target?: ObjectRef;
  readonly actionObject?: ObjectRef;
  readonly traceparent?: string;
}
