import type { FastifyReply } from 'fastify';
import type { Actor } from '../context/actor.js';
import { UnauthenticatedError } from '../errors/application-error.js';

/** What every resolver gets as its third argument; one object per request. */
export interface GraphqlContext {
  readonly reply: FastifyReply;
}

/**
 * Who asks, for resolvers of fields. They take their arguments as GraphQL gives them (object, arguments, context, info): with a
 * parameter decorator Nest would put its pipeline around each of their calls.
 * @throws UnauthenticatedError
 */
export function actorOf({ reply }: GraphqlContext): Actor {
  const { actor } = reply.request.praxis;
  if (!actor) throw new UnauthenticatedError();
  return actor;
}
