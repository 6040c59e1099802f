import type { Requests } from './load.js';

export interface HttpRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
}

/** What the generator sends: one request over and over, or numbered requests of which each is sent once. */
export type Traffic =
  | { readonly kind: 'repeated'; readonly request: HttpRequest }
  | { readonly kind: 'numbered'; readonly module: string; readonly settings: unknown };

/** What a module named by `numbered` traffic exports. It is loaded in the generator's process. */
interface TrafficModule {
  requests(settings: unknown): (index: number) => HttpRequest;
}

export async function requestsOf(traffic: Traffic, host: string): Promise<Requests> {
  if (traffic.kind === 'repeated') {
    const ready = Buffer.from(onTheWire(traffic.request, host));
    return () => ready;
  }
  const module = (await import(traffic.module)) as TrafficModule;
  const request = module.requests(traffic.settings);
  return (index) => onTheWire(request(index), host);
}

function onTheWire(request: HttpRequest, host: string): string {
  const body = request.body === undefined ? undefined : JSON.stringify(request.body);
  const content =
    body === undefined ? '' : `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n`;
  const headers = Object.entries(request.headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${request.method} ${request.path} HTTP/1.1\r\nhost: ${host}\r\n${headers.join('')}${content}\r\n${body ?? ''}`;
}
