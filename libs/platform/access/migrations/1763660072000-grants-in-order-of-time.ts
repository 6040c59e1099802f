import type { MigrationInterface, QueryRunner } from 'typeorm';

export class GrantsInOrderOfTime1763660072000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('create index object_grant_by_time on platform.object_grant (account_id, granted_at, id)');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop index platform.object_grant_by_time');
  }
}
