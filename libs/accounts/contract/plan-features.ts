import { PermissionDeniedError } from '#platform/errors/application-error.js';

/** What a plan may include. Names are stable: clients know them. Each is refused somewhere (`features-of-plans.spec.ts`). */
export const FEATURES = ['groups', 'api_keys', 'object_access'] as const;
export type Feature = (typeof FEATURES)[number];

/** 403. What there is already goes on working; only new ones are not made. */
export class FeatureNotInPlanError extends PermissionDeniedError {
  constructor(feature: Feature, plan: string) {
    super('FEATURE_NOT_IN_PLAN', { feature, plan });
  }
}

/** @throws FeatureNotInPlanError */
export function requireFeature(
  { plan, features }: { readonly plan: string; readonly features: readonly string[] },
  feature: Feature,
): void {
  if (!features.includes(feature)) throw new FeatureNotInPlanError(feature, plan);
}
