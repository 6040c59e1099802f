import { type DynamicModule, Module } from '@nestjs/common';
import { APP_TRANSACTIONS } from '../database/database.module.js';
import { TenantDatabase } from '../database/tenant-database.js';
import type { Transactions } from '../database/transactions.js';
import { VisibilityRegistry } from '../visibility/object-visibility.js';
import { markEffect } from './claimed-effect.js';
import { Idempotency } from './idempotency.js';
import { IdempotencyKeys } from './idempotency-keys.js';
import { ReplayCheck } from './replay-check.js';

@Module({})
export class IdempotencyModule {
  /**
   * @param secret the same in all processes, and not in the database
   * @param isMutation whether the body of a GraphQL request is to change something
   */
  static forRoot(secret: string, isMutation: (body: unknown) => boolean): DynamicModule {
    return {
      module: IdempotencyModule,
      global: true,
      providers: [
        {
          provide: Idempotency,
          inject: [APP_TRANSACTIONS, TenantDatabase, VisibilityRegistry],
          useFactory: (transactions: Transactions, database: TenantDatabase, visibilities: VisibilityRegistry) => {
            transactions.joining.push(markEffect);
            return new Idempotency(
              new IdempotencyKeys(transactions),
              secret,
              new ReplayCheck(database, visibilities),
              isMutation,
            );
          },
        },
      ],
      exports: [Idempotency],
    };
  }
}
