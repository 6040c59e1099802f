import { Injectable, Logger } from '@nestjs/common';
import { SystemDatabase } from '../database/system-database.js';
import { TaskQueues } from '../tasks/task-queues.js';

interface DependencyState {
  readonly status: 'up' | 'down';
  readonly ms: number;
}

interface ReadinessReport {
  readonly status: 'ok' | 'unavailable';
  readonly dependencies: Readonly<Record<string, DependencyState>>;
}

const logger = new Logger('Readiness');

/** How long a dependency may take to answer, in ms, before it counts as down. */
const PATIENCE = 2_000;

/** Asks everything that requests depend on whether it answers. */
@Injectable()
export class Readiness {
  constructor(
    private readonly database: SystemDatabase,
    private readonly queues: TaskQueues,
  ) {}

  async report(): Promise<ReadinessReport> {
    const [database, queues] = await Promise.all([
      probe('database', () => this.database.query('select 1')),
      probe('queues', () => this.queues.prepared()),
    ]);
    const up = database.status === 'up' && queues.status === 'up';
    return { status: up ? 'ok' : 'unavailable', dependencies: { database, queues } };
  }
}

async function probe(name: string, ask: () => Promise<unknown>): Promise<DependencyState> {
  const started = performance.now();
  const late = AbortSignal.timeout(PATIENCE);
  const timeout = new Promise<never>((_resolve, reject) => {
    late.addEventListener('abort', () => reject(late.reason), { once: true });
  });
  const taken = () => Math.round(performance.now() - started);
  return Promise.race([ask(), timeout]).then(
    () => ({ status: 'up', ms: taken() }),
    // The reason stays inside: this answer is public.
    (error: unknown) => {
      logger.warn({ err: error }, `${name} does not answer`);
      return { status: 'down', ms: taken() };
    },
  );
}
