import type { Action } from '#platform/http/envelope.js';
import type { Charge } from '../contract/charge-directory.js';
import { toMoney } from './money.js';

export const CHARGES_PATH = '/api/v1/billing/charges';

/** A charge as the list of charges reads it. */
export interface ListedCharge extends Omit<Charge, 'amount'> {
  /** In minor units. */
  readonly amount: string;
  readonly currency: string;
}

export const asCharge = ({ amount, currency, ...charge }: ListedCharge): Charge => ({
  ...charge,
  amount: toMoney(amount, currency),
});

/** @param charge of which a list may have left out fields */
export function viewOf({ amount, currency, ...charge }: ListedCharge) {
  const money = currency === undefined ? undefined : toMoney(amount, currency);
  return { ...charge, amount: money, actions: chargeActions(charge) };
}

export function chargeActions({ id, sessionId }: Pick<Charge, 'id' | 'sessionId'>): Action[] {
  const href = `${CHARGES_PATH}/${id}`;
  return [
    { name: 'view', method: 'GET', href },
    { name: 'events', method: 'GET', href: `${href}/events` },
    { name: 'session', method: 'GET', href: `/api/v1/therapy-sessions/${sessionId}` },
  ];
}
