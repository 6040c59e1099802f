import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Unlogged: a crash of the database forgets the minute that was being counted, and nothing more. */
export class Throttling1763650020000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- The columns, in this order, are those that rate-limiter-flexible writes. "expire" is in epoch milliseconds.
      create unlogged table platform.throttle (
        key varchar(255) primary key,
        points integer not null default 0,
        expire bigint
      ) with (fillfactor = 50);
      grant select, insert, update, delete on platform.throttle to praxis_system;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table platform.throttle');
  }
}
