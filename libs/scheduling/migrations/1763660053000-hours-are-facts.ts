import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is remembered of working hours is asked anew when they change. */
export class HoursAreFacts1763660053000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      call platform.count_as_facts('scheduling.availability');
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      call platform.no_longer_count_as_facts('scheduling.availability');
    `);
  }
}
