import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is remembered of sites, and of who may use them, is asked anew when that changes. */
export class SitesAreFacts1763660052000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      call platform.count_as_facts('accounts.site');
      call platform.count_as_facts('accounts.sector');
      call platform.count_as_facts('platform.object_grant', $$object_type = 'site'$$);
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      call platform.no_longer_count_as_facts('accounts.site');
      call platform.no_longer_count_as_facts('accounts.sector');
      call platform.no_longer_count_as_facts('platform.object_grant');
    `);
  }
}
