import { Type } from 'typebox';
import { eventNamespace } from '#platform/events/event-definition.js';

export const retentionEvents = eventNamespace('retention', 'Retention');

/** Target is the hold, action object what it holds. The reason may be about people, and is not told. */
const hold = Type.Object({ holdId: Type.String(), objectType: Type.String(), objectId: Type.String() });

export const legalHoldPlaced = retentionEvents.event('legal_hold.placed', { label: 'Legal hold placed', data: hold });
export const legalHoldLifted = retentionEvents.event('legal_hold.lifted', { label: 'Legal hold lifted', data: hold });
