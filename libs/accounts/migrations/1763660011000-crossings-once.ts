import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CrossingsOnce1763660011000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- Requests from elsewhere that changed something here and have been told: another process may ask twice for one.
      create table accounts.crossing_told (
        account_id uuid not null,
        crossing_id uuid not null,
        primary key (account_id, crossing_id)
      );
      call platform.protect('accounts.crossing_told', 'select, insert');
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table accounts.crossing_told');
  }
}
