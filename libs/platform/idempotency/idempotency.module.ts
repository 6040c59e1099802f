import { type DynamicModule, Module } from '@nestjs/common';
import { APP_TRANSACTIONS } from '../database/database.module.js';
import type { Transactions } from '../database/transactions.js';
import { Idempotency } from './idempotency.js';
import { IdempotencyKeys } from './idempotency-keys.js';

@Module({})
export class IdempotencyModule {
  /** @param secret the same in all processes, and not in the database */
  static forRoot(secret: string): DynamicModule {
    return {
      module: IdempotencyModule,
      global: true,
      providers: [
        {
          provide: Idempotency,
          inject: [APP_TRANSACTIONS],
          useFactory: (transactions: Transactions) => new Idempotency(new IdempotencyKeys(transactions), secret),
        },
      ],
      exports: [Idempotency],
    };
  }
}
