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

export const FEATURES = ['groups', 'api_keys', 'object_access'] as const;
export type Feature = (typeof FEATURES)[number];

const GIB = 1024 ** 3;

/** What can be had. Names are stable: accounts hold them. */
export const PLANS = {
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

export const offeredPlans = Object.entries(PLANS).map(([name, { label, limits, features }]) => ({
  name,
  label,
  limits,
  features,
}));

export type PlanName = keyof typeof PLANS;
export const PLAN_NAMES = Object.keys(PLANS) as PlanName[];
