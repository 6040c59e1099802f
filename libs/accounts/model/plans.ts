import { FEATURES, type Feature } from '../contract/plan-features.js';

/** What an account may have of each at once; null: as many as it likes. */
export interface PlanLimits {
  /** Active users with a role other than patient. */
  readonly seats: number | null;
  /** Open ones. */
  readonly sites: number | null;
  readonly storageBytes: number | null;
}

export interface Plan {
  readonly label: string;
  readonly limits: PlanLimits;
  readonly features: readonly Feature[];
  /** Times the ordinary requests per minute of a throttle scope. */
  readonly throttleFactor: number;
}

const GIB = 1024 ** 3;

/** What can be had. Names are stable: accounts hold them. */
export const PLANS = {
  /** What those have who run Praxis for themselves: it is not chosen, and nobody pays for it. */
  self_hosted: {
    label: 'Self-hosted',
    limits: { seats: null, sites: null, storageBytes: null },
    features: FEATURES,
    throttleFactor: 1,
  },
  starter: {
    label: 'Starter',
    limits: { seats: 3, sites: 1, storageBytes: 5 * GIB },
    features: [],
    throttleFactor: 1,
  },
  practice: {
    label: 'Practice',
    limits: { seats: 25, sites: 5, storageBytes: 100 * GIB },
    features: ['groups', 'api_keys'],
    throttleFactor: 2,
  },
  enterprise: {
    label: 'Enterprise',
    limits: { seats: null, sites: null, storageBytes: null },
    features: FEATURES,
    throttleFactor: 5,
  },
} as const satisfies Record<string, Plan>;

export type PlanName = keyof typeof PLANS;
export const PLAN_NAMES = Object.keys(PLANS) as PlanName[];
export const OFFERED_PLAN_NAMES = PLAN_NAMES.filter((name) => name !== 'self_hosted');

export const offeredPlans = OFFERED_PLAN_NAMES.map((name) => {
  const { label, limits, features } = PLANS[name];
  return { name, label, limits, features };
});
