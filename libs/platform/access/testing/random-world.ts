import type { Actor, Role } from '../../context/actor.js';
import { newId } from '../../context/ids.js';
import type { Permission } from '../../permissions/permission.js';
import { groupSubject, roleSubject, type Subject, userSubject } from '../subject.js';
import type { AccessLab } from './access-lab.js';
import { fixturePermissions, fixtureTypes } from './documents-fixture.js';

type Row = { readonly id: string } & Record<string, string | null>;

interface WorldGrant {
  readonly subject: Subject;
  readonly permission: string;
  readonly type: string;
  readonly id: string;
}

/** An account made of chance: users with roles and groups, objects that belong to each other, grants on them. */
export interface World {
  readonly actors: readonly Actor[];
  readonly rows: Readonly<Record<string, readonly Row[]>>;
  readonly members: ReadonlyMap<string, ReadonlySet<string>>;
  readonly grants: readonly WorldGrant[];
}

/** Numbers that a seed determines (mulberry32). */
export function chance(seed: number) {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (n: number) => Math.floor(next() * n);
  const oneOf = <T>(values: readonly T[]): T => values[below(values.length)] as T;
  const some = <T>(values: readonly T[], share: number) => values.filter(() => next() < share);
  const times = <T>(n: number, make: (at: number) => T) => Array.from({ length: n }, (_, at) => make(at));
  return { next, below, oneOf, some, times };
}

export type Chance = ReturnType<typeof chance>;

const GRANTABLE: Readonly<Record<string, readonly Permission[]>> = {
  document_type: ['type.view', 'document.view', 'document.edit', 'receipt.view'].map(permission),
  cabinet: ['cabinet.view', 'document.view', 'document.edit'].map(permission),
  document: ['document.view', 'document.edit'].map(permission),
  receipt: ['receipt.view'].map(permission),
  leaflet: ['leaflet.view'].map(permission),
};

function permission(name: string): Permission {
  return fixturePermissions[name as keyof typeof fixturePermissions];
}

/** Makes a world and puts it into the database; what is revoked or left again is in neither. */
export async function randomWorld(lab: AccessLab, random: Chance): Promise<World> {
  const accountId = newId();
  const roles: readonly Role[] = ['admin', 'viewer', 'therapist', 'patient', 'editor'];
  const actors = random.times(4, (at): Actor => {
    // Few have all by their role: the others are the interesting ones.
    const own = at === 0 ? random.some(roles, 0.3) : random.some(['therapist', 'patient', 'editor'] as const, 0.5);
    const scopes = random.next() < 0.15 ? random.some(Object.values(fixturePermissions), 0.5) : undefined;
    return { userId: newId(), accountId, roles: own, ...(scopes && { scopes: scopes.map(({ name }) => name) }) };
  });
  const rows = randomRows(random, actors);
  const groupIds = random.times(3, newId);
  const subjects = [
    ...actors.map(({ userId }) => userSubject(userId)),
    ...groupIds.map(groupSubject),
    ...roles.map(roleSubject),
  ];
  const objects = Object.entries(rows).flatMap(([type, ofType]) => ofType.map(({ id }) => ({ type, id })));
  const wanted = random.times(random.below(30), (): WorldGrant => {
    const { type, id } = random.oneOf(objects);
    return { subject: random.oneOf(subjects), permission: random.oneOf(GRANTABLE[type] ?? []).name, type, id };
  });
  const joined = groupIds.map((id) => ({ id, users: random.some(actors, 0.4).map(({ userId }) => userId) }));
  const left = joined.map(({ id, users }) => ({ id, users: random.some(users, 0.2) }));
  const revoked = new Set(random.some(wanted.map(keyOf), 0.2));

  await insertRows(lab, accountId, rows);
  await lab.database.forAccount(accountId).write(async (tx) => {
    for (const { id, users } of joined) await lab.groups.add(tx, id, users);
    const made = await Promise.all(
      wanted.map(({ subject, permission, type, id }) =>
        lab.grants.grant(tx, { subject, permission, object: { type, id }, grantedBy: null }),
      ),
    );
    const ended = new Set(
      made.flatMap(({ grant }, at) => (revoked.has(keyOf(wanted[at] as WorldGrant)) ? grant.id : [])),
    );
    for (const id of ended) await lab.grants.revoke(tx, id);
    for (const { id, users } of left) await lab.groups.remove(tx, id, users);
  });
  const members = new Map(
    joined.map(({ id, users }, at) => [id, new Set(users.filter((user) => !left[at]?.users.includes(user)))]),
  );
  return { actors, rows, members, grants: wanted.filter((grant) => !revoked.has(keyOf(grant))) };
}

const keyOf = ({ subject, permission, type, id }: WorldGrant) => [subject, permission, type, id].join(' ');

function randomRows(random: Chance, actors: readonly Actor[]): Record<string, Row[]> {
  const maybe = <T>(values: readonly T[], share: number) => (random.next() < share ? random.oneOf(values) : null);
  const users = actors.map(({ userId }) => userId);
  const types = random.times(3, () => ({ id: newId() }));
  const cabinetIds = random.times(6, newId);
  // Any cabinet may be above any other, also in a circle, which nothing forbids the database to hold.
  const cabinets = cabinetIds.map((id) => ({ id, parent_id: maybe(cabinetIds, 0.6) }));
  const documents = random.times(12, () => ({
    id: newId(),
    document_type_id: random.oneOf(types).id,
    cabinet_id: maybe(cabinetIds, 0.8),
    therapist_id: maybe(users, 0.3),
    patient_id: maybe(users, 0.3),
    title: 'Title',
  }));
  const receipts = random.times(4, () => ({ id: newId(), document_type_id: random.oneOf(types).id }));
  const leaflets = random.times(6, () => ({
    id: newId(),
    document_type_id: random.oneOf(types).id,
    patient_id: maybe(users, 0.3),
  }));
  return { leaflet: leaflets, document_type: types, cabinet: cabinets, document: documents, receipt: receipts };
}

async function insertRows({ owner }: AccessLab, accountId: string, rows: Record<string, Row[]>): Promise<void> {
  for (const { type, table } of fixtureTypes) {
    await owner.query(`insert into ${table} select * from json_populate_recordset(null::${table}, $1)`, [
      JSON.stringify(rows[type]?.map((row) => ({ ...row, account_id: accountId }))),
    ]);
  }
}
