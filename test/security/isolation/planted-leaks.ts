import { Controller, Get, Param, Put } from '@nestjs/common';
import { Args, ID, Query, Resolver } from '@nestjs/graphql';
import { MessageBody } from '@nestjs/websockets';
import { IsUUID } from 'class-validator';
import DataLoader from 'dataloader';
import pg from 'pg';
import { Type } from 'typebox';
import { BoundedContext } from '#platform/composition/bounded-context.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { NotFoundError } from '#platform/errors/application-error.js';
import { Permitted, SignedIn } from '#platform/http/demands.js';
import { SocketGateway } from '#platform/realtime/socket-gateway.js';
import { Receives } from '#platform/realtime/socket-messages.js';
import { QUEUES } from '#platform/tasks/queue-catalogue.js';
import { defineTask } from '#platform/tasks/task-definition.js';
import { HandlesTask } from '#platform/tasks/task-handler.js';
import { schedulingPermissions } from '#scheduling/contract/scheduling-permissions.js';
import type { Entry, GraphqlEntry } from './entry.js';
import type { SocketEntry } from './socket-entries.js';
import type { TaskEntry } from './task-entries.js';

/** Leaks between accounts, of the kinds that the matrix is there for. */

class PlantedNotFoundError extends NotFoundError {
  constructor(id: string) {
    super('THERAPY_SESSION_NOT_FOUND', 'There is no such session.', { id });
  }
}

interface Row {
  readonly id: string;
}

/** A repository as one would write it without row-level security behind it: it forgets whose rows it reads. */
class UnscopedRepository {
  #pool: pg.Pool | undefined;

  open(url: string): void {
    this.#pool = new pg.Pool({ connectionString: url, max: 1 });
  }

  async close(): Promise<void> {
    await this.#pool?.end();
  }

  async query(sql: string, values: unknown[]): Promise<Row[]> {
    return (await this.#pool?.query<Row>(sql, values))?.rows ?? [];
  }
}

export const unscoped = new UnscopedRepository();

const ONE = 'select id from scheduling.therapy_session where id = $1';
const TOUCH = 'update scheduling.therapy_session set version = version + 1 where id = $1';
/** Kept for as long as the process runs, rather than for one request. */
const kept = new Map<string, Row>();

const found = (id: string, row: Row | undefined): Row => {
  if (!row) throw new PlantedNotFoundError(id);
  return row;
};

@Controller('/api/v1/planted')
class PlantedController {
  readonly #loader = new DataLoader<string, Row | undefined, string>(
    (ids) => Promise.all(ids.map((id) => this.#read(id))),
    { cacheMap: new Map() },
  );

  constructor(private readonly database: TenantDatabase) {}

  @Get('repository/:id')
  @SignedIn()
  async repository(@Param('id') id: string) {
    return found(id, (await unscoped.query(ONE, [id]))[0]);
  }

  @Get('loader/:id')
  @SignedIn()
  async loader(@Param('id') id: string) {
    return found(id, await this.#loader.load(id));
  }

  @Get('cache/:id')
  @SignedIn()
  async cache(@Param('id') id: string) {
    const row = kept.get(id) ?? found(id, await this.#read(id));
    kept.set(id, row);
    return row;
  }

  /** Answers as it should, and yet changes what is not its own. */
  @Put('raw/:id')
  @SignedIn()
  async raw(@Param('id') id: string) {
    await unscoped.query(TOUCH, [id]);
    return { done: true };
  }

  /** Its permission is also that of therapists on their own sessions, and nobody asks whose this one is. */
  @Put('unasked/:id')
  @Permitted(schedulingPermissions['session.conduct'])
  async unasked(@Param('id') id: string) {
    return found(id, await this.#read(id));
  }

  async #read(id: string): Promise<Row | undefined> {
    const [row] = await this.database.read((tx) => tx.query<Row>(ONE, [id]));
    return row;
  }
}

class Named {
  @IsUUID()
  id!: string;
}

@Resolver()
class PlantedResolver {
  @Query(() => String, { nullable: true })
  @SignedIn()
  async plantedSession(@Args('id', { type: () => ID }) id: string): Promise<string> {
    return found(id, (await unscoped.query(ONE, [id]))[0]).id;
  }
}

@SocketGateway()
class PlantedGateway {
  @Receives('planted-session', { label: 'Planted', payload: Type.Object({ id: Type.String() }) })
  @SignedIn()
  async read(@MessageBody() { id }: Named): Promise<object> {
    return found(id, (await unscoped.query(ONE, [id]))[0]);
  }
}

const plantedTask = defineTask({ name: 'planted.touch', label: 'Planted', queue: QUEUES.eventsFast, payload: Named });

@HandlesTask(plantedTask)
class PlantedTask {
  async run({ id }: Named): Promise<void> {
    await unscoped.query(TOUCH, [id]);
  }
}

@BoundedContext({
  name: 'planted',
  label: 'Planted leaks',
  controllers: [PlantedController],
  resolvers: [PlantedResolver],
  gateways: [PlantedGateway],
  tasks: [PlantedTask],
})
export class PlantedLeaksModule {}

const SESSION: Entry = { ids: { id: 'session' } };
export const LEAKS = {
  repository: { 'get /api/v1/planted/repository/{id}': SESSION },
  loader: { 'get /api/v1/planted/loader/{id}': SESSION },
  cache: { 'get /api/v1/planted/cache/{id}': SESSION },
  unasked: { 'put /api/v1/planted/unasked/{id}': SESSION },
  raw: { 'put /api/v1/planted/raw/{id}': SESSION },
} satisfies Record<string, Readonly<Record<string, Entry>>>;

export const LEAKY_RESOLVERS: Readonly<Record<string, GraphqlEntry>> = {
  plantedSession: { twin: 'get /api/v1/planted/repository/{id}', ...SESSION },
};
export const LEAKY_SOCKETS: Readonly<Record<string, SocketEntry>> = {
  'planted-session': { object: 'session', payload: (id) => ({ id }) },
};
export const LEAKY_TASKS: Readonly<Record<string, TaskEntry>> = {
  'planted.touch': { object: 'session', payloads: (id) => [{ id }] },
};

export const isPlanted = (name: string): boolean => /(^|\/)planted/.test(name);
