/** `archived`: kept for what happened there, and closed for anything new. */
export const PLACE_STATUSES = ['open', 'archived'] as const;
export type PlaceStatus = (typeof PLACE_STATUSES)[number];
