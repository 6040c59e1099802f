import type { Action } from '#platform/http/envelope.js';
import type { Feature } from '../contract/plan-features.js';

interface Opened {
  /** What the account is offered, as the context that refuses it without the feature serves it. */
  readonly action: Action;
  /** Who else than by the plan may do it, by name: it is another context's. */
  readonly permission: string;
  /** Not with an API key. */
  readonly inPerson?: boolean;
}

/** What each feature lets one make. `features-of-plans.spec.ts` does each as it is offered here, with the feature and without. */
export const OPENED_BY: Readonly<Record<Feature, Opened>> = {
  groups: {
    action: { name: 'create-group', method: 'POST', href: '/api/v1/groups' },
    permission: 'identity.group.manage',
  },
  api_keys: {
    action: { name: 'create-api-key', method: 'POST', href: '/api/v1/auth/api-keys' },
    permission: 'identity.api_key.manage',
    inPerson: true,
  },
  object_access: {
    action: { name: 'grant-access', method: 'POST', href: '/api/v1/access/grants' },
    permission: 'access.grant.manage',
  },
};
