import { Type } from 'typebox';
import { eventNamespace } from '#platform/messaging/event-definition.js';

export const accountsEvents = eventNamespace('accounts', 'Accounts');

export const accountCreated = accountsEvents.event('account.created', {
  label: 'Account created',
  data: Type.Object({ accountId: Type.String(), name: Type.String() }),
});
export const siteCreated = accountsEvents.event('site.created', {
  label: 'Site created',
  data: Type.Object({ siteId: Type.String(), name: Type.String(), timeZone: Type.String() }),
});
