import { createParamDecorator } from '@nestjs/common';
import type { Actor } from '../context/actor.js';
import { currentContext } from '../context/request-context.js';
import { UnauthenticatedError } from '../errors/application-error.js';

/** The signed-in user, as an argument of a controller, resolver or gateway method. */
export const CurrentActor = createParamDecorator(() => currentActor());

/** @throws UnauthenticatedError */
export function currentActor(): Actor {
  const actor = currentContext()?.actor;
  if (!actor) throw new UnauthenticatedError();
  return actor;
}
