import { createHash } from 'node:crypto';
import type pg from 'pg';
import { accounts, sectors, sites } from '#apps/standalone/demo-practice.js';
import { newId } from '#platform/context/ids.js';

/** Where an object is made, and with whom. */
export interface World {
  readonly accountId: string;
  readonly siteId: string;
  readonly sectorId: string;
  readonly adminId: string;
  readonly therapistId: string;
  readonly patientId: string;
}

const person = (n: number) => `01900000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
const demo = { accountId: accounts[0].id, adminId: person(0x31), therapistId: person(0x33), patientId: person(0x35) };

export const RIVERSIDE: World = { ...demo, siteId: sites[0].id, sectorId: sectors[0].id };
export const HILLTOP: World = { ...demo, siteId: sites[1].id, sectorId: sectors[2].id };
export const OTHER: World = {
  accountId: accounts[1].id,
  siteId: sites[2].id,
  sectorId: sectors[4].id,
  adminId: person(0x41),
  therapistId: person(0x42),
  patientId: person(0x43),
};

/** For objects that belong to a user, such as notifications: whose they are. */
type Making = World & { readonly id: string; readonly n: number; readonly ownerId: string };

interface Kind {
  readonly table: string;
  readonly row: (making: Making) => Record<string, unknown>;
  /** Belongs to one user, whom alone it is shown. */
  readonly own?: boolean;
  /** Is at a site. */
  readonly placed?: boolean;
  /** What else there is of it. */
  readonly also?: { readonly table: string; readonly row: (making: Making) => Record<string, unknown> };
  /** As access control names it. */
  readonly objectType?: string;
}

const DAY = 86_400_000;
const now = new Date();
const inDays = (days: number, hour = 12) => new Date(new Date().setUTCHours(hour, 0, 0, 0) + days * DAY);
const hash = () => createHash('sha256').update(newId()).digest('hex');

/** Far ahead, each on a day of its own: they overlap with nothing. */
const session = ({ id, n, accountId, siteId, patientId, therapistId }: Making) => ({
  id,
  account_id: accountId,
  site_id: siteId,
  patient_id: patientId,
  therapist_id: therapistId,
  starts_at: inDays(1_000 + n),
  ends_at: inDays(1_000 + n, 13),
  duration_minutes: 60,
  session_type: 'individual',
  status: 'scheduled',
  calendar_sequence: 0,
  version: 1,
  created_at: now,
  updated_at: now,
});
const started = (making: Making) => ({ ...session(making), status: 'started', started_at: now });
const completed = (making: Making) => ({ ...started(making), status: 'completed', completed_at: now });
const THERAPY_SESSION = { table: 'scheduling.therapy_session', placed: true, objectType: 'therapy_session' };

const site = ({ id, n, accountId }: Making) => ({
  id,
  account_id: accountId,
  name: `Branch ${n}`,
  time_zone: 'Europe/Berlin',
  address: '',
});
const SITE = { table: 'accounts.site', placed: true, objectType: 'site' };

export const KINDS = {
  session: { ...THERAPY_SESSION, row: session },
  startedSession: { ...THERAPY_SESSION, row: started },
  completedSession: { ...THERAPY_SESSION, row: completed },
  deletedSession: {
    ...THERAPY_SESSION,
    row: (making) => ({ ...completed(making), deleted_at: now, deleted_by: making.adminId }),
  },
  site: { ...SITE, row: site },
  archivedSite: { ...SITE, row: (making) => ({ ...site(making), status: 'archived' }) },
  sector: {
    table: 'accounts.sector',
    placed: true,
    objectType: 'sector',
    row: ({ id, n, accountId, siteId }) => ({ id, account_id: accountId, site_id: siteId, name: `Sector ${n}` }),
  },
  user: {
    table: 'identity.user',
    objectType: 'user',
    row: ({ id, n, accountId }) => ({
      id,
      account_id: accountId,
      email: `object-${n}@matrix.test`,
      password_hash: 'none',
      first_name: 'Object',
      last_name: `Number ${n}`,
      roles: ['viewer'],
      active: true,
      created_at: now,
      updated_at: now,
      version: 1,
    }),
    also: {
      table: 'accounts.member',
      row: ({ id, accountId }) => ({ account_id: accountId, user_id: id, active: true, seated: true, as_of: now }),
    },
  },
  group: {
    table: 'identity.group',
    objectType: 'group',
    row: ({ id, n, accountId }) => ({
      id,
      account_id: accountId,
      name: `Group ${n}`,
      roles: ['viewer'],
      created_at: now,
      updated_at: now,
      version: 1,
    }),
  },
  invitation: {
    table: 'identity.invitation',
    objectType: 'invitation',
    row: ({ id, n, accountId, adminId }) => ({
      id,
      account_id: accountId,
      email: `invited-${n}@matrix.test`,
      roles: ['viewer'],
      profile: {},
      state: 'open',
      invited_by: adminId,
      token_id: newId(),
      created_at: now,
      expires_at: inDays(7),
    }),
  },
  apiKey: {
    table: 'identity.api_key',
    objectType: 'api_key',
    own: true,
    row: ({ id, n, accountId, ownerId }) => ({
      id,
      account_id: accountId,
      user_id: ownerId,
      name: `Key ${n}`,
      prefix: `px_${n}`,
      key_hash: hash(),
      scopes: ['scheduling.session.view'],
      created_by: ownerId,
      created_at: now,
      expires_at: inDays(30),
    }),
  },
  signIn: {
    table: 'identity.sign_in',
    own: true,
    row: ({ id, accountId, ownerId }) => ({
      id,
      account_id: accountId,
      user_id: ownerId,
      token_hash: hash(),
      kind: 'token',
      created_at: now,
      refreshed_at: now,
      expires_at: inDays(30),
    }),
  },
  grant: {
    table: 'platform.object_grant',
    row: ({ id, accountId, adminId, patientId }) => ({
      id,
      account_id: accountId,
      subject: `user:${patientId}`,
      permission: 'scheduling.session.view',
      object_type: 'therapy_session',
      object_id: newId(),
      granted_by: adminId,
      granted_at: now,
    }),
  },
  hold: {
    table: 'platform.legal_hold',
    objectType: 'legal_hold',
    row: ({ id, accountId, adminId }) => ({
      id,
      account_id: accountId,
      object_type: 'therapy_session',
      object_id: newId(),
      reason: 'A case',
      placed_by: adminId,
      placed_at: now,
    }),
  },
  notification: {
    table: 'notifications.inbox_entry',
    own: true,
    objectType: 'notification',
    row: ({ id, n, accountId, ownerId }) => ({
      id,
      account_id: accountId,
      user_id: ownerId,
      cursor: 1_000_000 + n,
      type: 'therapy_session.scheduled',
      message: `Notification ${n}`,
      data: {},
      event_id: newId(),
      created_at: now,
    }),
  },
  subscription: {
    table: 'notifications.subscription',
    own: true,
    row: ({ id, accountId, ownerId }) => ({
      id,
      account_id: accountId,
      user_id: ownerId,
      event_type: 'therapy_session.scheduled',
      object_type: 'therapy_session',
      object_id: newId(),
      created_at: now,
    }),
  },
  deadLetter: {
    table: 'messaging.parked_event',
    row: ({ id, accountId }) => ({
      id,
      account_id: accountId,
      reaction: 'billing.settle-charge-when-session-changes',
      seq: 1,
      event_id: newId(),
      event_type: 'therapy_session.scheduled',
      target: `therapy_session:${newId()}`,
      state: 'dead',
      attempts: 8,
      next_attempt_at: now,
      error: { code: 'PLANTED', message: 'Planted.' },
      parked_at: now,
    }),
  },
  /** A mail that would be sent if its task were to run again. */
  delivery: {
    table: 'notifications.delivery',
    row: ({ id, accountId, ownerId }) => ({
      id,
      account_id: accountId,
      notification_id: newId(),
      event_id: newId(),
      user_id: ownerId,
      channel: 'mail',
      state: 'failed',
      facts: {},
      correlation_id: id,
      attempts: 10,
      failure: 'Planted.',
      created_at: now,
    }),
  },
  oneTimeToken: {
    table: 'identity.one_time_token',
    row: ({ id, n, accountId, ownerId }) => ({
      id,
      account_id: accountId,
      purpose: 'password_reset',
      user_id: ownerId,
      email: `token-${n}@matrix.test`,
      created_at: now,
      expires_at: inDays(7),
    }),
  },
  resourceReport: {
    table: 'platform.resource_report',
    row: ({ id, accountId }) => ({ id, account_id: accountId, report: { id, database: { statements: [] } } }),
  },
} as const satisfies Record<string, Kind>;

/** What is there from the beginning, one in each world. */
const FIXED = {
  patient: 'patientId',
  therapist: 'therapistId',
  homeSite: 'siteId',
  homeSector: 'sectorId',
} as const satisfies Record<string, keyof World>;

/** `toldSession`: one of those that were booked in the ordinary way, with a history. */
export type KindName = keyof typeof KINDS | keyof typeof FIXED | 'toldSession';

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
