import type { Action } from '#platform/http/envelope.js';
import type { WorkingHoursView } from '../queries/get-working-hours.js';

export const THERAPISTS_PATH = '/api/v1/therapists';

/** Whoever sees them may set them. */
export function presentWorkingHours({ hours, ...view }: WorkingHoursView) {
  const href = `${THERAPISTS_PATH}/${view.therapistId}/working-hours`;
  const actions: Action[] = [{ name: 'set', method: 'PUT', href }];
  return { ...view, hours: [...hours], actions };
}
