import type { Scenario } from '../scenario.js';
import { localCall, remoteCall } from './contract-call.js';
import { deepPage } from './deep-page.js';
import { disturbedReactions } from './disturbed-reactions.js';
import { graphqlList } from './graphql-list.js';
import { liveNotification } from './live-notification.js';
import { reactions } from './reactions.js';
import { restList } from './rest-list.js';
import { restrictedList } from './restricted-list.js';
import { scheduleSession } from './schedule-session.js';
import { startUp } from './start-up.js';
import { tasks } from './tasks.js';

/** In the order in which they are run and printed. */
export const scenarios: readonly Scenario[] = [
  restList,
  graphqlList,
  scheduleSession,
  liveNotification,
  reactions,
  disturbedReactions,
  tasks,
  localCall,
  remoteCall,
  restrictedList,
  deepPage,
  startUp,
];
