import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Scheduling1763642000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create schema scheduling;
      grant usage on schema scheduling to praxis_app;

      create table scheduling.therapy_session (
        id uuid primary key,
        account_id uuid not null,
        site_id uuid not null,
        sector_id uuid,
        patient_id uuid not null,
        therapist_id uuid not null,
        starts_at timestamptz(3) not null,
        ends_at timestamptz(3) not null check (ends_at > starts_at),
        duration_minutes integer not null,
        session_type text not null check (session_type in ('individual', 'couple', 'group', 'intake')),
        status text not null check (status in ('scheduled', 'started', 'completed', 'cancelled')),
        notes text,
        started_at timestamptz(3),
        completed_at timestamptz(3),
        cancelled_at timestamptz(3),
        cancel_reason text,
        calendar_sequence integer not null,
        version integer not null,
        created_at timestamptz(3) not null,
        updated_at timestamptz(3) not null,
        -- What makes double booking impossible, whatever the code does.
        constraint session_therapist_overlap exclude using gist
          (therapist_id with =, tstzrange(starts_at, ends_at) with &&) where (status in ('scheduled', 'started')),
        constraint session_patient_overlap exclude using gist
          (patient_id with =, tstzrange(starts_at, ends_at) with &&) where (status in ('scheduled', 'started'))
      );
      -- One per order and filter that lists offer first; the id makes the order total for keyset paging.
      create index session_by_start on scheduling.therapy_session (account_id, starts_at, id);
      create index session_by_therapist on scheduling.therapy_session (account_id, therapist_id, starts_at, id);
      create index session_by_patient on scheduling.therapy_session (account_id, patient_id, starts_at, id);
      call platform.protect('scheduling.therapy_session', 'select, insert, update');

      create table scheduling.availability (
        id uuid primary key,
        account_id uuid not null,
        site_id uuid not null,
        therapist_id uuid not null,
        weekday smallint not null check (weekday between 1 and 7),
        opens_at text not null,
        closes_at text not null,
        valid_from date,
        valid_until date
      );
      create index availability_by_therapist on scheduling.availability (account_id, therapist_id, site_id);
      call platform.protect('scheduling.availability');
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop schema scheduling cascade');
  }
}
