import { Injectable } from '@nestjs/common';
import type { TenantTransaction } from '#platform/database/tenant-database.js';
import type { EventEnvelope } from '#platform/events/event-envelope.js';
import { Reaction, type Reacts } from '#platform/messaging/reaction.js';
import { sessionCancelled, sessionRescheduled, sessionScheduled } from '#scheduling/contract/index.js';
import { chargeOpened, chargeVoided, lateFeeCharged } from '../contract/billing-events.js';
import { tellCharge } from '../model/charge-events.js';
import { type ChargedSession, openCharge, repriceCharge, settleCancelled } from '../model/charge-store.js';

interface SessionChange extends ChargedSession {
  /** Of a cancellation only. */
  readonly late?: boolean;
}

/**
 * One reaction for the whole life of a session, not one for each event: a reaction takes the events of a session in order,
 * so a charge is never asked to end before it has begun.
 */
@Injectable()
@Reaction({
  name: 'billing.settle-charge-when-session-changes',
  label: 'Opens one charge per session from the price list; voids it or makes it a late fee on cancellation',
  on: [sessionScheduled, sessionRescheduled, sessionCancelled],
})
export class SettleChargeWhenSessionChanges implements Reacts<SessionChange> {
  async react({ type, data }: EventEnvelope<SessionChange>, tx: TenantTransaction): Promise<void> {
    switch (type) {
      case sessionScheduled.type: {
        const charge = await openCharge(tx, data);
        if (charge) await tellCharge(tx, chargeOpened, charge);
        return;
      }
      case sessionRescheduled.type:
        return repriceCharge(tx, data);
      case sessionCancelled.type: {
        const charge = await settleCancelled(tx, data.sessionId, data.late ? 'late_fee' : 'void');
        if (charge) await tellCharge(tx, data.late ? lateFeeCharged : chargeVoided, charge);
        return;
      }
    }
  }
}
