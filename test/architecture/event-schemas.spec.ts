import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TSchema, Type } from 'typebox';
import { beforeAll, describe, expect, it } from 'vitest';
import { type EventDefinition, type EventNamespace, eventNamespace } from '#platform/events/event-definition.js';
import { platformEvents } from '#platform/messaging/platform-events.js';
import { breakingChanges, type PublishedEvents, publishEvents } from '#tools/generate/event-schemas.js';
import { allContexts } from './contexts.js';
import { ROOT } from './source-tree.js';

describe('the event schemas of the project', () => {
  let published: PublishedEvents;
  let declared: EventDefinition[];

  beforeAll(async () => {
    published = JSON.parse(await readFile(join(ROOT, 'docs/generated/event-schemas.json'), 'utf8'));
    const namespaces = (await allContexts()).flatMap(({ manifest }) => manifest.emits ?? []);
    declared = [platformEvents, ...namespaces].flatMap(({ definitions }) => definitions);
  });

  it('are published, all of them', () => {
    expect(declared.length).toBeGreaterThan(20);
    for (const { type, version } of declared) expect(published[type]?.versions, type).toHaveProperty(String(version));
  });

  it('break nobody who knows a published version', () => {
    expect(breakingChanges(published, declared)).toEqual([]);
  });
});

describe('within a version', () => {
  const published = Type.Object({
    sessionId: Type.String(),
    count: Type.Integer(),
    note: Type.Optional(Type.String()),
    amount: Type.Object({ currency: Type.String() }),
    parts: Type.Array(Type.Object({ name: Type.String() })),
    state: Type.Union([Type.Literal('open'), Type.Literal('void')]),
  });
  const changed = (change: Record<string, TSchema>) => Type.Object({ ...published.properties, ...change });
  const { count: _count, ...withoutCount } = published.properties;

  it.each([
    ['nothing changes', published],
    ['an optional field comes', changed({ reason: Type.Optional(Type.String()) })],
    [
      'an optional field comes deep inside',
      changed({ amount: Type.Object({ currency: Type.String(), note: Type.Optional(Type.String()) }) }),
    ],
    ['a description comes', changed({ count: Type.Integer({ description: 'of all' }) })],
    ['fields change places', Type.Object(Object.fromEntries(Object.entries(published.properties).reverse()))],
  ])('readers keep up when %s', (_change, next) => {
    expect(breaks(published, next)).toEqual([]);
  });

  it.each([
    ['a field goes', Type.Object(withoutCount), 'data.count was removed'],
    [
      'an optional field goes',
      Type.Object({ ...published.properties, note: undefined as never }),
      'data.note was removed',
    ],
    [
      'a type changes',
      changed({ count: Type.String() }),
      'data.count changed from {"type":"integer"} to {"type":"string"}',
    ],
    [
      'a field becomes null at times',
      changed({ count: Type.Union([Type.Integer(), Type.Null()]) }),
      'data.count changed from',
    ],
    ['a required field comes', changed({ siteId: Type.String() }), 'data.siteId is new and required'],
    ['a field becomes required', changed({ note: Type.String() }), 'data.note became required'],
    ['a field becomes optional', changed({ count: Type.Optional(Type.Integer()) }), 'data.count became optional'],
    ['a field inside an object goes', changed({ amount: Type.Object({}) }), 'data.amount.currency was removed'],
    [
      'a required field comes inside a list',
      changed({ parts: Type.Array(Type.Object({ name: Type.String(), id: Type.String() })) }),
      'data.parts[].id is new and required',
    ],
    ['a list becomes one', changed({ parts: Type.Object({ name: Type.String() }) }), 'data.parts changed from'],
    [
      'a value comes',
      changed({ state: Type.Union([Type.Literal('open'), Type.Literal('void'), Type.Literal('paid')]) }),
      'data.state changed from',
    ],
    ['a value goes', changed({ state: Type.Union([Type.Literal('open')]) }), 'data.state changed from'],
    ['a limit comes', changed({ count: Type.Integer({ maximum: 5 }) }), 'data.count changed from'],
    [
      'other fields are forbidden',
      Type.Object(published.properties, { additionalProperties: false }),
      'data changed from',
    ],
  ])('it breaks readers when %s', (_change, next, what) => {
    expect(breaks(published, next)).toEqual([expect.stringContaining(`planted.happened v1: ${what}`)]);
  });

  it('the sentence says what to do', () => {
    expect(breaks(published, changed({ siteId: Type.String() }))).toEqual([
      'planted.happened v1: data.siteId is new and required. Make it version 2, with upcasts[1].',
    ]);
  });
});

describe('between versions', () => {
  const upcasts = { 1: (data: unknown) => data };
  const first = declare((planted) =>
    planted.event('planted.happened', { label: 'Happened', data: Type.Object({ a: Type.String() }) }),
  );
  const second = declare((planted) =>
    planted.event('planted.happened', {
      label: 'Happened',
      data: Type.Object({ b: Type.String() }),
      version: 2,
      upcasts,
    }),
  );

  it('everything may change', () => {
    expect(breakingChanges(publishEvents({}, first), second)).toEqual([]);
  });

  it('the old schema stays published', () => {
    const published = publishEvents(publishEvents({}, first), second);
    expect(Object.keys(published['planted.happened']?.versions ?? {})).toEqual(['1', '2']);
    expect(publishEvents(published, second)).toEqual(published);
  });

  it('there is no way back, no vanishing and no change of owner', () => {
    const published = publishEvents(publishEvents({}, first), second);
    expect(breakingChanges(published, first)).toEqual([expect.stringContaining('Go up, not back')]);
    expect(breakingChanges(published, [])).toEqual([expect.stringContaining('is no longer declared')]);
    const moved = second.map((definition) => ({ ...definition, namespace: 'other' }));
    expect(breakingChanges(published, moved)).toEqual(['planted.happened moved from planted to other.']);
  });
});

function declare(events: (namespace: EventNamespace) => void): readonly EventDefinition[] {
  const namespace = eventNamespace('planted', 'Planted');
  events(namespace);
  return namespace.definitions;
}

function breaks(published: TSchema, next: TSchema): string[] {
  const happened = (data: TSchema) =>
    declare((planted) => planted.event('planted.happened', { label: 'Happened', data }));
  return breakingChanges(publishEvents({}, happened(published)), happened(next));
}
