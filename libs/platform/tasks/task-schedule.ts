import { ErrorCode } from 'bullmq';
import { CronExpressionParser } from 'cron-parser';
import type { TaskCatalogue } from './task-catalogue.js';
import type { TaskDefinition } from './task-definition.js';
import { captureStandingEnvelope } from './task-envelope.js';
import { InvalidScheduleError } from './task-errors.js';
import { jobOptions, type TaskJobData } from './task-job.js';
import { checkedPayload } from './task-payload.js';
import type { TaskQueues } from './task-queues.js';
import type { TaskStore } from './task-store.js';

/** Looks for a time that has no run yet. */
const ROUNDS = 5;

const NAME = /^[a-z0-9][a-z0-9._-]*$/i;

/** Recurring tasks. One schedule of a name exists per queue, however many processes declare it; each time runs once. */
export class TaskSchedule {
  #turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly catalogue: TaskCatalogue,
    private readonly queues: TaskQueues,
    private readonly store: TaskStore,
  ) {}

  /**
   * Runs a task at each time that `cron` matches in `timeZone`. Safe to declare at every start: an unchanged schedule is left
   * alone, so that a time that passed while nothing ran is made up for, once.
   * @param cron five fields, or six with seconds in front
   * @param timeZone IANA name, for example `Europe/Berlin`
   * @throws InvalidScheduleError, InvalidTaskPayloadError
   */
  async schedule<P extends object, R>(
    name: string,
    cron: string,
    task: TaskDefinition<P, R>,
    payload: P,
    timeZone: string,
  ): Promise<void> {
    this.catalogue.require(task);
    checkTimes(name, cron, timeZone);
    const data: TaskJobData = { payload: checkedPayload(task, payload), envelope: captureStandingEnvelope() };
    const queue = await this.queues.open(task.queue.name);
    const { jobId: _perRun, ...opts } = jobOptions(task, name, {});
    const isUnchanged = async () => {
      const current = await queue.getJobScheduler(name);
      return (
        current?.name === task.name &&
        current.pattern === cron &&
        current.tz === timeZone &&
        sameJson(current.template?.data, data)
      );
    };
    if (await isUnchanged()) return;
    await this.#inTurn(async () => {
      for (let round = 1; !(await isUnchanged()); round++) {
        try {
          await queue.upsertJobScheduler(name, { pattern: cron, tz: timeZone }, { name: task.name, data, opts });
          return;
        } catch (error) {
          // A run of this schedule has just begun; the next look is for the time after it.
          if (!isCollision(error) || round === ROUNDS) throw error;
        }
      }
    });
  }

  /**
   * Ends the schedules that have the name of their task, as those that code declares do, and whose task is none of these any more. Of
   * several versions that run at once, the one that started last is right.
   */
  async keepOnly(declared: readonly Pick<TaskDefinition<never>, 'name' | 'queue'>[]): Promise<void> {
    const kept = new Set(declared.map(({ name, queue }) => `${queue.name}/${name}`));
    for (const name of this.queues.names) {
      const queue = await this.queues.open(name);
      const found = await queue.getJobSchedulers();
      const gone = found.filter((each) => each.key === each.name && !kept.has(`${name}/${each.name}`));
      await Promise.all(gone.map(({ key }) => queue.removeJobScheduler(key)));
    }
  }

  /** Ends a schedule. A run that has begun goes on. */
  async unschedule<P extends object, R>(name: string, task: TaskDefinition<P, R>): Promise<void> {
    await (await this.queues.open(task.queue.name)).removeJobScheduler(name);
  }

  /**
   * BullMQ reckons the next time before it writes, and writes over what is there. Of two processes at once, the slower would put a
   * time back that has run since, and it would run again.
   */
  #inTurn(work: () => Promise<void>): Promise<void> {
    const inTurn = () => this.store.inTurn(work);
    const done = this.#turn.then(inTurn, inTurn);
    this.#turn = done;
    return done;
  }
}

const isCollision = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === ErrorCode.SchedulerJobIdCollision;

function checkTimes(name: string, cron: string, timeZone: string): void {
  if (!NAME.test(name))
    throw new InvalidScheduleError(name, 'its name may have letters, digits, ".", "_" and "-" only');
  try {
    CronExpressionParser.parse(cron, { tz: timeZone }).next();
  } catch (error) {
    throw new InvalidScheduleError(name, `"${cron}" in time zone "${timeZone}": ${(error as Error).message}`);
  }
}

/** Compares regardless of the order of fields, which jsonb does not keep. */
function sameJson(one: unknown, other: unknown): boolean {
  return canonical(one) === canonical(other);
}

function canonical(value: unknown): string | undefined {
  return JSON.stringify(value, (_key, part) =>
    part && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
