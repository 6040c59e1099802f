import type { Action } from '#platform/http/envelope.js';

export const ACCOUNT_PATH = '/api/v1/account';

export const accountActions = (): Action[] => [
  { name: 'sites', method: 'GET', href: `${ACCOUNT_PATH}/sites` },
  { name: 'events', method: 'GET', href: `${ACCOUNT_PATH}/events` },
];

export const siteActions = (id: string): Action[] => [
  { name: 'sectors', method: 'GET', href: `${ACCOUNT_PATH}/sites/${id}/sectors` },
  { name: 'events', method: 'GET', href: `${ACCOUNT_PATH}/sites/${id}/events` },
];
