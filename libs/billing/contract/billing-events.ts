import { Type } from 'typebox';
import { eventNamespace } from '#platform/events/event-definition.js';

export const billingEvents = eventNamespace('billing', 'Billing');

const money = Type.Object({ amount: Type.String(), currency: Type.String() });
const charge = Type.Object({ chargeId: Type.String(), sessionId: Type.String(), amount: money });

export const chargeOpened = billingEvents.event('charge.opened', { label: 'Charge opened', data: charge });
export const chargeVoided = billingEvents.event('charge.voided', { label: 'Charge voided', data: charge });
export const lateFeeCharged = billingEvents.event('charge.late_fee', { label: 'Late fee charged', data: charge });

const priced = { sessionType: Type.String(), durationMinutes: Type.Integer() };

/** What sessions cost from now on. Target is the account. */
export const priceChanged = billingEvents.event('price.changed', {
  label: 'Prices changed',
  data: Type.Object({
    /** New or different. */
    set: Type.Array(Type.Object({ ...priced, amount: money })),
    removed: Type.Array(Type.Object(priced)),
  }),
});
