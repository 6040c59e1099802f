import type { MigrationInterface, QueryRunner } from 'typeorm';

/** An account may be let in until a moment: a plan whose grace ends is over on time, in every process, whether or not a task runs. */
export class AdmissionUntil1763650050000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('alter table platform.admission add column active_until timestamptz');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('alter table platform.admission drop column active_until');
  }
}
