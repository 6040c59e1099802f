import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { type LegalHold, LegalHolds } from '#platform/retention/legal-holds.js';
import { LegalHoldNotFoundError } from '#platform/retention/retention-errors.js';
import { legalHoldLifted } from '../contract/index.js';
import { holdFacts } from '../model/hold-facts.js';
import { SiteReach } from '../model/site-reach.js';

export class LiftLegalHold extends Command<LegalHold> {
  constructor(
    readonly actor: Actor,
    readonly holdId: string,
  ) {
    super();
  }
}

/** @throws LegalHoldNotFoundError, LegalHoldLiftedError */
@CommandHandler(LiftLegalHold)
export class LiftLegalHoldHandler implements ICommandHandler<LiftLegalHold> {
  constructor(
    private readonly database: TenantDatabase,
    private readonly holds: LegalHolds,
    private readonly reach: SiteReach,
  ) {}

  async execute({ actor, holdId }: LiftLegalHold): Promise<LegalHold> {
    const reached = await this.reach.holdsAmong(actor, [holdId]);
    if (!reached.has(holdId)) throw new LegalHoldNotFoundError(holdId);
    return this.database.write(async (tx) => {
      const hold = await this.holds.lift(tx, actor, holdId);
      await tx.publish(legalHoldLifted, holdFacts(hold));
      return hold;
    });
  }
}
