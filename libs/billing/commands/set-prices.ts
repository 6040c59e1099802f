import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Actor } from '#platform/context/actor.js';
import { newId } from '#platform/context/ids.js';
import { TenantDatabase, type TenantTransaction } from '#platform/database/tenant-database.js';
import { Publishes } from '#platform/messaging/publishes.js';
import { priceChanged } from '../contract/billing-events.js';
import { toMinor } from '../model/money.js';
import { type Price, type PriceChanges, priceChanges, pricesOf, requirePrices } from '../model/price-list.js';

/** Replaces what sessions cost from now on. Charges that exist stay as they are. The same again changes nothing. */
export class SetPrices extends Command<void> {
  /** @param actor absent: set at set-up, by nobody who signed in */
  constructor(
    readonly accountId: string,
    readonly prices: readonly Price[],
    readonly actor?: Actor,
  ) {
    super();
  }
}

/** Otherwise two would each take away what was there before, and leave a mixture behind. */
const TAKE_TURNS = `select pg_advisory_xact_lock(hashtextextended('prices:' || $1::text, 0))`;

@CommandHandler(SetPrices)
export class SetPricesHandler implements ICommandHandler<SetPrices> {
  constructor(private readonly database: TenantDatabase) {}

  /** @throws ValidationError */
  async execute({ accountId, prices, actor }: SetPrices): Promise<void> {
    requirePrices(prices);
    const database = actor ? this.database : this.database.forAccount(accountId);
    await database.write(async (tx) => {
      tx.send({ sql: TAKE_TURNS, parameters: [accountId] });
      const changes = priceChanges(await pricesOf(tx), prices);
      if (changes.set.length + changes.removed.length > 0) await this.store(tx, changes, accountId);
    });
  }

  /** In the history of the account: prices are its own. */
  @Publishes(priceChanged, (_done, { set, removed }: PriceChanges, accountId: string) => ({
    target: { type: 'account', id: accountId },
    data: {
      set: [...set],
      removed: removed.map(({ sessionType, durationMinutes }) => ({ sessionType, durationMinutes })),
    },
  }))
  async store(tx: TenantTransaction, { set, removed }: PriceChanges, accountId: string): Promise<void> {
    for (const { sessionType, durationMinutes } of removed) {
      await tx.execute('delete from billing.price where session_type = $1 and duration_minutes = $2', [
        sessionType,
        durationMinutes,
      ]);
    }
    for (const { sessionType, durationMinutes, amount } of set) {
      await tx.execute(
        `insert into billing.price (id, account_id, session_type, duration_minutes, amount_minor, currency)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (account_id, session_type, duration_minutes) do update set amount_minor = $5, currency = $6`,
        [newId(), accountId, sessionType, durationMinutes, toMinor(amount), amount.currency],
      );
    }
  }
}
