import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Shows managers who is locked out. */
export class Locks1763660020000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- Only for whoever has checked that the people are of the account, as identity.unlock.
      create function identity.locks_of(people text[]) returns table (who text, locked_until timestamptz)
      language sql stable security definer set search_path = identity, pg_temp as $$
        select person, max(a.locked_until) from identity.attempt a
        where person = any (people) and a.locked_until > now() group by person
      $$;
      revoke all on function identity.locks_of from public;
      grant execute on function identity.locks_of to praxis_app;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop function identity.locks_of');
  }
}
