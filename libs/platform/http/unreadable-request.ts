import { STATUS_CODES } from 'node:http';
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
  const requestId = `req_${newId()}`;
  const { status, error } = errorAnswer({ statusCode: STATUS[code] ?? 400 }, requestId);
  const body = JSON.stringify({ success: false, error, requestId });
  const headers = [
    ['x-request-id', requestId],
    ...SECURITY_HEADERS,
    ['content-type', 'application/json; charset=utf-8'],
    ['content-length', Buffer.byteLength(body)],
    ['connection', 'close'],
  ].map(([name, value]) => `${name}: ${value}`);
  socket.end([`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...headers, '', body].join('\r\n'));
}
