import type { Person } from '#identity/contract/index.js';
import type { SessionMailAudience } from '../mails/session-mail-facts.js';
import type { SessionFacts } from './session-facts.js';

/** Somebody who takes part in a session and is told about it. */
export interface Party {
  readonly audience: SessionMailAudience;
  readonly person: Person;
  /** Whom the session is with. */
  readonly counterpart: string;
}

/** Those of patient and therapist who are active. */
export function partiesOf({ patientId, therapistId }: SessionFacts, people: readonly Person[]): Party[] {
  const named = (id: string) => people.find((person) => person.id === id);
  const [patient, therapist] = [named(patientId), named(therapistId)];
  const parties = [
    { audience: 'patient' as const, person: patient, counterpart: therapist?.displayName ?? 'your therapist' },
    { audience: 'therapist' as const, person: therapist, counterpart: patient?.displayName ?? 'your patient' },
  ];
  return parties.flatMap(({ person, ...party }) => (person?.active ? { ...party, person } : []));
}
