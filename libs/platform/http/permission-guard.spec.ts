import { Controller, Get } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { describe, expect, it } from 'vitest';
import type { AccessControl } from '../access/access-control.js';
import type { Actor } from '../context/actor.js';
import { newId } from '../context/ids.js';
import { runInContext } from '../context/request-context.js';
import { PermissionDeniedError, UnauthenticatedError } from '../errors/application-error.js';
import { permissionNamespace } from '../permissions/permission.js';
import { Permitted, Public, SignedIn } from './demands.js';
import { PermissionGuard, UndeclaredDemandError } from './permission-guard.js';

const { view } = permissionNamespace('lab', 'Laboratory', {
  view: { label: 'View', roles: ['admin'], parties: ['therapist'] },
});

@Controller()
class LabController {
  @Get() @Permitted(view) permitted() {}
  @Get() @SignedIn() signedIn() {}
  @Get() @Public() open() {}
  @Get() undeclared() {}
}

/** @param granted what of the permission the actor was granted on some object */
async function ask(method: keyof LabController, actor?: Partial<Actor>, granted = false): Promise<boolean> {
  const access = { holdsAny: async () => granted };
  const guard = new PermissionGuard(new Reflector(), access as unknown as AccessControl);
  const execution = { getHandler: () => LabController.prototype[method], getClass: () => LabController };
  const whole = actor && { userId: newId(), accountId: newId(), roles: [], ...actor };
  const context = { requestId: 'test', correlationId: 'test', actor: whole };
  return runInContext(context, async () => guard.canActivate(execution as never));
}

describe('what demands a permission', () => {
  it.each<[string, Partial<Actor>, boolean, boolean]>([
    ['a role that has it account-wide', { roles: ['admin'] }, false, true],
    ['a role that has it on what it takes part in', { roles: ['therapist'] }, false, true],
    ['a grant on some object', { roles: ['viewer'] }, true, true],
    ['none of these', { roles: ['viewer'] }, false, false],
    ['a role, by an API key that is for it', { roles: ['admin'], scopes: ['lab.view'] }, false, true],
    ['a role, by an API key that is for other things', { roles: ['admin'], scopes: ['lab.edit'] }, false, false],
  ])('is let through with %s: %#', async (_what, actor, granted, through) => {
    const answer = ask('permitted', actor, granted);
    if (through) await expect(answer).resolves.toBe(true);
    else await expect(answer).rejects.toThrow(PermissionDeniedError);
  });

  it('is refused to nobody in particular', async () => {
    await expect(ask('permitted')).rejects.toThrow(UnauthenticatedError);
    await expect(ask('signedIn')).rejects.toThrow(UnauthenticatedError);
    await expect(ask('open')).resolves.toBe(true);
  });

  it('must be said', async () => {
    await expect(ask('undeclared', { roles: ['admin'] })).rejects.toThrow(UndeclaredDemandError);
  });
});
