/** JSON Schema, draft 7. A `$ref` in it points into the finished document, as there is no other for it to point into. */
export type JsonSchema = Readonly<Record<string, unknown>>;

export interface DescribedEventType {
  /** `therapy_session.scheduled`; also the address of its channel. */
  readonly type: string;
  readonly label: string;
  readonly namespace: string;
  readonly category: 'domain' | 'integration' | 'command' | 'system';
  /** Schema version of the payload. A type is listed once per version. */
  readonly version: string;
  /** The context that publishes it. */
  readonly source: string;
  /** Of the event's `data`. */
  readonly schema: JsonSchema;
}

export interface DescribedSocketEvent {
  readonly name: string;
  readonly direction: 'serverToClient' | 'clientToServer';
  readonly label: string;
  readonly payloadSchema: JsonSchema;
  /** What the receiver answers, when the event is acknowledged. */
  readonly ack?: JsonSchema;
}

export interface DescribedServer {
  /** Name and port, without protocol: `localhost:3000`. */
  readonly host: string;
  readonly protocol: string;
  readonly pathname?: string;
  readonly description?: string;
}

export interface AsyncApiSource {
  /** Of the described interface, shown as `info.version`. */
  readonly version: string;
  readonly eventTypes: readonly DescribedEventType[];
  readonly socketEvents: readonly DescribedSocketEvent[];
  readonly servers: {
    /** Carries every event through the topic exchange `exchange`, with the type as routing key. */
    readonly broker: DescribedServer & { readonly exchange: string };
    readonly sockets: DescribedServer;
  };
}
