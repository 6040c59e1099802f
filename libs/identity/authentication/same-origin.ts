import type { IncomingHttpHeaders } from 'node:http';
import { isOwnOrigin } from '#platform/realtime/origin-check.js';

/** `none`: typed into the address bar, or no page at all. A page of another subdomain is not ours. */
const OURS = ['same-origin', 'none'];

/** Whether the page that made a browser send this is ours, as the browser tells. What sends neither header is no browser of today. */
export function isSameOrigin(headers: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined && !OURS.includes(String(site))) return false;
  return headers.origin === undefined || isOwnOrigin(headers.origin, headers.host);
}
