import type { Action } from '#platform/http/envelope.js';

export const GRANTS_PATH = '/api/v1/access/grants';

/** What may be done with a grant. */
export function grantActions(id: string, mayManage: boolean): Action[] {
  const href = `${GRANTS_PATH}/${id}`;
  const read: Action[] = [
    { name: 'view', method: 'GET', href },
    { name: 'events', method: 'GET', href: `${href}/events` },
  ];
  return mayManage ? [...read, { name: 'revoke', method: 'DELETE', href }] : read;
}
