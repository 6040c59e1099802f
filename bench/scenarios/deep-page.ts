import type { Bench } from '../bench.js';
import { compareHttp, type HttpSide } from '../measure/compare-http.js';
import { answerOf } from '../measure/same-response.js';
import { atLeast } from '../measure/target.js';
import type { HttpRequest } from '../measure/traffic.js';
import type { Scenario } from '../scenario.js';

const PAGE = 10_000;
const PAGE_SIZE = 20;
const STRIDE = 100;

/** B11: page 10,000 by cursor against page 1, both from the application. */
export const deepPage: Scenario = {
  id: 'B11',
  title: 'page 10,000',
  async run(bench) {
    const rows = PAGE * PAGE_SIZE * 2;
    bench.say(`${rows.toLocaleString('en')} sessions`);
    const ownerUrl = await bench.databases.withSessions(rows);
    const server = await bench.app.startServer(
      { ownerUrl, role: 'api', practice: bench.databases.practice },
      'list-sessions',
    );
    try {
      const cursor = await cursorAfter((PAGE - 1) * PAGE_SIZE, bench, server.url);
      const side = async (page: string): Promise<HttpSide> => {
        const request = listRequest(bench, `pageSize=${PAGE_SIZE}${page}`);
        const { status, length } = await answerOf(server.url, request);
        return { server, traffic: { kind: 'repeated', request }, expected: { status, length } };
      };
      const compared = await compareHttp(bench, {
        id: 'B11',
        name: `page 10,000 (ours) against page 1, ${rows.toLocaleString('en')} rows`,
        // At most 1.5 times the cost is at least 1 / 1.5 of the throughput.
        target: { ...atLeast(1 / 1.5), text: '≥ 0.67 (cost ≤ 1.5 ×)' },
        sides: { ours: await side(`&cursor=${cursor}`), reference: await side('') },
        throughputOnly: true,
      });
      return compared.results;
    } finally {
      await server.stop();
    }
  },
};

/** Walks there in large pages: a cursor names a row, whatever the size of the page that it ended. */
async function cursorAfter(rows: number, bench: Bench, url: string): Promise<string> {
  let cursor = '';
  for (let passed = 0; passed < rows; ) {
    const step = Math.min(STRIDE, rows - passed);
    const page = cursor ? `&cursor=${cursor}` : '';
    const { status, body } = await answerOf(url, listRequest(bench, `pageSize=${step}${page}`));
    const { results, next } = body as { results: unknown[]; next: string | null };
    if (status !== 200 || results.length !== step || !next) {
      throw new Error(`Walking to page ${PAGE} ended after ${passed} rows with status ${status}.`);
    }
    cursor = encodeURIComponent(new URL(next, url).searchParams.get('cursor') ?? '');
    passed += step;
  }
  return cursor;
}

function listRequest(bench: Bench, query: string): HttpRequest {
  return {
    method: 'GET',
    path: `/api/v1/therapy-sessions?${query}`,
    headers: { authorization: `Bearer ${bench.databases.practice.adminToken}` },
  };
}
