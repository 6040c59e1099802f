import type { MigrationInterface, QueryRunner } from 'typeorm';

export class RowsKeepToTheirSite1763660041000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      call platform.align_with_place('scheduling.therapy_session');
      call platform.align_with_place('scheduling.availability');
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      drop trigger align_with_place on scheduling.therapy_session;
      drop trigger align_with_place on scheduling.availability;
    `);
  }
}
