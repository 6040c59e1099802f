import { applyDecorators, type Type as Class } from '@nestjs/common';
import { SubscribeMessage } from '@nestjs/websockets';
import { type TObject, type TSchema, Type } from 'typebox';
import type { DescribedSocketEvent, JsonSchema } from '../docs-pages/asyncapi-source.js';

interface ReceivedMessage {
  readonly label: string;
  readonly payload: TSchema;
  /** What the acknowledgement holds besides `ok`. Default: nothing. */
  readonly answer?: TObject;
}

interface SentMessage {
  readonly label: string;
  readonly payload: TSchema;
  readonly acknowledged?: boolean;
}

const DESCRIPTIONS = Symbol('praxis:socket-messages');

/** Declares a method as the one that answers a message of clients, and describes it for the AsyncAPI document. */
export function Receives(name: string, { label, payload, answer = Type.Object({}) }: ReceivedMessage): MethodDecorator {
  const ack = Type.Union([Type.Object({ ok: Type.Literal(true), ...answer.properties }), refusal]);
  const described = {
    name,
    direction: 'clientToServer',
    label,
    payloadSchema: plain(payload),
    ack: plain(ack),
  } as const;
  return applyDecorators(SubscribeMessage(name), (target: object) => describe(target.constructor, described));
}

/** Describes a message that this class sends. */
export function Sends(name: string, { label, payload, acknowledged = false }: SentMessage): ClassDecorator {
  const ack = acknowledged ? {} : undefined;
  const described = { name, direction: 'serverToClient', label, payloadSchema: plain(payload), ack } as const;
  return (target) => describe(target, described);
}

/** All messages that these classes receive and send. */
export function socketMessagesOf(classes: readonly Class<object>[]): DescribedSocketEvent[] {
  return classes.flatMap(
    (each) => (Reflect.getMetadata(DESCRIPTIONS, each) as DescribedSocketEvent[] | undefined) ?? [],
  );
}

const refusal = Type.Object({
  ok: Type.Literal(false),
  error: Type.Object({ code: Type.String(), message: Type.String() }),
});

function describe(target: object, described: DescribedSocketEvent): void {
  const known: readonly DescribedSocketEvent[] = Reflect.getMetadata(DESCRIPTIONS, target) ?? [];
  Reflect.defineMetadata(DESCRIPTIONS, [...known, described], target);
}

/** Without what only the schema library sees. */
const plain = (schema: TSchema): JsonSchema => JSON.parse(JSON.stringify(schema));
