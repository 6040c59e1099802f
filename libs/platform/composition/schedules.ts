import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { TaskSchedule } from '../tasks/task-schedule.js';
import type { ContextManifest } from './bounded-context.js';
import { CONTEXTS } from './startup.js';

/** Puts the recurring tasks of all contexts into their queues. Every process that works does so; each time still runs once. */
@Injectable()
export class Schedules implements OnApplicationBootstrap {
  constructor(
    @Inject(CONTEXTS) private readonly contexts: readonly ContextManifest[],
    private readonly schedule: TaskSchedule,
  ) {}

  /** @throws InvalidScheduleError */
  async onApplicationBootstrap(): Promise<void> {
    const recurring = this.contexts.flatMap(({ schedules = [] }) => schedules);
    for (const { task, cron } of recurring) await this.schedule.schedule(task.name, cron, task, {}, 'UTC');
  }
}
