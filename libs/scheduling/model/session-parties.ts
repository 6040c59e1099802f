import type { Person } from '#identity/contract/index.js';
import { NotFoundError } from '#platform/errors/application-error.js';
import { type Problem, refuse } from './problems.js';

class PatientNotFoundError extends NotFoundError {
  constructor(patientId: string) {
    super('PATIENT_NOT_FOUND', 'There is no such patient.', { patientId });
  }
}

export class TherapistNotFoundError extends NotFoundError {
  constructor(therapistId: string) {
    super('THERAPIST_NOT_FOUND', 'There is no such therapist.', { therapistId });
  }
}

export class SectorNotFoundError extends NotFoundError {
  constructor(sectorId: string) {
    super('SECTOR_NOT_FOUND', 'There is no such sector at this site.', { sectorId });
  }
}

/**
 * @param people whom the directory knows of the two
 * @throws PatientNotFoundError, TherapistNotFoundError, ValidationError
 */
export function requireActiveParties(people: readonly Person[], patientId: string, therapistId: string): void {
  const patient = people.find(({ id }) => id === patientId);
  const therapist = people.find(({ id }) => id === therapistId);
  if (!patient?.roles.includes('patient')) throw new PatientNotFoundError(patientId);
  if (!therapist?.roles.includes('therapist')) throw new TherapistNotFoundError(therapistId);
  refuse({ patientId: inactive(patient), therapistId: inactive(therapist) });
}

const inactive = ({ active }: Person): Problem => (active ? undefined : 'is not active');
