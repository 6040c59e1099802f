import { box, flowchart, id } from './mermaid-flowchart.js';
import { sorted } from './sorted.js';

/** Listed more than once (once per schema version), a type counts once. */
export interface MappedEventType {
  readonly type: string;
  readonly label: string;
  /** The context that publishes it. */
  readonly source: string;
}

export interface MappedReaction {
  /** `void-charge-when-session-cancelled` */
  readonly name: string;
  /** The context that reacts. */
  readonly context: string;
  readonly label: string;
}

export interface WiringMapSource {
  readonly eventTypes: readonly MappedEventType[];
  /** Event type → names of the reactions to it. */
  readonly wiring: Readonly<Record<string, readonly string[]>>;
  readonly reactions: readonly MappedReaction[];
}

/** The wiring names something that nobody declared, so that it cannot be drawn. */
export class UnknownInWiringError extends Error {
  constructor(what: 'event type' | 'reaction', name: string) {
    super(
      `The wiring names the ${what} "${name}", which no context declares. Declare it or take it out of the wiring.`,
    );
    this.name = 'UnknownInWiringError';
  }
}

interface Wire {
  readonly event: MappedEventType;
  readonly reaction: MappedReaction;
}

/**
 * The wiring as Markdown: which context causes work in which, then per publishing context a drawing and a table.
 * The same source in any order gives the same text.
 * @throws {@link UnknownInWiringError}
 */
export function wiringMap(source: WiringMapSource): string {
  const events = new Map(
    sorted(source.eventTypes, ({ type, label }) => `${type} ${label}`).map((event) => [event.type, event]),
  );
  const wires = wiresOf(source, events);
  const bySource = sorted(
    Map.groupBy(events.values(), (event) => event.source),
    ([context]) => context,
  );
  const sections = bySource.map(([context, published]) => {
    const own = wires.filter(({ event }) => event.source === context);
    return [`## ${context}`, ...(own.length > 0 ? [drawing(own)] : []), table(published, own)].join('\n\n');
  });
  return `${['# Wiring', INTRODUCTION, ...(wires.length > 0 ? [overview(wires)] : []), ...sections].join('\n\n')}\n`;
}

const INTRODUCTION =
  'Which event causes what. Generated from the wiring and the declarations of the contexts; do not edit. ' +
  'An arrow of the overview says how many reactions one context has to events of the other.';

function wiresOf({ wiring, reactions }: WiringMapSource, events: ReadonlyMap<string, MappedEventType>): Wire[] {
  const named = new Map(reactions.map((reaction) => [reaction.name, reaction]));
  const wires = Object.entries(wiring).flatMap(([type, names]) => {
    const event = events.get(type);
    if (!event) throw new UnknownInWiringError('event type', type);
    return names.map((name) => {
      const reaction = named.get(name);
      if (!reaction) throw new UnknownInWiringError('reaction', name);
      return { event, reaction };
    });
  });
  return sorted(wires, ({ event, reaction }) => `${event.type} ${reaction.context} ${reaction.name}`);
}

function overview(wires: readonly Wire[]): string {
  const pairs = Map.groupBy(wires, ({ event, reaction }) => `${event.source} ${reaction.context}`);
  const arrows = sorted(pairs, ([pair]) => pair).map(([, [first, ...rest]]) => {
    const { event, reaction } = first as Wire;
    return `  ${box('context', event.source)} -- ${rest.length + 1} --> ${box('context', reaction.context)}`;
  });
  return flowchart(arrows);
}

function drawing(wires: readonly Wire[]): string {
  const events = new Map(wires.map(({ event }) => [event.type, event]));
  const contexts = sorted(
    Map.groupBy(wires, ({ reaction }) => reaction.context),
    ([context]) => context,
  );
  const groups = contexts.flatMap(([context, own]) => {
    const reactions = new Map(own.map(({ reaction }) => [reaction.name, reaction]));
    const boxes = sorted(reactions.values(), ({ name }) => name).map(
      ({ name, label }) => `    ${box('reaction', name, label)}`,
    );
    return [`  subgraph ${box('context', context)}`, ...boxes, '  end'];
  });
  const boxes = [...events.values()].map(({ type, label }) => `  ${box('event', type, label)}`);
  const arrows = wires.map(
    ({ event, reaction }) => `  ${id('event', event.type)} --> ${id('reaction', reaction.name)}`,
  );
  return flowchart([...boxes, ...groups, ...arrows]);
}

function table(events: readonly MappedEventType[], wires: readonly Wire[]): string {
  const rows = sorted(events, ({ type }) => type).flatMap((event) => {
    const own = wires.filter((wire) => wire.event === event);
    if (own.length === 0) return [row(code(event.type), cell(event.label), '', 'none')];
    return own.map(({ reaction }) =>
      row(
        code(event.type),
        cell(event.label),
        cell(reaction.context),
        `${code(reaction.name)}: ${cell(reaction.label)}`,
      ),
    );
  });
  return [row('event', 'means', 'reacts', 'with'), '|---|---|---|---|', ...rows].join('\n');
}

const row = (...cells: string[]): string => `| ${cells.join(' | ')} |`;
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ');
const code = (text: string): string => `\`${cell(text)}\``;
