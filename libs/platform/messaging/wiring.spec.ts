import { Type } from 'typebox';
import { describe, expect, it } from 'vitest';
import { DuplicateEventTypeError, EventCatalogue } from '../events/event-catalogue.js';
import { eventNamespace, IncompleteUpcastsError, upcast } from '../events/event-definition.js';
import type { WiredReaction } from './reaction.js';
import { verifyWiring, type Wiring, WiringError } from './wiring.js';

const kitchen = eventNamespace('kitchen', 'Kitchen');
const baked = kitchen.event('cake.baked', { label: 'Cake baked', data: Type.Object({}) });
kitchen.event('cake.eaten', { label: 'Cake eaten', data: Type.Object({}) });
const catalogue = new EventCatalogue([kitchen]);

const listening = (name: string, types: string[], mode: WiredReaction['mode'] = 'after-commit'): WiredReaction => ({
  name,
  label: name,
  context: 'kitchen',
  types: new Set(types),
  mode,
  timeLimit: 1000,
  from: 'now',
  instance: { react: async () => undefined },
});

const violations = (wiring: Wiring, reactions: WiredReaction[]): string => {
  try {
    verifyWiring(wiring, catalogue, reactions);
    return '';
  } catch (error) {
    if (error instanceof WiringError) return error.violations.join('\n');
    throw error;
  }
};

const decorate = listening('kitchen.decorate', [baked.type]);
const right: Wiring = { 'cake.baked': ['kitchen.decorate'], 'cake.eaten': [] };

describe('the wiring', () => {
  it('is accepted when it says what the code does', () => {
    expect(violations(right, [decorate])).toBe('');
  });

  it.each<[string, Wiring, WiredReaction[], string]>([
    ['a type left out', { 'cake.baked': ['kitchen.decorate'] }, [decorate], '"cake.eaten" is not in the wiring'],
    [
      'an unknown type',
      { ...right, 'cake.stolen': [] },
      [decorate],
      'lists event type "cake.stolen", which no context',
    ],
    [
      'a reaction that does not exist',
      { ...right, 'cake.eaten': ['kitchen.cry'] },
      [decorate],
      'no such reaction exists',
    ],
    [
      'a reaction not listed',
      { ...right, 'cake.baked': [] },
      [decorate],
      'listens to "cake.baked", but the wiring does not list',
    ],
    [
      'a listed one that does not listen',
      { ...right, 'cake.eaten': ['kitchen.decorate'] },
      [decorate],
      'does not listen',
    ],
    ['one listed twice', { ...right, 'cake.baked': ['kitchen.decorate', 'kitchen.decorate'] }, [decorate], 'twice'],
    ['two of one name', right, [decorate, decorate], 'Two reactions are named "kitchen.decorate"'],
    [
      'a blocking one not marked',
      right,
      [listening('kitchen.decorate', [baked.type], 'blocking')],
      'is blocking: write it as "!',
    ],
    [
      'a marked one that is not blocking',
      { ...right, 'cake.baked': ['!kitchen.decorate'] },
      [decorate],
      'Remove the "!"',
    ],
  ])('is refused with %s, naming the culprit', (_what, wiring, reactions, complaint) => {
    expect(violations(wiring, reactions)).toContain(complaint);
  });

  it('is refused with all that is wrong at once', () => {
    expect(violations({ 'cake.stolen': [] }, [decorate]).split('\n')).toHaveLength(4);
  });
});

describe('event types', () => {
  it('have one owner', () => {
    const thief = eventNamespace('thief', 'Thief');
    thief.event('cake.baked', { label: 'Cake baked', data: Type.Object({}) });
    expect(() => new EventCatalogue([kitchen, thief])).toThrow(DuplicateEventTypeError);
  });

  it('cannot skip a version that is still stored', () => {
    const options = { label: 'x', data: Type.Object({}), version: 3, upcasts: { 1: (data: unknown) => data } };
    expect(() => eventNamespace('a', 'A').event('a.b', options)).toThrow(IncompleteUpcastsError);
  });

  it('are read as their current version, whichever was stored', () => {
    const moved = eventNamespace('b', 'B').event('b.c', {
      label: 'x',
      data: Type.Object({ cents: Type.Integer() }),
      version: 3,
      upcasts: {
        1: (data) => ({ euros: Number((data as { price: string }).price) }),
        2: (data) => ({ cents: (data as { euros: number }).euros * 100 }),
      },
    });
    expect(upcast(moved, 1, { price: '12' })).toEqual({ cents: 1200 });
    expect(upcast(moved, 2, { euros: 7 })).toEqual({ cents: 700 });
    expect(upcast(moved, 3, { cents: 5 })).toEqual({ cents: 5 });
  });
});
