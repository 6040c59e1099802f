import type { MigrationInterface, QueryRunner } from 'typeorm';
import { CREATE_TASK_OUTBOX, DROP_TASK_OUTBOX } from '../task-outbox-schema.js';

export class TaskOutbox1763640200000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(CREATE_TASK_OUTBOX);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(DROP_TASK_OUTBOX);
  }
}
