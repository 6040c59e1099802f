import type { MigrationInterface, QueryRunner } from 'typeorm';
import { SEQUENCE_FUNCTION } from './1763640100000-messaging.js';

/** Databases from before it had a pass that did not wait for the disk. */
export class DurableNumbers1763640400000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(SEQUENCE_FUNCTION);
  }

  /** The same in both directions: a number that can be lost is wrong whatever else changes. */
  async down(db: QueryRunner): Promise<void> {
    await db.query(SEQUENCE_FUNCTION);
  }
}
