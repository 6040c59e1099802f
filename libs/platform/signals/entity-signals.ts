import type { EntitySubscriberInterface, InsertEvent, RemoveEvent, UpdateEvent } from 'typeorm';
import type { Signals } from './signals.js';

/** Tells the life of entities as signals. Attached to a data source, where TypeORM calls it around each save and remove. */
export class EntitySignals implements EntitySubscriberInterface {
  constructor(private readonly signals: Signals) {}

  async beforeInsert({ entity }: InsertEvent<object>): Promise<void> {
    await this.signals.send('entity.pre-save', { entity, created: true });
  }

  async afterInsert({ entity }: InsertEvent<object>): Promise<void> {
    await this.signals.send('entity.post-save', { entity, created: true });
  }

  async beforeUpdate({ entity }: UpdateEvent<object>): Promise<void> {
    if (entity) await this.signals.send('entity.pre-save', { entity, created: false });
  }

  async afterUpdate({ entity }: UpdateEvent<object>): Promise<void> {
    if (entity) await this.signals.send('entity.post-save', { entity, created: false });
  }

  async beforeRemove({ entity }: RemoveEvent<object>): Promise<void> {
    if (entity) await this.signals.send('entity.pre-remove', { entity });
  }

  async afterRemove({ entity }: RemoveEvent<object>): Promise<void> {
    if (entity) await this.signals.send('entity.post-remove', { entity });
  }
}
