import type { MigrationInterface, QueryRunner } from 'typeorm';

export class DeletedSessions1763650060100 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      alter table scheduling.therapy_session
        add column deleted_at timestamptz(3),
        add column deleted_by uuid,
        add constraint deleted_by_somebody check ((deleted_at is null) = (deleted_by is null)),
        -- One that takes up time must be seen by who books.
        add constraint deleted_when_over check (deleted_at is null or status in ('completed', 'cancelled'));
      create index session_deleted on scheduling.therapy_session (account_id, deleted_at, id) where deleted_at is not null;
      -- The policy looks at deleted_at in each row: with it in the indexes, rows can still be counted by the index alone.
      drop index scheduling.session_by_start, scheduling.session_by_therapist, scheduling.session_by_patient;
      ${indexes('include (deleted_at)')}
      call platform.hide_deleted('scheduling.therapy_session');
      grant delete on scheduling.therapy_session to praxis_app;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      revoke delete on scheduling.therapy_session from praxis_app;
      drop policy not_deleted on scheduling.therapy_session;
      drop index scheduling.session_by_start, scheduling.session_by_therapist, scheduling.session_by_patient;
      ${indexes()}
      alter table scheduling.therapy_session drop column deleted_at, drop column deleted_by;
    `);
  }
}

const indexes = (included = '') => `
  create index session_by_start on scheduling.therapy_session (account_id, starts_at, id) ${included};
  create index session_by_therapist on scheduling.therapy_session (account_id, therapist_id, starts_at, id) ${included};
  create index session_by_patient on scheduling.therapy_session (account_id, patient_id, starts_at, id) ${included};`;
