import type { TenantTransaction } from '#platform/database/tenant-database.js';
import type { EventDefinition } from '#platform/events/event-definition.js';
import type { chargeOpened } from '../contract/billing-events.js';
import type { ChargeRow } from './charge-store.js';
import { toMoney } from './money.js';

type ChargeFacts = NonNullable<(typeof chargeOpened)['payload']>;

/** Tells what has become of a charge. The session is what it is about; the charge is what was done. */
export const tellCharge = (
  tx: TenantTransaction,
  event: EventDefinition<ChargeFacts>,
  charge: ChargeRow,
): Promise<void> =>
  tx.publish(event, {
    target: { type: 'therapy_session', id: charge.sessionId },
    actionObject: { type: 'charge', id: charge.id },
    data: { chargeId: charge.id, sessionId: charge.sessionId, amount: toMoney(charge.amountMinor, charge.currency) },
  });
