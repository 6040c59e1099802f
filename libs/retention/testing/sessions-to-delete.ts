import type { Json, Practice } from '#test/support/practice.js';

let booked = 0;

/** Another start each time, so that no two collide or fill a day. */
export function isoIn(clinic: Practice, change: object = {}): string {
  booked += 1;
  const [inDays, hour] = [20 + 7 * Math.floor(booked / 5), 9 + (booked % 5)];
  return String(clinic.booking({ inDays, hour, ...change }).startsAt);
}

/** @returns its id */
export async function cancelledSession(clinic: Practice, parties: object = {}): Promise<string> {
  const admin = await clinic.as('admin');
  const made = await admin.post('/api/v1/therapy-sessions', clinic.booking({ startsAt: isoIn(clinic), ...parties }));
  if (made.status !== 201) throw new Error(`No session to delete: ${JSON.stringify(made.body)}`);
  const { id } = made.body.data;
  const cancelled = await admin.post(`/api/v1/therapy-sessions/${id}/cancel`);
  if (cancelled.status !== 200) throw new Error(`It is not cancelled: ${JSON.stringify(cancelled.body)}`);
  return id;
}

export async function deletedSession(clinic: Practice, parties: object = {}): Promise<string> {
  const id = await cancelledSession(clinic, parties);
  await (await clinic.as('admin')).delete(`/api/v1/therapy-sessions/${id}`);
  return id;
}

export async function eventsOf(clinic: Practice, type: string, targetId: string): Promise<Json[]> {
  const { rows } = await clinic.owner.query(
    'select * from messaging.event where type = $1 and target_id = $2 order by position',
    [type, targetId],
  );
  return rows;
}
