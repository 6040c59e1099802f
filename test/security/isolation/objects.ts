import type pg from 'pg';
import { newId } from '#platform/context/ids.js';
import { CLINIC_KINDS } from './clinic-kinds.js';
import { IDENTITY_KINDS } from './identity-kinds.js';
import type { Kind } from './kind.js';
import { NOTIFICATION_KINDS } from './notification-kinds.js';
import { PLATFORM_KINDS } from './platform-kinds.js';
import type { World } from './worlds.js';

export const KINDS = { ...CLINIC_KINDS, ...IDENTITY_KINDS, ...NOTIFICATION_KINDS, ...PLATFORM_KINDS };

/** What is there from the beginning, one in each world. */
const FIXED = {
  patient: 'patientId',
  therapist: 'therapistId',
  homeSite: 'siteId',
  homeSector: 'sectorId',
} as const satisfies Record<string, keyof World>;

/** `toldSession`: one of those that were booked in the ordinary way, with a history. */
export type KindName = keyof typeof KINDS | keyof typeof FIXED | 'toldSession';

const FIXED_TYPES: Readonly<Record<string, string>> = {
  patient: 'user',
  therapist: 'user',
  homeSite: 'site',
  homeSector: 'sector',
  toldSession: 'therapy_session',
};
/** As access control names it; undefined for what it does not know. */
export const objectTypeOf = (name: KindName): string | undefined => kindOf(name)?.objectType ?? FIXED_TYPES[name];

const PLACED_FIXTURES: readonly string[] = ['homeSite', 'homeSector', 'toldSession'];
export const kindOf = (name: KindName): Kind | undefined => (KINDS as Record<string, Kind>)[name];
export const isPlaced = (name: KindName): boolean => Boolean(kindOf(name)?.placed) || PLACED_FIXTURES.includes(name);

interface Made {
  readonly name: KindName;
  readonly world: World;
}

export class Objects {
  #count = 0;
  readonly #made = new Map<string, Made>();

  constructor(private readonly owner: pg.Pool) {}

  get count(): number {
    return ++this.#count;
  }

  /** A new one, or the one that there is. @param ownerId for what belongs to a user */
  async make(name: KindName, world: World, ownerId: string): Promise<string> {
    const id = await this.#make(name, world, ownerId);
    this.#made.set(id, { name, world });
    return id;
  }

  /** Objects of some world that an answer holds although its call did not name them, in words. */
  shownIn(
    cells: readonly { outcome: { text: string }; operation: { name: string } }[],
    hidden: (world: World, kind: KindName) => boolean,
  ): string[] {
    const ids = [...this.#made].filter(([, { world, name }]) => hidden(world, name)).map(([id]) => id);
    return cells.flatMap(({ outcome: { text }, operation }) =>
      ids.filter((id) => text.includes(id)).map((id) => `${operation.name} shows ${this.#made.get(id)?.name} ${id}`),
    );
  }

  async #make(name: KindName, world: World, ownerId: string): Promise<string> {
    if (name === 'toldSession') return this.#toldSession(world);
    const kind = kindOf(name);
    if (!kind) return world[FIXED[name as keyof typeof FIXED]];
    const id = newId();
    const making = { ...world, id, n: this.count, ownerId };
    await this.#insert(kind.table, kind.row(making));
    if (kind.also) await this.#insert(kind.also.table, kind.also.row(making));
    return id;
  }

  async #toldSession({ siteId }: World): Promise<string> {
    const { rows } = await this.owner.query<{ id: string }>(
      `select s.id from scheduling.therapy_session s join messaging.event e on e.target_id = s.id::text
       where s.site_id = $1 and e.type = 'therapy_session.scheduled' order by s.id limit 1`,
      [siteId],
    );
    return rows[0]?.id ?? newId();
  }

  async #insert(table: string, row: Record<string, unknown>): Promise<void> {
    const columns = Object.keys(row).map((column) => `"${column}"`);
    await this.owner.query(
      `insert into ${table} (${columns}) select ${columns} from jsonb_populate_record(null::${table}, $1)`,
      [JSON.stringify(row)],
    );
  }
}
