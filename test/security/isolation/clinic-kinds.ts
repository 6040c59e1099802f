import { newId } from '#platform/context/ids.js';
import { inDays, type Kind, type Making, now } from './kind.js';

/** Far ahead, each on a day of its own: they overlap with nothing. */
const session = ({ id, n, accountId, siteId, patientId, therapistId }: Making) => ({
  id,
  account_id: accountId,
  site_id: siteId,
  patient_id: patientId,
  therapist_id: therapistId,
  starts_at: inDays(1_000 + n),
  ends_at: inDays(1_000 + n, 13),
  duration_minutes: 60,
  session_type: 'individual',
  status: 'scheduled',
  calendar_sequence: 0,
  version: 1,
  created_at: now,
  updated_at: now,
});
const started = (making: Making) => ({ ...session(making), status: 'started', started_at: now });
const completed = (making: Making) => ({ ...started(making), status: 'completed', completed_at: now });
const THERAPY_SESSION = { table: 'scheduling.therapy_session', placed: true, objectType: 'therapy_session' };

const site = ({ id, n, accountId }: Making) => ({
  id,
  account_id: accountId,
  name: `Branch ${n}`,
  time_zone: 'Europe/Berlin',
  address: '',
});
const SITE = { table: 'accounts.site', placed: true, objectType: 'site' };

const sector = ({ id, n, accountId, siteId }: Making) => ({
  id,
  account_id: accountId,
  site_id: siteId,
  name: `Sector ${n}`,
});
const SECTOR = { table: 'accounts.sector', placed: true, objectType: 'sector' };

const charge = ({ id, accountId, siteId, patientId, therapistId }: Making, sessionId: string) => ({
  id,
  account_id: accountId,
  session_id: sessionId,
  patient_id: patientId,
  therapist_id: therapistId,
  site_id: siteId,
  amount_minor: 12_000,
  currency: 'EUR',
  status: 'open',
  created_at: now,
  updated_at: now,
});

/** Of scheduling, billing and accounts. */
export const CLINIC_KINDS = {
  session: { ...THERAPY_SESSION, row: session },
  /** As billing counts it when it has been booked. */
  chargedSession: {
    ...THERAPY_SESSION,
    row: session,
    also: {
      table: 'billing.charge',
      row: (making) => charge({ ...making, id: newId() }, making.id),
    },
  },
  charge: {
    table: 'billing.charge',
    placed: true,
    objectType: 'charge',
    row: (making) => charge(making, newId()),
  },
  startedSession: { ...THERAPY_SESSION, row: started },
  completedSession: { ...THERAPY_SESSION, row: completed },
  deletedSession: {
    ...THERAPY_SESSION,
    row: (making) => ({ ...completed(making), deleted_at: now, deleted_by: making.adminId }),
  },
  site: { ...SITE, row: site },
  archivedSite: { ...SITE, row: (making) => ({ ...site(making), status: 'archived' }) },
  sector: { ...SECTOR, row: sector },
  archivedSector: { ...SECTOR, row: (making) => ({ ...sector(making), status: 'archived' }) },
} as const satisfies Record<string, Kind>;
