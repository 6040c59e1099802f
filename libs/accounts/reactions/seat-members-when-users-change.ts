import { Injectable } from '@nestjs/common';
import {
  userCreated,
  userDeactivated,
  userReactivated,
  userRegistered,
  userRolesChanged,
  userUpdated,
} from '#identity/contract/index.js';
import type { TenantTransaction } from '#platform/database/tenant-database.js';
import type { EventEnvelope } from '#platform/events/event-envelope.js';
import { Reaction, type Reacts } from '#platform/messaging/reaction.js';
import { needsSeat, recordMember } from '../model/seat-register.js';

interface UserFacts {
  readonly userId: string;
  readonly roles?: readonly string[];
}

/** What was kept for somebody becomes a seat when they are there, and is free again when they are not. */
@Injectable()
@Reaction({
  name: 'accounts.seat-members-when-users-change',
  label: 'Seats of the plan',
  on: [userCreated, userRegistered, userUpdated, userRolesChanged, userDeactivated, userReactivated],
  from: 'beginning',
})
export class SeatMembersWhenUsersChange implements Reacts<UserFacts> {
  async react({ type, timestamp, data }: EventEnvelope<UserFacts>, tx: TenantTransaction): Promise<void> {
    const { userId, roles } = data;
    if (type === userDeactivated.type) {
      await recordMember(tx, { userId, active: false, seated: false, asOf: timestamp });
    } else {
      const active = type === userUpdated.type || type === userRolesChanged.type ? undefined : true;
      await recordMember(tx, { userId, active, seated: roles && needsSeat(roles), asOf: timestamp });
    }
  }
}
