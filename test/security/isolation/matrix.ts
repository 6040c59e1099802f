import pg from 'pg';
import type { Role } from '#platform/context/actor.js';
import { newId } from '#platform/context/ids.js';
import type { Practice } from '#test/support/practice.js';
import { type Caller, Callers } from './callers.js';
import type { Entry, GraphqlEntry } from './entry.js';
import { type KindName, Objects } from './objects.js';
import { type Operation, type Outcome, operationsOf, referencesOf } from './operation.js';
import { RIVERSIDE, type World } from './worlds.js';

/** One call, as it is looked at later. */
export interface Cell {
  readonly operation: Operation;
  /** Who called, in words. */
  readonly as: string;
  readonly outcome: Outcome;
  readonly correlationId: string;
}

/** A call of which both halves must look the same from outside. */
export interface Pair {
  /** Names an object that is out of the caller's reach. */
  readonly hidden: Cell;
  /** Names one that there is nowhere. */
  readonly missing: Cell;
}

type Ids = Readonly<Record<string, string>>;

/** What is out of somebody's reach. */
export interface Target {
  readonly operation: Operation;
  readonly ids: Ids;
}

/** Of some operations, by door. */
export interface Entries {
  readonly rest?: Readonly<Record<string, Entry>>;
  readonly graphql?: Readonly<Record<string, GraphqlEntry>>;
}

const TRACKED = { 'x-debug-resource-tracking': 'true' };

const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;
const INSTANT = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g;

/** An answer without ids and times. */
const shapeOf = ({ status, text }: Outcome): string =>
  `${status} ${text
    .replace(/req_[\w-]+/g, '<request>')
    .replace(UUID, '<id>')
    .replace(INSTANT, '<time>')}`;

export const told = ({ operation, as, outcome }: Cell, found: string): string =>
  `${operation.door} ${operation.name} as ${as}: ${found} — ${outcome.status} ${outcome.text.slice(0, 300)}`;

/** Calls operations as all kinds of callers, with objects that are made for each call. */
export class Matrix {
  readonly cells: Cell[] = [];
  readonly objects: Objects;
  readonly callers: Callers;

  private constructor(
    readonly clinic: Practice,
    readonly operations: readonly Operation[],
    /** As who owns the tables: many callers at once make their objects. */
    readonly owner: pg.Pool,
    others?: Matrix,
  ) {
    this.objects = others?.objects ?? new Objects(owner);
    this.callers = others?.callers ?? new Callers(clinic.app, owner, RIVERSIDE.adminId);
  }

  static async of(clinic: Practice): Promise<Matrix> {
    const owner = new pg.Pool({ connectionString: clinic.ownerUrl, max: 4 });
    return new Matrix(clinic, await operationsOf(clinic.app), owner);
  }

  /** The same of other operations of the application. */
  async over({ rest = {}, graphql = {} }: Entries): Promise<Matrix> {
    return new Matrix(this.clinic, await operationsOf(this.clinic.app, { rest, graphql }), this.owner, this);
  }

  /** Makes what an operation is to name: by name of the parameter or field. @param caller whose they are, if they are somebody's */
  async prepare(operation: Operation, world: World, caller?: Caller): Promise<Ids> {
    const ids = await this.#idsFor(operation, world, caller?.userId ?? world.patientId);
    await this.#give(operation, world, ids);
    return ids;
  }

  /** An object that a list is to show. @returns how it is asked for so that the page is not filled with others, and the object's id */
  async listed(operation: Operation, world: World): Promise<{ ids: Ids; shown: string }> {
    const kind = operation.entry.lists as KindName;
    const patient = await this.callers.user(world.accountId, ['patient']);
    const own = { ...world, patientId: patient.userId };
    const ids = await this.prepare(operation, own);
    const named = referencesOf(operation).find(([, each]) => each === kind);
    return { ids, shown: ids[named?.[0] ?? ''] ?? (await this.objects.make(kind, own, patient.userId)) };
  }

  async call(operation: Operation, as: string, caller: Caller, world: World): Promise<Cell> {
    return this.send(operation, as, caller, await this.prepare(operation, world, caller));
  }

  /** Whoever is used up by it is made for it. */
  async send(
    operation: Operation,
    as: string,
    caller: Caller,
    ids: Ids,
    headers: Record<string, string> = {},
  ): Promise<Cell> {
    const { consumes } = operation.entry;
    const by = consumes && caller.headers ? await this.callers.another(caller, consumes) : caller;
    const correlationId = `matrix-${newId()}`;
    const outcome = await operation.send({ caller: by, ids, n: this.objects.count, correlationId, headers });
    const cell = { operation, as, outcome, correlationId };
    this.cells.push(cell);
    return cell;
  }

  /** One for each operation. */
  async targets(operations: readonly Operation[], world: World): Promise<Target[]> {
    const targets: Target[] = [];
    for (const operation of operations) targets.push({ operation, ids: await this.prepare(operation, world) });
    return targets;
  }

  /** Names, one after the other, each of the targets among objects of the caller's own world, and then one that there is nowhere. */
  async pairs(
    targets: readonly Target[],
    as: string,
    caller: Caller,
    own: World,
    only: (kind: KindName) => boolean = () => true,
  ): Promise<Pair[]> {
    const pairs: Pair[] = [];
    for (const { operation, ids } of targets) {
      for (const [name] of referencesOf(operation).filter(([, kind]) => only(kind))) {
        const send = async (id: string, what: string) => {
          const named = { ...(await this.#idsFor(operation, own, caller.userId)), [name]: id };
          return this.send(operation, `${as}, ${name} ${what}`, caller, named, TRACKED);
        };
        // What the caller's own account remembers is then the same for both.
        await send(newId(), 'first');
        pairs.push({ hidden: await send(ids[name] ?? '', 'of others'), missing: await send(newId(), 'nowhere') });
      }
    }
    return pairs;
  }

  /** Types of the events that each of the calls published itself, in alphabetical order, by correlation id. */
  async eventsOf(cells: readonly Cell[]): Promise<ReadonlyMap<string, string[]>> {
    const { rows } = await this.owner.query<{ id: string; types: string[] }>(
      `select correlation_id as id, array_agg(type order by type) as types from messaging.event
       where correlation_id = any ($1) and causation_id is null group by 1`,
      [cells.map(({ correlationId }) => correlationId)],
    );
    return new Map(rows.map(({ id, types }) => [id, types]));
  }

  async #idsFor(operation: Operation, world: World, ownerId: string): Promise<Ids> {
    const ids: Record<string, string> = {};
    for (const [name, kind] of referencesOf(operation)) {
      ids[name] = await this.objects.make(kind, world, ownerId);
    }
    return ids;
  }

  async #give({ entry: { given } }: Operation, { accountId }: World, ids: Ids): Promise<void> {
    if (!given) return;
    const values: string[] = [];
    const sql = given.replace(/(?<!:):(\w+)/g, (_all, name: string) => {
      values.push(name === 'account' ? accountId : (ids[name] ?? ''));
      return `$${values.length}::uuid`;
    });
    await this.owner.query(sql, values);
  }
}

/** What gives a hidden object away, in words. */
export const differences = (pairs: readonly Pair[]): string[] =>
  pairs.flatMap(({ hidden, missing }) =>
    shapeOf(hidden.outcome) === shapeOf(missing.outcome)
      ? []
      : [told(hidden, `differs from ${missing.outcome.status} ${missing.outcome.text.slice(0, 300)}`)],
  );

/** The status that a role is to get, as the operation declares it; `ok` for any from 200 to 299. */
export function expectedFor({ demand, entry }: Operation, role: Role): number | 'ok' {
  const exception = entry.roles?.[role];
  if (exception) return exception;
  if (typeof demand !== 'object' || demand.roles.includes(role)) return entry.ok ?? 'ok';
  if (!demand.parties?.includes(role)) return 403;
  return entry.bystander ?? (entry.ids ? 404 : (entry.ok ?? 'ok'));
}

export const isAs = (expected: number | 'ok', status: number): boolean =>
  expected === 'ok' ? status >= 200 && status < 300 : status === expected;
