import { describe, expect, it } from 'vitest';
import { UnknownInWiringError, type WiringMapSource, wiringMap } from './wiring-map.js';

const practice: WiringMapSource = {
  eventTypes: [
    { type: 'therapy_session.cancelled', label: 'Therapy session cancelled', source: 'scheduling' },
    { type: 'therapy_session.scheduled', label: 'Therapy session scheduled', source: 'scheduling' },
    { type: 'charge.voided', label: 'Charge voided', source: 'billing' },
  ],
  wiring: {
    'therapy_session.scheduled': ['notify-participants', 'charge-when-session-scheduled'],
    'therapy_session.cancelled': ['notify-participants'],
    'charge.voided': [],
  },
  reactions: [
    { name: 'notify-participants', context: 'notifications', label: 'Tell patient | therapist' },
    { name: 'charge-when-session-scheduled', context: 'billing', label: 'Charge by the "price list"' },
  ],
};

const withWiring = (wiring: WiringMapSource['wiring']) => wiringMap({ ...practice, wiring });

describe('the wiring map', () => {
  it('draws each publishing context with its reactions, grouped by the context that reacts', () => {
    expect(wiringMap(practice)).toContain(
      [
        '## scheduling',
        '',
        '```mermaid',
        'flowchart LR',
        '  event_therapy_95_session_46_cancelled["therapy_session.cancelled<br/>Therapy session cancelled"]',
        '  event_therapy_95_session_46_scheduled["therapy_session.scheduled<br/>Therapy session scheduled"]',
        '  subgraph context_billing["billing"]',
        '    reaction_charge_45_when_45_session_45_scheduled["charge-when-session-scheduled<br/>Charge by the #34;price list#34;"]',
        '  end',
        '  subgraph context_notifications["notifications"]',
        '    reaction_notify_45_participants["notify-participants<br/>Tell patient | therapist"]',
        '  end',
        '  event_therapy_95_session_46_cancelled --> reaction_notify_45_participants',
        '  event_therapy_95_session_46_scheduled --> reaction_charge_45_when_45_session_45_scheduled',
        '  event_therapy_95_session_46_scheduled --> reaction_notify_45_participants',
        '```',
      ].join('\n'),
    );
  });

  it('begins with the contexts alone, and how many reactions lie between them', () => {
    const overview = wiringMap(practice).split('## ')[0];

    expect(overview).toContain('context_scheduling["scheduling"] -- 1 --> context_billing["billing"]');
    expect(overview).toContain('context_scheduling["scheduling"] -- 2 --> context_notifications["notifications"]');
  });

  it('has a table row per reaction, with the signs of tables escaped, and a row for an event without any', () => {
    const rows = wiringMap(practice).split('\n');

    expect(rows).toContain(
      '| `therapy_session.cancelled` | Therapy session cancelled | notifications | `notify-participants`: Tell patient \\| therapist |',
    );
    expect(rows).toContain('| `charge.voided` | Charge voided |  | none |');
    expect(rows.filter((row) => row.startsWith('| `'))).toHaveLength(4);
  });

  it('does not depend on the order of its source', () => {
    const reversed = {
      eventTypes: practice.eventTypes.toReversed(),
      reactions: practice.reactions.toReversed(),
      wiring: Object.fromEntries(
        Object.entries(practice.wiring)
          .map(([type, names]) => [type, names.toReversed()] as const)
          .reverse(),
      ),
    };

    expect(wiringMap(reversed)).toBe(wiringMap(practice));
  });

  it('counts a type once that is listed once per schema version', () => {
    expect(wiringMap({ ...practice, eventTypes: [...practice.eventTypes, ...practice.eventTypes] })).toBe(
      wiringMap(practice),
    );
  });

  it('keeps names apart that differ in one sign only', () => {
    const text = wiringMap({
      ...practice,
      eventTypes: ['a.b', 'a_b', 'a-b'].map((type) => ({ type, label: type, source: 'scheduling' })),
      wiring: { 'a.b': ['notify-participants'], a_b: ['notify-participants'], 'a-b': ['notify-participants'] },
    });

    expect(new Set(text.match(/event_\w+(?=\[)/g)).size).toBe(3);
  });

  it('refuses a wiring that names what nobody declared', () => {
    expect(() => withWiring({ 'charge.voided': ['no-such-reaction'] })).toThrow(UnknownInWiringError);
    expect(() => withWiring({ 'no.such.type': [] })).toThrow('event type "no.such.type"');
  });

  it('is readable without any wiring', () => {
    expect(withWiring({})).not.toContain('mermaid');
  });
});
