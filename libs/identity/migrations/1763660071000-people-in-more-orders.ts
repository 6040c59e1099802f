import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Users by first name, by change, and whether their address is verified; invitations by the beginning of the address. */
export class PeopleInMoreOrders1763660071000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      alter table identity.user
        add column email_verified boolean not null generated always as (email_verified_at is not null) stored;
      create index user_verified on identity.user (account_id, email_verified, created_at, id);
      create index user_first_name_order on identity.user (account_id, (coalesce(first_name, '')), id);
      create index user_updated on identity.user (account_id, updated_at, id);
      create index invitation_email_search on identity.invitation (account_id, email collate "C");
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      drop index identity.user_first_name_order, identity.user_updated, identity.invitation_email_search;
      alter table identity.user drop column email_verified;
    `);
  }
}
