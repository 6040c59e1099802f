import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Histories are lists like others: ordered by time, and by id within a millisecond. Each filter's index goes on with both, so that a page
 * is read from it in order; by `position`, all that a filter lets through would be read and sorted for each page.
 */
export class HistoriesInOrderOfTime1763660061000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      drop index messaging.event_target, messaging.event_correlation, messaging.event_type, messaging.event_actor,
        messaging.parked_event_dead;
      create index event_time on messaging.event (account_id, occurred_at, id);
      create index event_target on messaging.event (account_id, target_id, occurred_at, id);
      create index event_target_type on messaging.event (account_id, target_type, occurred_at, id);
      create index event_correlation on messaging.event (account_id, correlation_id, occurred_at, id);
      create index event_type on messaging.event (account_id, type, occurred_at, id);
      create index event_actor on messaging.event (account_id, actor_id, occurred_at, id) where actor_id is not null;
      create index parked_event_dead on messaging.parked_event (account_id, parked_at, id) where state = 'dead';
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      drop index messaging.event_time, messaging.event_target, messaging.event_target_type, messaging.event_correlation,
        messaging.event_type, messaging.event_actor, messaging.parked_event_dead;
      create index event_target on messaging.event (account_id, target_type, target_id, position);
      create index event_correlation on messaging.event (account_id, correlation_id, position);
      create index event_type on messaging.event (account_id, type, position);
      create index event_actor on messaging.event (account_id, actor_id, position) where actor_id is not null;
      create index parked_event_dead on messaging.parked_event (account_id, id) where state = 'dead';
    `);
  }
}
