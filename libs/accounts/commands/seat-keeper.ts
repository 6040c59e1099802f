import { Injectable } from '@nestjs/common';
import type { Role } from '#platform/context/actor.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { Seats } from '../contract/index.js';
import { lockAccount, requireRoom } from '../model/plan-limits.js';
import { giveBackSeat, keepSeat, needsSeat, seatsTaken } from '../model/seat-register.js';

/** The contract's seats: who asks for the last one first, gets it (docs/adr/0009). */
@Injectable()
export class SeatKeeper extends Seats {
  constructor(private readonly database: TenantDatabase) {
    super();
  }

  override async reserve(accountId: string, userId: string, roles: readonly Role[]): Promise<void> {
    const seat = needsSeat(roles);
    await this.database.forAccount(accountId).write(async (tx) => {
      if (seat) requireRoom(await lockAccount(tx), 'seats', await seatsTaken(tx, userId));
      await keepSeat(tx, userId, seat);
    });
  }

  override async release(accountId: string, userId: string): Promise<void> {
    await this.database.forAccount(accountId).write((tx) => giveBackSeat(tx, userId));
  }
}
