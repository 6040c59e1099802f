/** Lets work into its account though the plan has ended, or though it is suspended, too. The sign-in must stand all the same. */
export type Despite = 'inactive-plan' | 'suspension';

/**
 * Whether the database has been asked if this request's sign-in and account still stand. Entering a tenant asks (`entering` in
 * platform/database); a request that enters none must be asked for before its answer leaves.
 */
export interface StandingQuestion {
  /** The handler demands a signed-in user. */
  owed: boolean;
  asked: boolean;
  /** The handlers that were reached have said what they disregard. */
  declared?: boolean;
  /** What all of them disregard. */
  despite?: Despite;
}
