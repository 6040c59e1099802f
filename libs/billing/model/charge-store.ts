import { newId } from '#platform/context/ids.js';
import type { TenantTransaction } from '#platform/database/tenant-database.js';
import type { ChargeStatus } from '../contract/charge-directory.js';
import { PriceMissingError } from './billing-errors.js';

export interface ChargeRow {
  readonly id: string;
  readonly sessionId: string;
  readonly amountMinor: string;
  readonly currency: string;
  readonly status: ChargeStatus;
}

export interface ChargedSession {
  readonly sessionId: string;
  readonly patientId: string;
  readonly therapistId: string;
  readonly siteId: string;
  readonly sessionType: string;
  readonly durationMinutes: number;
}

const RETURNED = 'id, session_id as "sessionId", amount_minor as "amountMinor", currency, status';

/**
 * Charges a session at its list price. Doing so a second time changes nothing.
 * @returns undefined when the session has been charged already
 * @throws PriceMissingError
 */
export async function openCharge(tx: TenantTransaction, session: ChargedSession): Promise<ChargeRow | undefined> {
  const [charge] = await tx.query<ChargeRow>(
    `insert into billing.charge (id, account_id, session_id, patient_id, therapist_id, site_id, amount_minor, currency, status,
       created_at, updated_at)
     select $1, account_id, $2, $3, $4, $5, amount_minor, currency, 'open', now(), now() from billing.price
     where session_type = $6 and duration_minutes = $7
     on conflict (session_id) do nothing returning ${RETURNED}`,
    [
      newId(),
      session.sessionId,
      session.patientId,
      session.therapistId,
      session.siteId,
      session.sessionType,
      session.durationMinutes,
    ],
  );
  if (charge) return charge;
  const [known] = await tx.query('select 1 from billing.charge where session_id = $1', [session.sessionId]);
  if (!known) throw new PriceMissingError(session.sessionType, session.durationMinutes);
  return undefined;
}

/**
 * Ends an open charge as void, or turns it into a late fee. Doing so a second time changes nothing.
 * @returns undefined when it was not open any more
 */
export async function settleCancelled(
  tx: TenantTransaction,
  sessionId: string,
  status: 'void' | 'late_fee',
): Promise<ChargeRow | undefined> {
  const [charge] = await tx.query<ChargeRow>(
    `update billing.charge set status = $2, updated_at = now() where session_id = $1 and status = 'open' returning ${RETURNED}`,
    [sessionId, status],
  );
  return charge;
}

/** An open charge follows a change of the session's duration; one that is settled stays. */
export async function repriceCharge(tx: TenantTransaction, session: ChargedSession): Promise<void> {
  await tx.execute(
    `update billing.charge c set amount_minor = p.amount_minor, currency = p.currency, updated_at = now()
     from billing.price p
     where c.session_id = $1 and c.status = 'open' and p.session_type = $2 and p.duration_minutes = $3
       and p.account_id = c.account_id and p.amount_minor <> c.amount_minor`,
    [session.sessionId, session.sessionType, session.durationMinutes],
  );
}
