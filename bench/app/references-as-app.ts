import { referenceWorkload, startReference } from '../references/start-reference.js';
import type { AppUnderTest } from './app-under-test.js';

/**
 * The references in the application's place: every ratio must then come to 1.00, and how far it strays is the resolution of
 * the bench on this machine (`npm run bench -- --calibrate`).
 */
export const referencesAsApp: AppUnderTest = {
  name: 'calibration',
  startServer: ({ ownerUrl, practice }, comparedWith) => startReference(comparedWith, ownerUrl, practice),
  workloads: {
    reactions: referenceWorkload('reactions'),
    tasks: referenceWorkload('tasks'),
    'local-call': referenceWorkload('local-call'),
    'remote-call': referenceWorkload('remote-call'),
  },
};
