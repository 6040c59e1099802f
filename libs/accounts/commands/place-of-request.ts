import { Injectable } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { Actor } from '#platform/context/actor.js';
import type { PlacedRequest, RequestedPlace } from '#platform/http/account-context.js';
import type { ThrottleLimits } from '#platform/throttling/throttle-scopes.js';
import { RequestPlaces } from '../contract/index.js';
import { PlanThrottling } from '../model/plan-throttling.js';
import { accountFor, siteFor } from '../model/requested-place.js';
import { LocatePlace } from '../queries/locate-place.js';
import { CrossAccount } from './cross-account.js';

/** The contract's places, for requests of this process and of others. */
@Injectable()
export class PlaceOfRequest extends RequestPlaces {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly throttling: PlanThrottling,
  ) {
    super();
  }

  override async find(actor: Actor, request: PlacedRequest): Promise<RequestedPlace> {
    const { wanted } = request;
    const accountId = accountFor(actor, wanted);
    const siteId = siteFor(actor, wanted);
    if (accountId !== actor.accountId) await this.commands.execute(new CrossAccount(actor, accountId, request));
    const throttle = await this.throttling.of(accountId);
    if (!siteId && !wanted.sectorId) return { accountId, throttle };
    const place = await this.queries.execute(new LocatePlace({ ...actor, accountId }, siteId, wanted.sectorId));
    return { accountId, throttle, ...place };
  }

  override async limitsOf(accountId: string): Promise<ThrottleLimits> {
    return this.throttling.of(accountId);
  }
}
