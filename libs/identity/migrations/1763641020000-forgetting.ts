import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Forgetting1763641020000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      call platform.open_to_system('identity.sign_in', 'select (id, expires_at, ended_at), delete');
      grant delete on platform.cutoff to praxis_system;

      -- Forgets the sign-ins that were over by then, and what voided credentials that were issued by then. Works with the
      -- rights of who calls it.
      create function identity.forget_sign_ins(over_by timestamptz) returns bigint
      language sql as $$
        with forgotten as (
          delete from identity.sign_in where least(expires_at, ended_at) < over_by returning id
        ), voided as (
          -- The cut-off of a sign-in holds for good, so its own row tells when it may go.
          delete from platform.cutoff
          where subject in (select id from forgotten) or issued_until < extract(epoch from over_by) * 1000
        )
        select count(*) from forgotten
      $$;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      drop function identity.forget_sign_ins;
      revoke delete on platform.cutoff from praxis_system;
      drop policy system on identity.sign_in;
      revoke all on identity.sign_in from praxis_system;
    `);
  }
}
