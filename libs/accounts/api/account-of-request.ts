import { Injectable } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { FastifyRequest } from 'fastify';
import type { Actor } from '#platform/context/actor.js';
import { AccountContext, type RequestedPlace } from '#platform/http/account-context.js';
import { CrossAccount } from '../commands/cross-account.js';
import { PlanThrottling } from '../model/plan-throttling.js';
import { accountFor, type PlaceHeaders, placeHeaders, siteFor } from '../model/requested-place.js';
import { LocatePlace } from '../queries/locate-place.js';

type Incoming = Pick<FastifyRequest, 'headers' | 'method' | 'url' | 'praxis'>;

/** Where a request works: in the account of its credential unless it may cross, and at the site that it names or its key is bound to. */
@Injectable()
export class AccountOfRequest extends AccountContext {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly throttling: PlanThrottling,
  ) {
    super();
  }

  override resolve(request: Incoming, actor: Actor): RequestedPlace | Promise<RequestedPlace> {
    const headers = placeHeaders(request);
    if (headers) return this.#lookUp(request, actor, headers);
    const { accountId, siteId } = actor;
    const throttle = this.throttling.of(accountId);
    return throttle instanceof Promise
      ? throttle.then((limits) => ({ accountId, siteId, throttle: limits }))
      : { accountId, siteId, throttle };
  }

  async #lookUp({ method, url, praxis }: Incoming, actor: Actor, headers: PlaceHeaders): Promise<RequestedPlace> {
    const accountId = accountFor(actor, headers);
    const siteId = siteFor(actor, headers);
    if (accountId !== actor.accountId) {
      const path = url.split('?', 1)[0] ?? '';
      await this.commands.execute(new CrossAccount(actor, accountId, { method, path }, praxis));
    }
    const throttle = await this.throttling.of(accountId);
    if (!siteId && !headers.sectorId) return { accountId, throttle };
    const place = await this.queries.execute(new LocatePlace({ ...actor, accountId }, siteId, headers.sectorId));
    return { accountId, throttle, ...place };
  }
}
