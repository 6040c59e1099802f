import { v7 } from 'uuid';
import { ENTER_TENANT, INSERT_EVENT, INSERT_SESSION } from '../schema.js';
import type { PipelinedConnections, TextRow } from './pipelined-connections.js';

export interface BookingBody {
  readonly patientId: string;
  readonly therapistId: string;
  readonly siteId: string;
  readonly sectorId?: string;
  readonly startsAt: string;
  readonly durationMinutes: number;
  readonly sessionType: string;
  readonly notes?: string;
}

/**
 * What the application writes when a session is scheduled, in one round trip: the session and its event.
 * @returns the session, in the order of LIST_SESSIONS
 */
export async function bookByHand(
  connections: PipelinedConnections,
  accountId: string,
  body: BookingBody,
): Promise<TextRow> {
  const id = v7();
  const now = new Date().toISOString();
  const endsAt = new Date(Date.parse(body.startsAt) + body.durationMinutes * 60_000).toISOString();
  const { siteId, sectorId = null, patientId, therapistId, startsAt, sessionType, notes = null } = body;
  const minutes = String(body.durationMinutes);
  const party = [siteId, sectorId, patientId, therapistId];
  const session = [id, accountId, ...party, startsAt, endsAt, minutes, sessionType, 'scheduled', notes, 0, now, now];
  const { durationMinutes } = body;
  const facts = { sessionId: id, patientId, therapistId, siteId, startsAt, endsAt, durationMinutes, sessionType };
  const event = [v7(), 'therapy_session.scheduled', 'scheduling', 1, 'domain', accountId, therapistId, v7()];
  const data = JSON.stringify({ ...facts, calendarSequence: 0 });
  await connections.transaction([
    { name: 'enter', text: ENTER_TENANT, values: [accountId] },
    { name: 'session', text: INSERT_SESSION, values: session },
    { name: 'event', text: INSERT_EVENT, values: [...event, 'therapy_session', id, now, data] },
  ]);
  const untouched = [null, null, null, null];
  return [id, ...party, startsAt, endsAt, minutes, sessionType, 'scheduled', notes, ...untouched, now, now];
}
