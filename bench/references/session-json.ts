import type { TextRow } from './pipelined-connections.js';

/** Postgres' `2027-01-04 08:00:00+00` (session in UTC, precision 3) as ISO-8601 with milliseconds. */
function isoTime(text: string): string {
  const fraction = text.length > 22 ? text.slice(20, text.length - 3).padEnd(3, '0') : '000';
  return `${text.slice(0, 10)}T${text.slice(11, 19)}.${fraction}Z`;
}

/** Columns of a session that hold times. */
const TIMES = [5, 6, 11, 12, 13, 15, 16];

/** A row of LIST_SESSIONS with its times as ISO-8601. */
export function withIsoTimes(row: TextRow): TextRow {
  for (const column of TIMES) {
    const time = row[column];
    if (time) row[column] = isoTime(time);
  }
  return row;
}

/** Ids, times and codes need no escaping. */
const quoted = (text: string | null | undefined) => (text ? `"${text}"` : 'null');

const escaped = (text: string | null | undefined) => (text ? JSON.stringify(text) : 'null');

/** A session as the application presents it to an administrator, written by hand; in the order of LIST_SESSIONS, times ISO-8601. */
export function sessionJson(row: TextRow): string {
  const [id, site, sector, patient, therapist, starts, ends, minutes, type, status, notes, ...rest] = row;
  const [started, completed, cancelled, reason, created, updated] = rest;
  return (
    `{"id":"${id}","siteId":"${site}","sectorId":${quoted(sector)},"patientId":"${patient}","therapistId":"${therapist}",` +
    `"startsAt":"${starts}","endsAt":"${ends}","durationMinutes":${minutes},"sessionType":"${type}","status":"${status}",` +
    `"notes":${escaped(notes)},"startedAt":${quoted(started)},"completedAt":${quoted(completed)},` +
    `"cancelledAt":${quoted(cancelled)},"cancelReason":${escaped(reason)},"createdAt":"${created}","updatedAt":"${updated}",` +
    `"actions":${actionsJson(id!, status!)}}`
  );
}

const CHANGES: Record<string, readonly string[]> = {
  scheduled: ['reschedule', 'start', 'cancel'],
  started: ['complete'],
};

function actionsJson(id: string, status: string): string {
  const href = `/api/v1/therapy-sessions/${id}`;
  const read = `{"name":"view","method":"GET","href":"${href}"},{"name":"events","method":"GET","href":"${href}/events"}`;
  const changes = (CHANGES[status] ?? []).map((name) => `,{"name":"${name}","method":"POST","href":"${href}/${name}"}`);
  const isOver = status === 'completed' || status === 'cancelled';
  const end = isOver ? `,{"name":"delete","method":"DELETE","href":"${href}"}` : '';
  return `[${read}${changes.join('')}${end}]`;
}
