import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { currentContext } from '../context/request-context.js';
import { PermissionDeniedError, UnauthenticatedError } from '../errors/application-error.js';
import { DEMAND, type Demand, isPermitted } from './permissions.js';

export class UndeclaredDemandError extends Error {
  constructor(handler: string) {
    super(`${handler} does not say who may call it. Put @Permitted(…), @SignedIn() or @Public() on it.`);
  }
}

/** Holds every route, resolver and socket event to what it declares. One that declares nothing is refused. */
@Injectable()
export class PermissionGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(execution: ExecutionContext): boolean {
    const demand = this.reflector.get<Demand | undefined>(DEMAND, execution.getHandler());
    if (!demand) throw new UndeclaredDemandError(`${execution.getClass().name}.${execution.getHandler().name}`);
    if (demand === 'public') return true;
    const { actor, credentialError } = currentContext() ?? {};
    if (!actor) throw credentialError ?? new UnauthenticatedError();
    if (demand === 'signed-in') return true;
    if (!isPermitted(actor, demand)) throw new PermissionDeniedError('PERMISSION_DENIED', { permission: demand.name });
    return true;
  }
}
