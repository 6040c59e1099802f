import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { io, type Socket } from 'socket.io-client';
import type { Json, Practice } from '#test/support/practice.js';

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** Undefined where the answer is no JSON. */
  readonly body: Json;
}

interface Sent {
  readonly headers?: Record<string, string | string[]>;
  readonly body?: string | Buffer | object;
}

/** A request exactly as told: unlike `fetch`, it sends every header and leaves the address as it is. */
export function send(url: string, method: string, path: string, { headers = {}, body }: Sent = {}): Promise<Reply> {
  const { hostname, port } = new URL(url);
  const isJson = typeof body === 'object' && !Buffer.isBuffer(body);
  const bytes = isJson ? JSON.stringify(body) : body;
  // Node would leave the length out where a method usually has no body.
  const type =
    bytes === undefined ? {} : { 'content-type': 'application/json', 'content-length': `${Buffer.byteLength(bytes)}` };
  return new Promise((resolve, reject) => {
    const sent = httpRequest({ hostname, port, method, path, headers: { ...type, ...headers }, agent: false });
    sent.on('response', async (answer) => {
      const received = await text(answer).catch(reject);
      const json = answer.headers['content-type']?.includes('json') && received;
      resolve({
        status: answer.statusCode ?? 0,
        headers: answer.headers,
        text: received ?? '',
        body: json ? JSON.parse(json) : undefined,
      });
    });
    sent.on('error', reject);
    sent.end(bytes);
  });
}

/** Writes the parts on one connection, with so many milliseconds in between; resolves to all that came back before it was closed. */
export function dribble(url: string, parts: Iterable<string>, pause = 0): Promise<string> {
  return new Promise((resolve) => {
    const rest = parts[Symbol.iterator]();
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    let answer = '';
    let next: NodeJS.Timeout | undefined;
    const write = () => {
      const { value, done } = rest.next();
      if (done || socket.destroyed) return;
      socket.write(value);
      next = setTimeout(write, pause);
    };
    socket.setEncoding('latin1').on('data', (part: string) => {
      answer += part;
    });
    // Hung up on while there was still something to send.
    socket.on('error', () => socket.destroy());
    socket.on('connect', write).on('close', () => {
      clearTimeout(next);
      resolve(answer);
    });
  });
}

/** The one answer to bytes that are a whole request with `Connection: close`. */
export const shout = (url: string, bytes: string): Promise<string> => dribble(url, [bytes]);

export interface Knock {
  readonly socket: Socket;
  /** `connected`, or why not. */
  readonly outcome: string;
}

/** Tries to open a socket. */
export async function knock(url: string, auth: object, extraHeaders: Record<string, string> = {}): Promise<Knock> {
  const socket = io(url, { auth, extraHeaders, transports: ['websocket'], forceNew: true, reconnection: false });
  const outcome = await new Promise<string>((resolve) => {
    socket.once('connect', () => resolve('connected'));
    socket.once('connect_error', (error: Error & { data?: { code: string } }) =>
      resolve(error.data?.code ?? error.message),
    );
  });
  return { socket, outcome };
}

export const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

/** What each door says to a bearer token: the statuses over REST and GraphQL, and whether a socket opens. */
export async function everyDoor({ url }: Practice, token: string): Promise<string[]> {
  const headers = bearer(token);
  const rest = await send(url, 'GET', '/api/v1/auth/me', { headers });
  const graphql = await send(url, 'POST', '/graphql', { headers, body: { query: '{ me { id } }' } });
  const { socket, outcome } = await knock(url, { token });
  socket.disconnect();
  return [
    `REST ${rest.status}`,
    `GraphQL ${graphql.body?.errors?.[0]?.extensions?.code ?? 'data'}`,
    `socket ${outcome}`,
  ];
}

export const SHUT = ['REST 401', 'GraphQL UNAUTHENTICATED', 'socket UNAUTHENTICATED'];
export const OPEN = ['REST 200', 'GraphQL data', 'socket connected'];
