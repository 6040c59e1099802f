import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { Availability, type WeeklyHours } from '../model/availability.entity.js';

/** Replaces a therapist's weekly hours at a site. */
export class SetWorkingHours extends Command<void> {
  constructor(
    readonly accountId: string,
    readonly therapistId: string,
    readonly siteId: string,
    readonly hours: readonly Pick<WeeklyHours, 'weekday' | 'opensAt' | 'closesAt' | 'validFrom' | 'validUntil'>[],
  ) {
    super();
  }
}

/** @throws ValidationError */
@CommandHandler(SetWorkingHours)
export class SetWorkingHoursHandler implements ICommandHandler<SetWorkingHours> {
  constructor(private readonly database: TenantDatabase) {}

  async execute({ accountId, therapistId, siteId, hours }: SetWorkingHours): Promise<void> {
    const rules = hours.map((weekly) => Availability.weekly({ ...weekly, accountId, therapistId, siteId }));
    await this.database.forAccount(accountId).write(async (tx) => {
      await tx.repository(Availability).delete({ therapistId, siteId });
      await tx.repository(Availability).insert(rules);
    });
  }
}
