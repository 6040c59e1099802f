import { ServiceContract } from '#platform/services/service-contract.js';

export const CHARGE_STATUSES = ['open', 'void', 'late_fee', 'paid'] as const;
export type ChargeStatus = (typeof CHARGE_STATUSES)[number];

/** An amount of money: a decimal text with the currency's number of digits, and the ISO-4217 code. */
export interface Money {
  readonly amount: string;
  readonly currency: string;
}

export interface Charge {
  readonly id: string;
  readonly sessionId: string;
  readonly patientId: string;
  readonly therapistId: string;
  readonly siteId: string;
  readonly status: ChargeStatus;
  readonly amount: Money;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** What therapy sessions cost. */
@ServiceContract({
  name: 'billing.charge-directory',
  label: 'Charges of sessions',
  methods: { chargesOfSessions: 'The charges of these sessions; a session without one is left out.' },
})
export abstract class ChargeDirectory {
  abstract chargesOfSessions(sessionIds: readonly string[]): Promise<Charge[]>;
}
