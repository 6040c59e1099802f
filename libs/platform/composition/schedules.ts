import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { forgetExpired } from '../operations/forget-expired.task.js';
import type { TaskSchedule } from '../tasks/task-schedule.js';
import type { Placement } from './placement.js';

const OF_PLATFORM = [{ task: forgetExpired, cron: '41 3 * * *' }];

/**
 * Puts the recurring tasks of all contexts into their queues, and takes out those that no context declares any more. Every process that
 * works does so; each time still runs once.
 */
@Injectable()
export class Schedules implements OnApplicationBootstrap {
  constructor(
    private readonly placement: Pick<Placement, 'manifests' | 'manifestsHere'>,
    private readonly schedule: TaskSchedule,
  ) {}

  /** @throws InvalidScheduleError */
  async onApplicationBootstrap(): Promise<void> {
    const { manifests, manifestsHere } = this.placement;
    const [here, everywhere] = [manifestsHere, manifests].map((some) => [
      ...OF_PLATFORM,
      ...some.flatMap(({ schedules = [] }) => schedules),
    ]) as [typeof OF_PLATFORM, typeof OF_PLATFORM];
    for (const { task, cron } of here) await this.schedule.schedule(task.name, cron, task, {}, 'UTC');
    // Not those of contexts that run elsewhere, whose queues may be the same.
    await this.schedule.keepOnly(everywhere.map(({ task }) => task));
  }
}
