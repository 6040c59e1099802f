import { join } from 'node:path';
import type { ClusterPlace } from './cluster-place.js';
import { replaceFile } from './write-once.js';

/** In the data directory, included by its postgresql.conf, rewritten before each start. */
export const SETTINGS_FILE = 'praxis.conf';

export interface ServerSettings {
  readonly port: number;
  readonly maxConnections: number;
  /** False: a power cut may damage the data. For tests. */
  readonly durable: boolean;
}

export async function writeSettings(place: ClusterPlace, settings: ServerSettings): Promise<void> {
  await replaceFile(join(place.dataDir, SETTINGS_FILE), settingsText(settings), 0o600, place.user);
}

// log_min_messages: the level `log` leaves out failed statements, whose messages quote values, and these may be clinical.
const settingsText = ({ port, maxConnections, durable }: ServerSettings) => `\
cluster_name = 'praxis'
listen_addresses = '127.0.0.1'
port = ${port}
unix_socket_directories = ''
max_connections = ${maxConnections}
shared_buffers = 128MB
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
log_min_messages = log
log_min_error_statement = panic
log_error_verbosity = terse
log_checkpoints = off
${durable ? '' : WITHOUT_DURABILITY}`;

const WITHOUT_DURABILITY = `\
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
`;
