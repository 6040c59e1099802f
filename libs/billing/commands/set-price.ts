import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { newId } from '#platform/context/ids.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';

/** Sets what sessions of a type and duration cost from now on. Charges that exist stay as they are. */
export class SetPrice extends Command<void> {
  constructor(
    readonly accountId: string,
    readonly sessionType: string,
    readonly durationMinutes: number,
    /** In minor units, for example cents. */
    readonly amountMinor: number,
    readonly currency: string,
  ) {
    super();
  }
}

@CommandHandler(SetPrice)
export class SetPriceHandler implements ICommandHandler<SetPrice> {
  constructor(private readonly database: TenantDatabase) {}

  async execute({ accountId, sessionType, durationMinutes, amountMinor, currency }: SetPrice): Promise<void> {
    await this.database.forAccount(accountId).write((tx) =>
      tx.execute(
        `insert into billing.price (id, account_id, session_type, duration_minutes, amount_minor, currency)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (account_id, session_type, duration_minutes) do update set amount_minor = $5, currency = $6`,
        [newId(), accountId, sessionType, durationMinutes, amountMinor, currency],
      ),
    );
  }
}
