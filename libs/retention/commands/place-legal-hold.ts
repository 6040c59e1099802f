import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import type { ObjectRef } from '#platform/events/event-envelope.js';
import { type LegalHold, LegalHolds } from '#platform/retention/legal-holds.js';
import { RetentionCatalogue } from '#platform/retention/retention-catalogue.js';
import { UnknownRetainedTypeError } from '#platform/retention/retention-errors.js';
import { VisibilityRegistry } from '#platform/visibility/object-visibility.js';
import { legalHoldPlaced } from '../contract/index.js';
import { holdFacts } from '../model/hold-facts.js';

/** Keeps an object, deleted or not, from being purged; a user: all objects that the user is a party of. */
export class PlaceLegalHold extends Command<LegalHold> {
  constructor(
    readonly actor: Actor,
    readonly object: ObjectRef,
    readonly reason: string,
  ) {
    super();
  }
}

/** @throws ObjectNotFoundError, UnknownRetainedTypeError */
@CommandHandler(PlaceLegalHold)
export class PlaceLegalHoldHandler implements ICommandHandler<PlaceLegalHold> {
  constructor(
    private readonly database: TenantDatabase,
    private readonly holds: LegalHolds,
    private readonly types: RetentionCatalogue,
    private readonly visibilities: VisibilityRegistry,
  ) {}

  async execute({ actor, object, reason }: PlaceLegalHold): Promise<LegalHold> {
    await this.#requireKnown(actor, object);
    return this.database.write(async (tx) => {
      const hold = await this.holds.place(tx, actor, object, reason);
      await tx.publish(legalHoldPlaced, holdFacts(hold));
      return hold;
    });
  }

  /** Objects of retained types are looked for where they cannot be purged meanwhile; others are never purged. */
  async #requireKnown(actor: Actor, object: ObjectRef): Promise<void> {
    const retained = this.types.all.map(({ type }) => type);
    if (retained.includes(object.type)) return;
    if (!this.visibilities.types.includes(object.type)) {
      throw new UnknownRetainedTypeError('objectType', [...new Set([...retained, ...this.visibilities.types])].sort());
    }
    await this.visibilities.requireVisible(actor, object);
  }
}
