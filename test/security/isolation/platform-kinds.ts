import { newId } from '#platform/context/ids.js';
import { type Kind, now } from './kind.js';

/** Of the platform, whatever context shows them. */
export const PLATFORM_KINDS = {
  grant: {
    table: 'platform.object_grant',
    row: ({ id, accountId, adminId, patientId }) => ({
      id,
      account_id: accountId,
      subject: `user:${newId()}`,
      permission: 'identity.user.view',
      object_type: 'user',
      object_id: patientId,
      granted_by: adminId,
      granted_at: now,
    }),
  },
  hold: {
    table: 'platform.legal_hold',
    objectType: 'legal_hold',
    row: ({ id, accountId, adminId }) => ({
      id,
      account_id: accountId,
      object_type: 'therapy_session',
      object_id: newId(),
      reason: 'A case',
      placed_by: adminId,
      placed_at: now,
    }),
  },
  deadLetter: {
    table: 'messaging.parked_event',
    row: ({ id, accountId }) => ({
      id,
      account_id: accountId,
      reaction: 'billing.settle-charge-when-session-changes',
      seq: 1,
      event_id: newId(),
      event_type: 'therapy_session.scheduled',
      target: `therapy_session:${newId()}`,
      state: 'dead',
      attempts: 8,
      next_attempt_at: now,
      error: { code: 'PLANTED', message: 'Planted.' },
      parked_at: now,
    }),
  },
  resourceReport: {
    table: 'platform.resource_report',
    row: ({ id, accountId }) => ({ id, account_id: accountId, report: { id, database: { statements: [] } } }),
  },
} as const satisfies Record<string, Kind>;
