import { ACCOUNTS_ENTRIES } from './accounts-entries.js';
import type { Entry } from './entry.js';
import { IDENTITY_ENTRIES } from './identity-entries.js';
import { PLATFORM_ENTRIES } from './platform-entries.js';
import { SCHEDULING_ENTRIES } from './scheduling-entries.js';

/** Every route of the application. A new one without an entry fails the test. */
export const REST_ENTRIES: Readonly<Record<string, Entry>> = {
  ...ACCOUNTS_ENTRIES,
  ...IDENTITY_ENTRIES,
  ...PLATFORM_ENTRIES,
  ...SCHEDULING_ENTRIES,
};
