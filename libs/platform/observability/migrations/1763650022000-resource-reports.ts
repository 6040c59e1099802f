import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Unlogged: what a request cost is worth no more than the day on which it is looked at. */
export class ResourceReports1763650022000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create unlogged table platform.resource_report (
        id uuid primary key,
        account_id uuid not null,
        made_at timestamptz(3) not null default now(),
        report jsonb not null
      );
      call platform.protect('platform.resource_report', 'select, insert');
      call platform.open_to_system('platform.resource_report', 'select (made_at), delete');
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table platform.resource_report');
  }
}
