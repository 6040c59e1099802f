import type { Role } from '#platform/context/actor.js';
import { ServiceContract } from '#platform/services/service-contract.js';

/**
 * How many people an account's plan lets work in it. Ask before making or activating a user, or giving one other roles; what
 * becomes of it is then followed by the user's events (docs/adr/0009).
 */
@ServiceContract({
  name: 'accounts.seats',
  label: 'Seats of the plan',
  methods: {
    reserve: 'Keeps a seat for a user who is about to have these roles. Throws PLAN_LIMIT_CONFLICT (409).',
    release: 'Gives back what was kept for a user who was not made after all.',
  },
})
export abstract class Seats {
  /**
   * Holds for 15 minutes, longer than any transaction. Doing it again for the same user takes no second seat.
   * @param roles all that the user will have, through groups too; with none but `patient` or `system` no seat is needed
   */
  abstract reserve(accountId: string, userId: string, roles: readonly Role[]): Promise<void>;
  abstract release(accountId: string, userId: string): Promise<void>;
}
