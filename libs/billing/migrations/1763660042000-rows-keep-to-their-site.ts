import type { MigrationInterface, QueryRunner } from 'typeorm';

export class RowsKeepToTheirSite1763660042000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`call platform.align_with_place('billing.charge')`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop trigger align_with_place on billing.charge');
  }
}
