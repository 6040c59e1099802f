/**
 * The rooms of `libs/platform/`, from the ground up: each imports only those above it in this list. So every one can be read, and
 * changed, without those that are built on it.
 */
export const PLATFORM_ROOMS = [
  'errors',
  'resilience',
  'config',
  'context',
  'permissions',
  'routes',
  'signals',
  'events',
  'database',
  'lists',
  'embedded',
  'docs-pages',
  'observability',
  'messaging',
  'visibility',
  'tasks',
  'mail',
  'throttling',
  'idempotency',
  'access',
  'http',
  'services',
  'graphql',
  'operations',
  'retention',
  'composition',
  'realtime',
] as const;
