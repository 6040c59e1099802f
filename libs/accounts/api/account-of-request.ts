import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Actor } from '#platform/context/actor.js';
import { AccountContext, placedRequest, type RequestedPlace } from '#platform/http/account-context.js';
import { placeHeaders } from '#platform/http/place-headers.js';
import type { ThrottleLimits } from '#platform/throttling/throttle-scopes.js';
import { PlaceOfRequest } from '../commands/place-of-request.js';
import { PlanThrottling } from '../model/plan-throttling.js';

type Incoming = Pick<FastifyRequest, 'headers' | 'method' | 'url' | 'praxis'>;

/** Where a request works: in the account of its credential unless it may cross, and at the site that it names or its key is bound to. */
@Injectable()
export class AccountOfRequest extends AccountContext {
  constructor(
    private readonly places: PlaceOfRequest,
    private readonly throttling: PlanThrottling,
  ) {
    super();
  }

  override resolve(request: Incoming, actor: Actor): RequestedPlace | Promise<RequestedPlace> {
    const wanted = placeHeaders(request);
    return wanted ? this.places.find(actor, placedRequest(request, wanted)) : this.ownPlace(actor);
  }

  override limitsOf(accountId: string): ThrottleLimits | Promise<ThrottleLimits> {
    return this.throttling.of(accountId);
  }
}
