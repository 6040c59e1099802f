import type { IncomingMessage } from 'node:http';

type Decide = (refusal: string | null, allowed: boolean) => void;

/**
 * Whether a page may open a socket. Browsers send the page's origin and cannot be made to lie; what sends none is no browser,
 * and no other site's page can make it connect.
 *
 * @param allowed origins besides the server's own, for example `https://app.example.org`
 */
export function originCheck(allowed: readonly string[]): (request: IncomingMessage, decide: Decide) => void {
  return ({ headers }, decide) => {
    const { origin, host } = headers;
    const fits = origin === undefined || allowed.includes(origin) || isOwnOrigin(origin, host);
    decide(fits ? null : 'Pages of this origin may not connect.', fits);
  };
}

/** Whether a page comes from this server. The protocol is not compared: behind a proxy that ends TLS, the server does not know its own. */
export function isOwnOrigin(origin: string, host: string | undefined): boolean {
  const page = URL.parse(origin);
  if (!page || !host) return false;
  return page.host === URL.parse(`${page.protocol}//${host}`)?.host;
}
