import { hostname } from 'node:os';
import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { Settings } from '../config/settings.js';
import { SETTINGS } from '../config/settings-token.js';
import { newId } from '../context/ids.js';
import { SystemDatabase } from '../database/system-database.js';
import type { EventDefinition } from '../events/event-definition.js';
import { databaseConnected, databaseLost, serviceStarted, serviceStopped } from '../messaging/platform-events.js';
import { WakeUp } from '../messaging/wake-up.js';
import { Signals } from '../signals/signals.js';

/** How often the connection is looked at, in ms. */
const WATCH_INTERVAL = 5_000;

/** Tells, in the audit trail and as signals, when this process came and went, and when it lost the database and found it again. */
@Injectable()
export class LifecycleEvents implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #logger = new Logger('Lifecycle');
  readonly #process: { role: string; instance: string };
  readonly #watch: WakeUp;
  #lost: { lostAt: string; error: string } | undefined;

  constructor(
    @Inject(SETTINGS) settings: Settings,
    private readonly database: SystemDatabase,
    private readonly signals: Signals,
  ) {
    this.#process = { role: settings.role, instance: `${hostname()}:${process.pid}` };
    this.#watch = new WakeUp(
      () => this.#look(),
      (error) => this.#noteLoss(error),
      WATCH_INTERVAL,
    );
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.#tell(serviceStarted, this.#process);
    await this.#tell(databaseConnected, this.#process);
    this.#watch.start();
    await this.signals.send('system.ready', {});
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.signals.send('system.shutdown', {});
    await this.#watch.stop();
    // A process that goes because the database has gone cannot say so in it.
    if (!this.#lost) await this.#tell(serviceStopped, this.#process);
  }

  async #look(): Promise<void> {
    await this.database.query('select 1');
    if (!this.#lost) return;
    await this.#tell(databaseLost, { ...this.#process, ...this.#lost });
    await this.#tell(databaseConnected, this.#process);
    this.#lost = undefined;
  }

  #noteLoss(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    this.#lost ??= { lostAt: new Date().toISOString(), error: message };
    this.#logger.error({ err: error }, 'The database does not answer; looking again until it does');
  }

  async #tell<T>(event: EventDefinition<T>, data: T): Promise<void> {
    const id = newId();
    await this.database.writeAs({ requestId: id, correlationId: id }, (tx) =>
      tx.publish(event, { target: { type: 'service', id: this.#process.instance }, data }),
    );
  }
}
