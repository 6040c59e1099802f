import { listDefinition } from '#platform/lists/list-definition.js';
import { SESSION_TYPES } from '../contract/session-kinds.js';
import { SESSION_STATUSES } from '../model/session-status.js';

/** The fields of a session in lists: where they are stored, and by which of them lists are filtered and ordered. */
export const sessionList = listDefinition({
  ordering: '-startsAt',
  fields: {
    id: { column: 'id', type: 'uuid', filter: true, sort: true },
    siteId: { column: 'site_id', type: 'uuid', filter: true },
    sectorId: { column: 'sector_id', type: 'uuid', filter: true },
    patientId: { column: 'patient_id', type: 'uuid', filter: true },
    therapistId: { column: 'therapist_id', type: 'uuid', filter: true },
    startsAt: { column: 'starts_at', type: 'timestamptz', filter: true, sort: true },
    endsAt: { column: 'ends_at', type: 'timestamptz', filter: true, sort: true },
    durationMinutes: { column: 'duration_minutes', type: 'integer', filter: true },
    sessionType: { column: 'session_type', type: 'text', filter: true, values: SESSION_TYPES },
    status: { column: 'status', type: 'text', filter: true, values: SESSION_STATUSES },
    notes: { column: 'notes', type: 'text' },
    startedAt: { column: 'started_at', type: 'timestamptz' },
    completedAt: { column: 'completed_at', type: 'timestamptz' },
    cancelledAt: { column: 'cancelled_at', type: 'timestamptz' },
    cancelReason: { column: 'cancel_reason', type: 'text' },
    createdAt: { column: 'created_at', type: 'timestamptz', filter: true, sort: true },
    updatedAt: { column: 'updated_at', type: 'timestamptz', filter: true, sort: true },
  },
});

export const SESSION_TABLE = 'scheduling.therapy_session';

/** The select list of a whole view. */
export const SESSION_COLUMNS = Object.entries(sessionList.fields)
  .map(([name, { column }]) => `${column} as "${name}"`)
  .join(', ');
