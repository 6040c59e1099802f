import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a stored answer was given for, so that it is given again only to who would get it now. */
export class Replays1763660030000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      alter table platform.idempotency
        -- Of the credential that the request came with: roles, and scopes and site where it was restricted to some.
        add column rights jsonb,
        -- What the effect was about, as type:id.
        add column objects text[],
        -- What the effect was allowed to disregard.
        add column despite text;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('alter table platform.idempotency drop column rights, drop column objects, drop column despite');
  }
}
