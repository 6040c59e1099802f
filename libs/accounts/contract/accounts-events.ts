import { Type } from 'typebox';
import { eventNamespace } from '#platform/events/event-definition.js';

export const accountsEvents = eventNamespace('accounts', 'Accounts');

const changed = Type.Array(Type.String());

export const accountCreated = accountsEvents.event('account.created', {
  label: 'Account created',
  data: Type.Object({ accountId: Type.String(), name: Type.String() }),
});
export const accountUpdated = accountsEvents.event('account.updated', {
  label: 'Account updated',
  data: Type.Object({ accountId: Type.String(), changed }),
});
export const accountDeleted = accountsEvents.event('account.deleted', {
  label: 'Account deleted',
  // Nobody gets in any more to be told.
  subscribable: false,
  data: Type.Object({ accountId: Type.String() }),
});
export const accountPlanChanged = accountsEvents.event('account.plan_changed', {
  label: 'Plan of the account changed',
  data: Type.Object({ accountId: Type.String(), plan: Type.String(), previousPlan: Type.String() }),
});
/** What the state of the plan blocks from now on. */
export const accountStandingChanged = accountsEvents.event('account.standing_changed', {
  label: 'Standing of the account changed',
  data: Type.Object({
    accountId: Type.String(),
    state: Type.String(),
    previousState: Type.String(),
    standing: Type.String(),
    /** ISO-8601; from then on the account is as one whose plan was cancelled. */
    graceEndsAt: Type.Optional(Type.String()),
  }),
});
/** Somebody of another account acted in this one. Reads of one path are told once an hour, everything else each time. */
export const accountCrossed = accountsEvents.event('account.crossed', {
  label: 'Account entered from another',
  category: 'system',
  data: Type.Object({
    accountId: Type.String(),
    fromAccountId: Type.String(),
    method: Type.String(),
    /** With the ids of what was asked for, and without the query, in which people may be searched for. */
    path: Type.String(),
  }),
});

export const siteCreated = accountsEvents.event('site.created', {
  label: 'Site created',
  data: Type.Object({ siteId: Type.String(), name: Type.String(), timeZone: Type.String() }),
});
export const siteUpdated = accountsEvents.event('site.updated', {
  label: 'Site updated',
  data: Type.Object({ siteId: Type.String(), changed }),
});
/** It takes no bookings any more. */
export const siteArchived = accountsEvents.event('site.archived', {
  label: 'Site archived',
  data: Type.Object({ siteId: Type.String() }),
});
export const siteRestored = accountsEvents.event('site.restored', {
  label: 'Site restored',
  data: Type.Object({ siteId: Type.String() }),
});

const sector = { sectorId: Type.String(), siteId: Type.String() };
export const sectorCreated = accountsEvents.event('sector.created', {
  label: 'Sector created',
  data: Type.Object({ ...sector, name: Type.String() }),
});
export const sectorUpdated = accountsEvents.event('sector.updated', {
  label: 'Sector updated',
  data: Type.Object({ ...sector, changed }),
});
export const sectorArchived = accountsEvents.event('sector.archived', {
  label: 'Sector archived',
  data: Type.Object(sector),
});
export const sectorRestored = accountsEvents.event('sector.restored', {
  label: 'Sector restored',
  data: Type.Object(sector),
});

/** Told until every grant was told of as `access.granted` and `access.revoked`; declared so that stored ones can be read. */
const siteAccess = {
  data: Type.Object({ siteId: Type.String(), userId: Type.String() }),
  subscribable: false,
} as const;
accountsEvents.event('site_access.granted', { label: 'Access to a site granted', ...siteAccess });
accountsEvents.event('site_access.revoked', { label: 'Access to a site revoked', ...siteAccess });
