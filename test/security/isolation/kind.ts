import { createHash } from 'node:crypto';
import { newId } from '#platform/context/ids.js';
import type { World } from './worlds.js';

/** For objects that belong to a user, such as notifications: whose they are. */
export type Making = World & { readonly id: string; readonly n: number; readonly ownerId: string };

export interface Kind {
  readonly table: string;
  readonly row: (making: Making) => Record<string, unknown>;
  /** Belongs to one user, whom alone it is shown. */
  readonly own?: boolean;
  /** Is at a site. */
  readonly placed?: boolean;
  /** What else there is of it. */
  readonly also?: { readonly table: string; readonly row: (making: Making) => Record<string, unknown> };
  /** As access control names it. */
  readonly objectType?: string;
}

const DAY = 86_400_000;
export const now = new Date();
export const inDays = (days: number, hour = 12) => new Date(new Date().setUTCHours(hour, 0, 0, 0) + days * DAY);
export const hash = () => createHash('sha256').update(newId()).digest('hex');
