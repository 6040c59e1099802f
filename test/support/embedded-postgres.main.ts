import { once } from 'node:events';
import { startEmbeddedPostgres } from '#platform/embedded/embedded-postgres.js';

// The program of embedded-postgres-process.ts: starts, tells what it got in one line, stops when its standard input ends.
const [home = ''] = process.argv.slice(2);
const server = await startEmbeddedPostgres({ home, databases: ['praxis'], durable: false });
console.log(JSON.stringify({ ...server, ownerUrl: server.url('praxis') }));
process.stdin.resume();
await once(process.stdin, 'end');
await server.stop();
