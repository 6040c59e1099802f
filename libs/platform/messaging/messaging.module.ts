import { type DynamicModule, Module } from '@nestjs/common';
import type { Registry } from 'prom-client';
import { APP_TRANSACTIONS, SYSTEM_TRANSACTIONS } from '../database/database.module.js';
import { SystemDatabase } from '../database/system-database.js';
import { TenantDatabase } from '../database/tenant-database.js';
import type { Transactions } from '../database/transactions.js';
import { EventCatalogue } from '../events/event-catalogue.js';
import type { EventNamespace } from '../events/event-definition.js';
import { METRICS } from '../observability/metrics.module.js';
import { CommitNotices } from './commit-notices.js';
import { DeadLetters } from './dead-letters.js';
import { Delivery, type DeliveryOptions } from './delivery.js';
import { EventHistory } from './event-history.js';
import { EventLog } from './event-log.js';
import { EventStore } from './event-store.js';
import { EventTail } from './event-tail.js';
import { platformEvents } from './platform-events.js';
import type { Wiring } from './wiring.js';

export interface MessagingOptions {
  readonly namespaces: readonly EventNamespace[];
  readonly wiring: Wiring;
  readonly delivery: DeliveryOptions;
  /** Where other processes work on the same database: the URL by which they are told of commits here, and we of theirs. */
  readonly othersAt?: string;
}

const noticesAt = (url: string, running: Delivery) =>
  new CommitNotices(url, (retries) => {
    running.hint();
    if (retries) running.hintRetries();
  });

/** The event store, its delivery, and what operators may do with it. */
@Module({})
export class MessagingModule {
  static forRoot({ namespaces, wiring, delivery, othersAt }: MessagingOptions): DynamicModule {
    return {
      module: MessagingModule,
      global: true,
      providers: [
        { provide: EventCatalogue, useValue: new EventCatalogue([platformEvents, ...namespaces]) },
        {
          provide: EventLog,
          inject: [SystemDatabase, EventCatalogue],
          useFactory: (system: SystemDatabase, catalogue: EventCatalogue) => new EventLog(system, catalogue),
        },
        {
          provide: EventTail,
          inject: [EventLog],
          useFactory: (log: EventLog) => new EventTail(log),
        },
        {
          provide: Delivery,
          inject: [EventCatalogue, EventLog, EventTail, APP_TRANSACTIONS, SystemDatabase, METRICS],
          useFactory: (
            catalogue: EventCatalogue,
            log: EventLog,
            tail: EventTail,
            transactions: Transactions,
            system: SystemDatabase,
            metrics: Registry,
          ) => new Delivery({ catalogue, log, tail, transactions, system, metrics, wiring, options: delivery }),
        },
        {
          provide: CommitNotices,
          inject: [Delivery],
          useFactory: (running: Delivery) => (othersAt ? noticesAt(othersAt, running) : null),
        },
        {
          provide: EventStore,
          inject: [APP_TRANSACTIONS, SYSTEM_TRANSACTIONS, Delivery, CommitNotices],
          useFactory: (app: Transactions, system: Transactions, running: Delivery, notices: CommitNotices | null) => {
            const store = new EventStore(() => {
              running.hint();
              notices?.give();
            });
            app.outlet = store;
            system.outlet = store;
            return store;
          },
        },
        {
          provide: EventHistory,
          inject: [EventCatalogue],
          useFactory: (catalogue: EventCatalogue) => new EventHistory(catalogue),
        },
        {
          provide: DeadLetters,
          inject: [TenantDatabase, Delivery, CommitNotices],
          useFactory: (database: TenantDatabase, running: Delivery, notices: CommitNotices | null) =>
            new DeadLetters(database, () => {
              running.hintRetries();
              notices?.giveRetries();
            }),
        },
      ],
      exports: [EventCatalogue, EventLog, EventTail, EventStore, EventHistory, DeadLetters, Delivery],
    };
  }
}
