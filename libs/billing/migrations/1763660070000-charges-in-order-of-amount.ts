import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ChargesInOrderOfAmount1763660070000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('create index charge_by_amount on billing.charge (account_id, amount_minor, id)');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop index billing.charge_by_amount');
  }
}
