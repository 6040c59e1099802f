/** What kinds of sessions there are. Each, at each duration, has its price. */
export const SESSION_TYPES = ['individual', 'couple', 'group', 'intake'] as const;
export type SessionType = (typeof SESSION_TYPES)[number];

/** In minutes. */
export const SESSION_DURATIONS = [30, 45, 60, 90] as const;
