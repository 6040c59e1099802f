import { Agent, request } from 'node:http';
import type { WorkDone, Workload, WorkloadSettings } from '../measure/workload.js';
import { startPinnedWith } from '../processes/pinned-process.js';

/** Calls in flight at once; the same on both sides. */
const CALLERS = 8;

/** B9, remote: bare HTTP with kept-alive connections to a process on the other core. */
export async function openWorkload(settings: WorkloadSettings): Promise<Workload> {
  const { process: server, ready } = await startPinnedWith<{ port: number }>({
    name: 'callee',
    core: 'generator',
    script: new URL('./remote-call-server.main.js', import.meta.url),
  });
  const agent = new Agent({ keepAlive: true, maxSockets: CALLERS });
  let sum = 0;
  return {
    prepare: async () => {
      sum = 0;
    },
    async run(): Promise<WorkDone> {
      let next = 0;
      const caller = async () => {
        while (next < settings.size) {
          const id = await find(agent, ready.port, next++);
          sum += id;
        }
      };
      const began = performance.now();
      await Promise.all(Array.from({ length: CALLERS }, caller));
      return { operations: settings.size, milliseconds: performance.now() - began };
    },
    outcome: async () => sum,
    async close() {
      agent.destroy();
      await server.stop();
    },
  };
}

function find(agent: Agent, port: number, id: number): Promise<number> {
  const body = JSON.stringify({ id });
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const call = request({ agent, host: '127.0.0.1', port, method: 'POST', path: '/', headers }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve((JSON.parse(text) as { id: number }).id));
    });
    call.on('error', reject);
    call.end(body);
  });
}
