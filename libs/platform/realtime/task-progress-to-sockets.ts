import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Type } from 'typebox';
import { TaskProgressFeed } from '../tasks/task-progress-feed.js';
import { LiveConnections } from './live-connections.js';
import { userRoom } from './live-socket.js';
import { Sends } from './socket-messages.js';

/** Shows users how far the tasks are that they caused, wherever those run. */
@Injectable()
@Sends('task.progress', {
  label: 'How far a task is that this user caused',
  payload: Type.Object({
    taskId: Type.String(),
    name: Type.String(),
    percent: Type.Number({ minimum: 0, maximum: 100 }),
    etaSeconds: Type.Union([Type.Number(), Type.Null()]),
    state: Type.Enum(['running', 'completed', 'failed', 'cancelled']),
  }),
})
export class TaskProgressToSockets implements OnApplicationBootstrap, OnModuleDestroy {
  #unsubscribe: (() => void) | undefined;

  constructor(
    private readonly feed: TaskProgressFeed,
    private readonly connections: LiveConnections,
  ) {}

  onApplicationBootstrap(): void {
    this.#unsubscribe = this.feed.subscribe(({ accountId: _accountId, userId, ...progress }) => {
      if (!userId) return;
      for (const socket of this.connections.in(userRoom(userId))) socket.emit('task.progress', progress);
    });
  }

  onModuleDestroy(): void {
    this.#unsubscribe?.();
  }
}
