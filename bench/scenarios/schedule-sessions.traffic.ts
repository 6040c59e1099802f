import type { Practice } from '../app/app-under-test.js';
import type { HttpRequest } from '../measure/traffic.js';

export interface SchedulingTraffic {
  readonly practice: Practice;
  /** The two sides write to one table: one takes the even slots, the other the odd ones. */
  readonly parity: 0 | 1;
}

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** Numbered requests that each book a slot of its own; see `numbered` traffic. */
export function requests(settings: unknown): (index: number) => HttpRequest {
  const { practice, parity } = settings as SchedulingTraffic;
  return (index) => bookingRequest(practice, index * 2 + parity);
}

/** Neighbours are different therapists and patients, so that no request waits for another one's lock. */
export function bookingRequest(practice: Practice, slot: number): HttpRequest {
  const { therapistIds, patientIds, hours, firstDay } = practice;
  const therapist = slot % therapistIds.length;
  const hour = Math.floor(slot / therapistIds.length) % hours.length;
  const day = Math.floor(slot / (therapistIds.length * hours.length));
  const startsAt = Date.parse(firstDay) + day * DAY_MS + hours[hour]! * HOUR_MS;
  return {
    method: 'POST',
    path: '/api/v1/therapy-sessions',
    headers: { authorization: `Bearer ${practice.adminToken}` },
    body: {
      patientId: patientIds[(therapist + hour + day) % patientIds.length],
      therapistId: therapistIds[therapist],
      siteId: practice.siteId,
      ...(practice.sectorId ? { sectorId: practice.sectorId } : {}),
      startsAt: new Date(startsAt).toISOString(),
      durationMinutes: 45,
      sessionType: 'individual',
      notes: 'First visit',
    },
  };
}
