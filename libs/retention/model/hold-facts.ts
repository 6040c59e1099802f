import type { LegalHold } from '#platform/retention/legal-holds.js';

/** What both events of a hold tell. */
export const holdFacts = ({ id, objectType, objectId }: LegalHold) => ({
  target: { type: 'legal_hold', id },
  actionObject: { type: objectType, id: objectId },
  data: { holdId: id, objectType, objectId },
});
