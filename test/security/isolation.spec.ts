import { afterAll, beforeAll } from 'vitest';
import { completeness } from './isolation/completeness.js';
import { coverage } from './isolation/coverage.js';
import { whoeverIsGrantedIt } from './isolation/grants.js';
import { Lab } from './isolation/lab.js';
import { leaksAreCaught } from './isolation/leaks-are-caught.js';
import { whoeverMayUseOnlyHilltop } from './isolation/other-site.js';
import { eachRole } from './isolation/roles.js';
import { whoeverHasNoCredential, whoeverIsOfAnotherAccount } from './isolation/strangers.js';

/**
 * Every route, GraphQL operation, socket event and task × no credential, another account, another site, each role and grants. What
 * there is to call comes from the running application, how to call it and what is to come of it from the tables in `isolation/`.
 */
let lab: Lab;
const theLab = () => lab;

beforeAll(async () => {
  lab = await Lab.open();
});
afterAll(async () => {
  if (lab) console.info(coverage(lab.matrix.cells));
  await lab?.[Symbol.asyncDispose]();
});

completeness(theLab);
whoeverHasNoCredential(theLab);
whoeverIsOfAnotherAccount(theLab);
whoeverMayUseOnlyHilltop(theLab);
eachRole(theLab);
whoeverIsGrantedIt(theLab);
leaksAreCaught(theLab);
