import fc, { type Arbitrary } from 'fast-check';
import { DateTime } from 'luxon';

/** Names by which a field or a part of an address refers to a kind of object, besides its own. */
const ALIASES: Readonly<Record<string, string>> = {
  notification: 'inbox_entry',
  actor: 'user',
  session: 'therapy_session',
  object: 'therapy_session',
  target: 'therapy_session',
  unsubscribe: 'subscription',
  revoke_access: 'object_grant',
  access_grant: 'object_grant',
  grant: 'object_grant',
};

/** Ids and texts that mean something in the tested practice, so that requests reach beyond their validation. */
export class KnownValues {
  readonly #ids = new Map<string, string[]>();
  readonly #texts = new Map<string, string[]>();

  constructor(
    /** Of an account that nobody who calls belongs to. */
    private readonly foreign: readonly string[],
  ) {}

  /** @param kind in the singular, for example `therapy_session` */
  add(kind: string, ...ids: readonly string[]): void {
    const known = this.#ids.get(kind) ?? [];
    this.#ids.set(kind, [...new Set([...known, ...ids])].slice(-200));
  }

  /** Values of every text field of this name. */
  addTexts(field: string, ...texts: readonly string[]): void {
    this.#texts.set(field, [...texts]);
  }

  /** Objects that exist, mostly; ones of another account or of nobody now and then. `name` is a field or part of a path. */
  id(name: string): Arbitrary<string> {
    const kind = kindOf(name);
    return fc.oneof(
      { weight: 12, arbitrary: fc.nat().map((n) => this.#ofKind(kind, n)) },
      { weight: 2, arbitrary: fc.constantFrom(...this.foreign) },
      { weight: 1, arbitrary: fc.uuid() },
    );
  }

  text(name: string): Arbitrary<string> | undefined {
    const known = this.#texts.get(name);
    return known && fc.constantFrom(...known);
  }

  #ofKind(kind: string, n: number): string {
    const known = this.#ids.get(this.#namedIn(kind)) ?? [...this.#ids.values()].flat();
    return known[n % known.length] as string;
  }

  /** `start_therapy_session` names a `therapy_session`. */
  #namedIn(name: string): string {
    const names = [...this.#ids.keys(), ...Object.keys(ALIASES)].sort((a, b) => b.length - a.length);
    const found = names.find((each) => each === name) ?? names.find((each) => name.includes(each)) ?? '';
    return this.#ids.has(found) ? found : (ALIASES[found] ?? '');
  }
}

/** `therapy-sessions`, `sessionId` → `therapy_session`, `session` */
export const kindOf = (name: string): string =>
  name
    .replace(/Ids?$/, '')
    .replace(/ies$/, 'y')
    .replace(/s$/, '')
    .replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
    .replaceAll('-', '_');

/** Mostly within the days and hours for which sessions can be booked. */
export const instants: Arbitrary<string> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 6, max: 18 }))
      .map(([days, hour]) => DateTime.utc().startOf('day').plus({ days }).set({ hour }).toISO() as string),
  },
  { weight: 1, arbitrary: fc.constant('2020-02-29T10:00:00+01:00') },
);

export const days: Arbitrary<string> = fc
  .integer({ min: 0, max: 20_000 })
  .map((n) => DateTime.utc(1970).plus({ days: n }).toISODate() as string);
