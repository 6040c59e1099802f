import { applyDecorators, SetMetadata } from '@nestjs/common';
import type { Permission } from '../permissions/permission.js';
import { RouteConfig } from '../routes/route-config.js';

/** What a route, resolver or socket event demands of its caller. */
export type Demand = Permission | 'public' | 'signed-in';

export const DEMAND = 'praxis:demand';

const demanding = (demand: Demand): MethodDecorator =>
  applyDecorators(SetMetadata(DEMAND, demand), RouteConfig({ signIn: demand !== 'public' }));

/** Only those with the permission. */
export const Permitted = (permission: Permission) => demanding(permission);
/** Everybody who is signed in; what they see is their own. */
export const SignedIn = () => demanding('signed-in');
/** Everybody. Being public is a declaration too. */
export const Public = () => demanding('public');
