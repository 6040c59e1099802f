import { Type } from 'typebox';
import { eventNamespace } from '#platform/messaging/event-definition.js';

export const billingEvents = eventNamespace('billing', 'Billing');

const money = Type.Object({ amount: Type.String(), currency: Type.String() });
const charge = Type.Object({ chargeId: Type.String(), sessionId: Type.String(), amount: money });

export const chargeOpened = billingEvents.event('charge.opened', { label: 'Charge opened', data: charge });
export const chargeVoided = billingEvents.event('charge.voided', { label: 'Charge voided', data: charge });
export const lateFeeCharged = billingEvents.event('charge.late_fee', { label: 'Late fee charged', data: charge });
