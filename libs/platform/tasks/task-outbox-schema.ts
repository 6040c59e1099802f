/**
 * Tasks that wait for their transaction to commit. The application may only add; `praxis_system`, which relays, may read
 * and remove. Needs both roles; run it as the owner, in a migration.
 */
export const CREATE_TASK_OUTBOX = `
  create schema if not exists messaging;
  grant usage on schema messaging to praxis_app, praxis_system;
  create table messaging.task_outbox (
    id uuid primary key,
    queue text not null,
    name text not null,
    key text not null unique,
    payload jsonb not null,
    envelope jsonb not null,
    options jsonb not null,
    created_at timestamptz(3) not null default now()
  );
  grant insert on messaging.task_outbox to praxis_app;
  grant select, insert, delete on messaging.task_outbox to praxis_system;
  -- Locking a row for its removal asks for the right to update some column.
  grant update (created_at) on messaging.task_outbox to praxis_system;
`;

export const DROP_TASK_OUTBOX = 'drop table messaging.task_outbox;';
