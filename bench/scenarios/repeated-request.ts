import type { RunningServer } from '../app/app-under-test.js';
import type { HttpSide } from '../measure/compare-http.js';
import type { SideName } from '../measure/interleave.js';
import { answerOf, requireSame, withoutRequestMarks } from '../measure/same-response.js';
import type { HttpRequest } from '../measure/traffic.js';

/** Both sides for one request that is sent over and over, once it is shown that both answer it alike. */
export async function sidesOfRepeatedRequest(
  servers: Record<SideName, RunningServer>,
  request: HttpRequest,
): Promise<Record<SideName, HttpSide>> {
  const ours = await answerOf(servers.ours.url, request);
  const reference = await answerOf(servers.reference.url, request);
  requireSame(
    { status: ours.status, body: withoutRequestMarks(ours.body) },
    { status: reference.status, body: withoutRequestMarks(reference.body) },
  );
  const side = (server: RunningServer, length: number): HttpSide => ({
    server,
    traffic: { kind: 'repeated', request },
    expected: { status: 200, length },
  });
  return { ours: side(servers.ours, ours.length), reference: side(servers.reference, reference.length) };
}
