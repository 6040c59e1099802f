import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { newId } from '../context/ids.js';
import { errorAnswer } from './error-response.js';
import { SECURITY_HEADERS } from './security-headers.js';

const STATUS: Readonly<Record<string, number>> = { ERR_HTTP_REQUEST_TIMEOUT: 408, HPE_HEADER_OVERFLOW: 431 };

/** Answers, in the unified form, what Node could not read as HTTP, so that there is no request yet; then hangs up. */
export function answerUnreadable({ code = '' }: NodeJS.ErrnoException, socket: Socket): void {
  if (code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const { status, headers, body } = refusal(STATUS[code] ?? 400);
  const lines = headers.map(([name, value]) => `${name}: ${value}`);
  socket.end([`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, '', body].join('\r\n'));
}

/** Answers a request with an `Expect` that Node does not know, which it would not pass on; then hangs up, as the body may follow. */
export function refuseExpectation(_request: IncomingMessage, response: ServerResponse): void {
  const { status, headers, body } = refusal(417);
  response.writeHead(status, headers.flat()).end(body);
}

function refusal(statusCode: number): { status: number; headers: [name: string, value: string][]; body: string } {
  const requestId = `req_${newId()}`;
  const { status, error } = errorAnswer({ statusCode }, requestId);
  const body = JSON.stringify({ success: false, error, requestId });
  const headers: [string, string][] = [
    ['x-request-id', requestId],
    ...SECURITY_HEADERS.map(([name, value]): [string, string] => [name, value]),
    ['content-type', 'application/json; charset=utf-8'],
    ['content-length', String(Buffer.byteLength(body))],
    ['connection', 'close'],
  ];
  return { status, headers, body };
}
