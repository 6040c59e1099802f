import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is remembered of people is asked anew when they, or what their groups give them, change. */
export class PeopleAreFacts1763660051000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      call platform.count_as_facts('identity.user');
      call platform.count_as_facts('identity.group');
      call platform.count_as_facts('identity.group_member');
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      call platform.no_longer_count_as_facts('identity.user');
      call platform.no_longer_count_as_facts('identity.group');
      call platform.no_longer_count_as_facts('identity.group_member');
    `);
  }
}
