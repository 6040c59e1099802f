import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { currentContext } from '../context/request-context.js';
import type { StandingQuestion } from '../context/standing-question.js';
import { ANSWERS_WITH_SECRET } from '../idempotency/answers-with-secret.js';
import { routeConfigOf } from '../routes/route-config.js';
import { declaredScope } from '../throttling/throttle-scopes.js';

/** Tells the stations around a handler what it declares, which only Nest knows: routes and operations of GraphQL alike. */
@Injectable()
export class DeclarationsGuard implements CanActivate {
  canActivate(execution: ExecutionContext): boolean | Promise<boolean> {
    const context = currentContext();
    const handler = execution.getHandler();
    if (context?.standing) declare(context.standing, routeConfigOf(handler).despite);
    if (context?.claim && Reflect.getMetadata(ANSWERS_WITH_SECRET, handler)) context.claim.secret = true;
    return execution.getType<string>() === 'graphql' ? counted(execution) : true;
  }
}

/** Of several operations in one request, the strictest counts. */
function declare(standing: StandingQuestion, despite: StandingQuestion['despite']): void {
  standing.despite = standing.declared && standing.despite !== despite ? undefined : despite;
  standing.declared = true;
}

/** The one route of GraphQL cannot say what its operations are to be counted as. */
function counted(execution: ExecutionContext): boolean | Promise<boolean> {
  const scope = declaredScope(execution.getHandler());
  if (!scope || scope === 'free') return true;
  const { reply } = execution.getArgByIndex<{ readonly reply: FastifyReply }>(2);
  const { request } = reply;
  return request.server.throttle?.count(scope, request, reply)?.then(() => true) ?? true;
}
