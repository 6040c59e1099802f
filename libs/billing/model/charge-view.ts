import type { Action } from '#platform/http/envelope.js';
import type { ChargeRow } from './charge-store.js';
import { toMoney } from './money.js';

export const CHARGES_PATH = '/api/v1/billing/charges';

/** A charge as it is shown. */
export interface ShownCharge extends ChargeRow {
  readonly patientId: string;
  readonly therapistId: string;
  readonly siteId: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** @param charge of which a list may have left out fields */
export function viewOf({ amountMinor, currency, ...charge }: ShownCharge) {
  const href = `${CHARGES_PATH}/${charge.id}`;
  const actions: Action[] = [
    { name: 'view', method: 'GET', href },
    { name: 'events', method: 'GET', href: `${href}/events` },
    { name: 'session', method: 'GET', href: `/api/v1/therapy-sessions/${charge.sessionId}` },
  ];
  return { ...charge, amount: amountMinor === undefined ? undefined : toMoney(amountMinor, currency), actions };
}
