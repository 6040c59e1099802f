import { createHmac } from 'node:crypto';
import fc, { type Arbitrary } from 'fast-check';
import type pg from 'pg';
import { DEMO_PASSWORD, users } from '#apps/standalone/demo-practice.js';
import { client } from '#test/support/practice.js';

const PEOPLE = {
  patient: 'patient@demo.test',
  therapist: 'therapist@demo.test',
  admin: 'admin@demo.test',
  'admin of another account': 'admin@other.test',
} as const;
export type Person = keyof typeof PEOPLE;

export type CallerKind = Person | 'nobody' | 'expired' | 'forged' | 'unsigned' | 'nonsense';

/** Whom a request is from. Most come from somebody who may do something. */
export const callerKinds: Arbitrary<CallerKind> = fc.oneof(
  { weight: 8, arbitrary: fc.constant<CallerKind>('admin') },
  { weight: 3, arbitrary: fc.constantFrom<CallerKind>('patient', 'therapist', 'admin of another account') },
  { weight: 2, arbitrary: fc.constantFrom<CallerKind>('nobody', 'expired', 'forged', 'unsigned', 'nonsense') },
);
export const peopleKinds: Arbitrary<Person> = fc.constantFrom(...(Object.keys(PEOPLE) as Person[]));

interface Kept {
  readonly email: string;
  readonly row: Record<string, unknown>;
  token: Promise<string> | undefined;
}

/** Credentials of all kinds. Requests may end the good ones, in whatever way: then they are made anew. */
export class Callers {
  readonly #people = new Map<string, Kept>();
  /** One after the other: it is one connection. */
  #restoring: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly owner: pg.Client,
    private readonly url: string,
    private readonly secret: string,
  ) {}

  static async of(owner: pg.Client, url: string, secret: string): Promise<Callers> {
    const callers = new Callers(owner, url, secret);
    for (const [name, email] of Object.entries(PEOPLE)) {
      const { rows } = await owner.query(
        'select id, email, password_hash, roles, active from identity.user where email = $1',
        [email],
      );
      callers.#people.set(name, { email, row: rows[0], token: undefined });
    }
    return callers;
  }

  /** Undefined: none at all. */
  async authorization(kind: CallerKind): Promise<string | undefined> {
    if (kind === 'nobody') return undefined;
    if (kind === 'nonsense') return 'Basic dTpw';
    if (isPerson(kind)) return `Bearer ${await this.token(kind)}`;
    const [head = '', payload = ''] = (await this.token('admin')).split('.');
    if (kind === 'unsigned') return `Bearer ${encoded({ alg: 'none', typ: 'JWT' })}.${payload}.`;
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const past = Math.floor(Date.now() / 1_000) - 3_600;
    const body = encoded(kind === 'expired' ? { ...claims, iat: past - 60, iatMs: past * 1_000, exp: past } : claims);
    const secret = kind === 'expired' ? this.secret : 'a secret that is somebody else’s, and long enough';
    return `Bearer ${head}.${body}.${createHmac('sha256', secret).update(`${head}.${body}`).digest('base64url')}`;
  }

  async token(person: Person): Promise<string> {
    const kept = this.#people.get(person) as Kept;
    kept.token ??= this.#signIn(kept).catch((error: unknown) => {
      kept.token = undefined;
      throw error;
    });
    return kept.token;
  }

  /** The server says of a good credential that it is not: the next request brings a new one. */
  ended(kind: CallerKind): void {
    const kept = this.#people.get(kind);
    if (kept) kept.token = undefined;
  }

  /** Whoever changed their password has the one of the demo practice again, from their next request on. */
  succeeded(kind: CallerKind, operation: string): void {
    if (/password/i.test(operation)) this.ended(kind);
  }

  /** @param tries that are left: what is under way may change the user once more in between */
  async #signIn(kept: Kept, tries = 3): Promise<string> {
    const { email, row } = kept;
    const restore = async () => {
      // Wrong passwords for others came from the same address. In the order in which they are counted: nobody waits in a circle.
      await this.owner.query(
        'delete from identity.attempt where subject in (select subject from identity.attempt order by subject for update)',
      );
      await this.owner.query(
        'update identity.user set email = $2, password_hash = $3, roles = $4, active = $5 where id = $1',
        [row.id, row.email, row.password_hash, row.roles, row.active],
      );
    };
    this.#restoring = this.#restoring.then(restore, restore);
    await this.#restoring;
    const { status, body } = await client(this.url).post('/api/v1/auth/login', { email, password: DEMO_PASSWORD });
    if (status !== 200 && tries > 1) return this.#signIn(kept, tries - 1);
    if (status !== 200) throw new Error(`${email} cannot sign in any more: ${JSON.stringify(body)}`);
    return body.data.accessToken;
  }
}

export const isPerson = (kind: CallerKind): kind is Person => kind in PEOPLE;

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** How their ids begin. */
export const VICTIM_ID = 'd00d0000-';

/** Whom generated requests may change and deactivate, so that those who call stay as they are. */
export async function makeVictims(owner: pg.Client, count: number): Promise<{ ids: string[]; emails: string[] }> {
  const patient = users.find(({ email }) => email === 'jonas@demo.test');
  const { rows } = await owner.query(
    `insert into identity.user (id, account_id, email, password_hash, first_name, last_name, roles, active, created_at, updated_at, version)
     select overlay(uuidv7()::text placing '${VICTIM_ID}' from 1)::uuid, account_id, 'victim-' || n || '@demo.test', password_hash, 'Victim', 'Number ' || n, roles, true,
            now(), now(), version
     from identity.user, generate_series(1, $2) n where id = $1 returning id, email`,
    [patient?.id, count],
  );
  return { ids: rows.map(({ id }) => id), emails: rows.map(({ email }) => email) };
}
