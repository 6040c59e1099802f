import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import fc, { type Arbitrary } from 'fast-check';

const LOGIN = 'POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';
const ME = 'GET /api/v1/auth/me HTTP/1.1\r\nHost: x\r\nConnection: close\r\n';

/** What no library sends, as bytes of one connection. */
export const rawRequests: Arbitrary<string> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      '\r\n\r\n',
      'GET',
      'GET / HTTP/9.9\r\n\r\n',
      'GET /api/v1/users HTTP/1.1\r\n\r\n',
      'get /api/v1/users HTTP/1.1\r\nHost: x\r\n\r\n',
      'OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
      'CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n',
      'GET http://evil.test/api/v1/users HTTP/1.1\r\nHost: evil.test\r\nConnection: close\r\n\r\n',
      'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
      `${ME}X: ${'y'.repeat(40_000)}\r\n\r\n`,
      `${ME}${Array.from({ length: 1_500 }, (_, n) => `x${n}: 1\r\n`).join('')}\r\n`,
      `${ME}a b: c\r\n\r\n`,
      `${ME}X: a\u0000b\r\n\r\n`,
      `${ME}Authorization: Bearer a\r\nAuthorization: Bearer b\r\n\r\n`,
      `${ME}X-Request-ID: a\r\nX-Request-ID: b\r\n\r\n`,
      `${ME}Upgrade: websocket\r\nConnection: Upgrade\r\n\r\n`,
      `${ME}Expect: nonsense\r\n\r\n`,
      `${ME}Content-Length: 3\r\n\r\nabc`,
      `${LOGIN}Content-Length: -1\r\n\r\n`,
      `${LOGIN}Content-Length: 99999999999999999999\r\n\r\n`,
      `${LOGIN}Content-Length: 9999999\r\n\r\n{`,
      `${LOGIN}Content-Length: 5\r\nContent-Length: 6\r\n\r\n{"a":1}`,
      `${LOGIN}Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n`,
      `${LOGIN}Transfer-Encoding: nonsense\r\n\r\n{}`,
      `${LOGIN}Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n`,
      `${LOGIN}Content-Length: 2\r\n\r\n{`,
    ),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary-ascii' }).map((line) => `${ME}${line}\r\n\r\n`) },
);

/** What came back before the connection ended. */
export async function sendRaw(url: string, bytes: string): Promise<{ status?: number; body: string }> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  await once(socket, 'connect');
  socket.end(bytes);
  const answer = await text(socket).catch((error: NodeJS.ErrnoException) => {
    // Hung up on while there was still something to send.
    if (error.code === 'ECONNRESET' || error.code === 'EPIPE') return '';
    throw error;
  });
  const [, status] = /^HTTP\/1\.1 (\d{3}) /.exec(answer) ?? [];
  const end = answer.indexOf('\r\n\r\n');
  return { status: status ? Number(status) : undefined, body: end < 0 ? answer : answer.slice(end + 4) };
}
