import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Billing1763643000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create schema billing;
      grant usage on schema billing to praxis_app;

      -- Money is kept in minor units (cents), so that nothing is ever rounded.
      create table billing.price (
        id uuid primary key,
        account_id uuid not null,
        session_type text not null,
        duration_minutes integer not null,
        amount_minor bigint not null check (amount_minor >= 0),
        currency text not null check (currency ~ '^[A-Z]{3}$'),
        unique (account_id, session_type, duration_minutes)
      );
      call platform.protect('billing.price');

      create table billing.charge (
        id uuid primary key,
        account_id uuid not null,
        session_id uuid not null,
        patient_id uuid not null,
        therapist_id uuid not null,
        site_id uuid not null,
        amount_minor bigint not null check (amount_minor >= 0),
        currency text not null,
        status text not null check (status in ('open', 'void', 'late_fee', 'paid')),
        created_at timestamptz(3) not null,
        updated_at timestamptz(3) not null,
        -- One per session, however often its event is taken.
        constraint charge_of_session unique (session_id)
      );
      create index charge_by_creation on billing.charge (account_id, created_at, id);
      create index charge_by_patient on billing.charge (account_id, patient_id, created_at, id);
      call platform.protect('billing.charge', 'select, insert, update');
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop schema billing cascade');
  }
}
