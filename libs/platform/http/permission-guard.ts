import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AccessControl } from '../access/access-control.js';
import type { Actor } from '../context/actor.js';
import { currentContext } from '../context/request-context.js';
import { PermissionDeniedError, UnauthenticatedError } from '../errors/application-error.js';
import { isPermitted, isPermittedAsParty, type Permission } from '../permissions/permission.js';
import { DEMAND, type Demand } from './demands.js';

export class UndeclaredDemandError extends Error {
  constructor(handler: string) {
    super(`${handler} does not say who may call it. Put @Permitted(…), @SignedIn() or @Public() on it.`);
  }
}

/**
 * Holds every route, resolver and socket event to what it declares. One that declares nothing is refused. Who has the permission
 * only on some objects passes as well: the handler holds them to these.
 */
@Injectable()
export class PermissionGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly access: AccessControl,
  ) {}

  canActivate(execution: ExecutionContext): boolean | Promise<boolean> {
    const demand = this.reflector.get<Demand | undefined>(DEMAND, execution.getHandler());
    if (!demand) throw new UndeclaredDemandError(`${execution.getClass().name}.${execution.getHandler().name}`);
    if (demand === 'public') return true;
    const { actor, credentialError, standing } = currentContext() ?? {};
    if (standing) standing.owed = true;
    if (!actor) throw credentialError ?? new UnauthenticatedError();
    if (demand === 'signed-in') return true;
    return isPermitted(actor, demand) || isPermittedAsParty(actor, demand) || this.#byGrant(actor, demand);
  }

  async #byGrant(actor: Actor, permission: Permission): Promise<boolean> {
    if (await this.access.holdsAny(actor, permission)) return true;
    throw new PermissionDeniedError('PERMISSION_DENIED', { permission: permission.name });
  }
}
