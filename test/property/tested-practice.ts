import { setTimeout } from 'node:timers/promises';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import type { GraphQLSchema } from 'graphql';
import { accounts, DEMO_PASSWORD, sites, users } from '#apps/standalone/demo-practice.js';
import { PermissionCatalogue } from '#platform/access/permission-catalogue.js';
import type { ContextModule } from '#platform/composition/bounded-context.js';
import { newId } from '#platform/context/ids.js';
import { type Practice, practice } from '#test/support/practice.js';
import { waitingEvents } from '#test/support/waiting-events.js';
import { eventDefinitions } from '#tools/generate/event-interface.js';
import { BYSTANDER_ACCOUNT, Bystander } from './bystander.js';
import { Callers, makeVictims, VICTIM_ID } from './callers.js';
import { furnish } from './furnishing.js';
import { KnownValues } from './known-values.js';

const VICTIMS = 60;
/** Milliseconds. */
const CAUGHT_UP_WITHIN = 30_000;

/** An application that is about to be sent all kinds of things. */
export interface TestedPractice extends AsyncDisposable {
  readonly clinic: Practice;
  readonly callers: Callers;
  readonly known: KnownValues;
  readonly schema: GraphQLSchema;
  /** What is wrong with the data now, in words. */
  damage(): Promise<string[]>;
}

export async function testedPractice(contexts: readonly ContextModule[] = []): Promise<TestedPractice> {
  const secret = newId() + newId();
  const clinic = await practice({ env: { THROTTLE: 'off', JWT_SECRET: secret }, contexts });
  await furnish(clinic);
  await clinic.settled();
  const { owner } = clinic;
  const bystander = await Bystander.copy(owner);
  const victims = await makeVictims(owner, VICTIMS);
  const known = new KnownValues(bystander.ids);
  await learn(known, clinic, victims);
  const before = await bystander.fingerprint();
  return {
    clinic,
    callers: await Callers.of(owner, clinic.url, secret),
    known,
    schema: clinic.app.get(GraphQLSchemaHost).schema,
    async damage() {
      await caughtUp(clinic);
      const after = await bystander.fingerprint();
      const touched = Object.keys(after).filter((table) => after[table] !== before[table]);
      const changes = touched.map((table) => `${table} of the bystander: ${before[table]} → ${after[table]}`);
      return [...changes, ...(await contradictions(clinic))];
    },
    [Symbol.asyncDispose]: () => clinic[Symbol.asyncDispose](),
  };
}

async function learn(
  known: KnownValues,
  { owner, app }: Practice,
  victims: { ids: string[]; emails: string[] },
): Promise<void> {
  const { rows: tables } = await owner.query(`
    select c.table_schema as schema, c.table_name as name, bool_or(c.column_name = 'user_id') as "isPersonal"
    from information_schema.columns c
    where c.table_schema not in ('messaging', 'tasks', 'pg_catalog', 'information_schema')
      and c.column_name in ('id', 'account_id', 'user_id') and c.data_type = 'uuid'
    group by 1, 2 having count(*) filter (where c.column_name <> 'user_id') = 2`);
  const admin = users.find(({ email }) => email === 'admin@demo.test')?.id;
  for (const { schema, name, isPersonal } of tables) {
    if (name === 'user') continue;
    // First those of whoever calls most: others' are out of reach.
    const { rows } = await owner.query(
      `select id from "${schema}"."${name}" where account_id = $1
       order by ${isPersonal ? 'user_id = $2 desc nulls last' : '$2::uuid'}, id limit ${isPersonal ? 10 : 50}`,
      [accounts[0].id, admin],
    );
    if (rows.length > 0) known.add(name, ...rows.map(({ id }) => id));
  }
  const ofRole = (role: string) =>
    users.filter(({ accountId, roles }) => accountId === accounts[0].id && roles.includes(role as never));
  known.add('user', ...victims.ids);
  known.add('patient', ...ofRole('patient').map(({ id }) => id), ...victims.ids.slice(0, 5));
  known.add('therapist', ...ofRole('therapist').map(({ id }) => id));
  known.add('site', ...sites.filter(({ accountId }) => accountId === accounts[0].id).map(({ id }) => id));
  known.addTexts('email', ...victims.emails);
  known.addTexts('profilePicture', '/pictures/1.png', 'https://pictures.test/1.png');
  known.addTexts('password', DEMO_PASSWORD);
  const eventTypes = eventDefinitions.map(({ type }) => type);
  // Of all types a few can be subscribed to, these among them.
  const ofEachSession = eventTypes.filter((type) => type.startsWith('therapy_session.'));
  known.addTexts('eventType', ...eventTypes, ...Array<string[]>(8).fill(ofEachSession).flat());
  // As ids of objects are mostly those of sessions.
  known.addTexts('objectType', 'therapy_session', 'therapy_session', 'therapy_session', 'user');
  const permissions = app.get(PermissionCatalogue).namespaces.flatMap(({ permissions: all }) => all);
  known.addTexts('scopes', ...permissions.map(({ name }) => name));
  const ofSessions = permissions.filter(({ name }) => name.startsWith('scheduling.session.'));
  known.addTexts('permission', ...ofSessions.map(({ name }) => name), 'accounts.site.view');
  known.addTexts('subject', ...victims.ids.slice(0, 9).map((id) => `user:${id}`), 'role:viewer', 'group:nobody');
  known.addTexts('timeZone', 'Europe/Berlin', 'Etc/UTC', 'America/New_York', 'Mars/Olympus');
  known.addTexts('locale', 'de-AT', 'en', 'x');
  known.addTexts('current', DEMO_PASSWORD);
}

/** Reactions, but not mails: there are too many of those to wait for. */
async function caughtUp({ owner }: Practice): Promise<void> {
  const deadline = Date.now() + CAUGHT_UP_WITHIN;
  for (let left = await waitingEvents(owner); left > 0; left = await waitingEvents(owner)) {
    if (Date.now() > deadline) throw new Error(`${left} events still wait for a reaction.`);
    await setTimeout(50);
  }
}

const LAWS_OF_THE_DATA: Readonly<Record<string, string>> = {
  'sessions without exactly one event of their booking': `
    select s.id from scheduling.therapy_session s where account_id <> $1 and 1 <>
      (select count(*) from messaging.event where type = 'therapy_session.scheduled' and target_id = s.id::text)`,
  'bookings told of that are not there': `
    select e.target_id from messaging.event e where type = 'therapy_session.scheduled'
      and not exists (select from scheduling.therapy_session s where s.id::text = e.target_id)`,
  'sessions whose state and events contradict each other': `
    select s.id from scheduling.therapy_session s, (values ('started'), ('completed'), ('cancelled')) v (change)
    where account_id <> $1 and exists
      (select from messaging.event where type = 'therapy_session.' || change and target_id = s.id::text) <>
      (case change when 'started' then started_at when 'completed' then completed_at else cancelled_at end is not null)`,
  'sessions without exactly one charge': `
    select s.id from scheduling.therapy_session s where account_id <> $1 and 1 <>
      (select count(*) from billing.charge c where c.session_id = s.id)`,
  'people without exactly one event of their making': `
    select u.id from identity.user u where account_id <> $1 and u.id::text not like '${VICTIM_ID}%' and 1 <>
      (select count(*) from messaging.event where type in ('user.registered', 'user.created') and target_id = u.id::text)`,
};

async function contradictions({ owner }: Practice): Promise<string[]> {
  const found: string[] = [];
  for (const [what, query] of Object.entries(LAWS_OF_THE_DATA)) {
    const { rows } = await owner.query(query.replaceAll('$1', `'${BYSTANDER_ACCOUNT}'`));
    if (rows.length > 0) found.push(`${rows.length} ${what}, for example ${JSON.stringify(rows[0])}`);
  }
  return found;
}
