import type { MigrationInterface, QueryRunner } from 'typeorm';

/** People are found by their first name, too. */
export class FirstNames1763660060000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      alter table identity.user add column first_name_folded text generated always as (lower(first_name)) stored;
      create index user_first_name_search on identity.user (account_id, first_name_folded collate "C");
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('alter table identity.user drop column first_name_folded');
  }
}
