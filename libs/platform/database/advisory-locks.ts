/** Numbers that all processes on one database agree on. What is locked by its id takes `hashtextextended` of it instead. */
export const ADVISORY_LOCKS = {
  /** Whoever runs migrations, one process at a time. */
  migrations: 716_417_001,
  /** Whoever makes the database that tests copy theirs from. */
  testTemplate: 716_417_002,
  /** Whoever grants on the tables of the task store. */
  taskStoreGrants: 716_417_003,
  /** Whoever puts something into inboxes. */
  inboxes: 716_417_004,
  /** Whoever changes the schedules of tasks. */
  taskStoreTurn: 716_417_005,
} as const;
