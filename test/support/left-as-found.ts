import { afterAll, expect, vi } from 'vitest';

/** sharp sets it when it is loaded. */
const OF_LIBRARIES = ['VIPSHOME'];
/** Not `exit`: pino listens to it from the first logger on until the last has been garbage collected, whenever that is. */
const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP', 'uncaughtException', 'unhandledRejection'] as const;

const shared = () => ({
  environment: Object.fromEntries(Object.entries(process.env).filter(([name]) => !OF_LIBRARIES.includes(name))),
  directory: process.cwd(),
  listeners: SIGNALS.map((signal) => `${signal}: ${process.listenerCount(signal)}`),
  fetch: globalThis.fetch,
  clockIsFake: vi.isFakeTimers(),
});

/**
 * Spec files run one after the other in the same process. What one of them changes for the whole process, the next would be judged by:
 * whoever leaves such a change fails, rather than somebody else later.
 */
const found = shared();
afterAll(() => {
  expect(shared(), 'this spec file changed what the next ones share').toEqual(found);
});
