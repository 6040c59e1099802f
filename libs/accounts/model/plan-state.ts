import type { Standing } from '#platform/database/admission.js';

const DAY = 24 * 60 * 60 * 1000;

interface Effect {
  readonly standing: Standing;
  /** After so many days in the state, the account is as one that was cancelled. */
  readonly graceDays?: number;
}

/**
 * What each state of a plan blocks. `plan_inactive` answers 402 to everybody, but lets owners and administrators see the account
 * and choose a plan; `suspended` answers 403 to all.
 */
export const PLAN_STATE_EFFECTS = {
  trial: { standing: 'active' },
  active: { standing: 'active' },
  past_due: { standing: 'active', graceDays: 14 },
  cancelled: { standing: 'plan_inactive' },
  suspended: { standing: 'suspended' },
} as const satisfies Record<string, Effect>;

export type PlanState = keyof typeof PLAN_STATE_EFFECTS;
export const PLAN_STATES = Object.keys(PLAN_STATE_EFFECTS) as PlanState[];

/** Until when a state that began at `since` is borne; null: it has no such end. */
export function graceEnd(state: PlanState, since: Date): Date | null {
  const { graceDays }: Effect = PLAN_STATE_EFFECTS[state];
  return graceDays === undefined ? null : new Date(since.getTime() + graceDays * DAY);
}

export function standingAt(now: Date, state: PlanState, since: Date): Standing {
  const end = graceEnd(state, since);
  return end && end <= now ? 'plan_inactive' : PLAN_STATE_EFFECTS[state].standing;
}
