import type { MigrationInterface, QueryRunner } from 'typeorm';

export class GrantsEndWithSessions1763650011000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`call platform.end_grants_with('scheduling.therapy_session', 'therapy_session')`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop trigger end_grants on scheduling.therapy_session');
  }
}
