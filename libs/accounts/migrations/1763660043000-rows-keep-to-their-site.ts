import type { MigrationInterface, QueryRunner } from 'typeorm';

export class RowsKeepToTheirSite1763660043000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`call platform.align_with_place('accounts.sector')`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop trigger align_with_place on accounts.sector');
  }
}
