import { type DynamicModule, Module } from '@nestjs/common';
import type { Permission } from '../permissions/permission.js';
import { platformPermissions } from '../permissions/platform-permissions.js';
import { AccessControl } from './access-control.js';
import { Explanations } from './explanations.js';
import { GroupMembers } from './group-members.js';
import { ObjectCatalogue } from './object-catalogue.js';
import { ObjectGrants } from './object-grants.js';
import type { ObjectType } from './object-type.js';
import { PermissionCatalogue } from './permission-catalogue.js';

/** What contexts declare for access control. */
interface Declarations {
  readonly permissions?: Readonly<Record<string, Permission>>;
  readonly objects?: readonly ObjectType[];
}

const services = [AccessControl, Explanations, ObjectGrants, GroupMembers];

@Module({})
export class AccessControlModule {
  /**
   * @param contexts all of them, wherever they run: their objects are seen from everywhere
   * @throws ObjectTypesError
   */
  static forRoot(contexts: readonly Declarations[]): DynamicModule {
    const types = new ObjectCatalogue(contexts.flatMap(({ objects = [] }) => [...objects]));
    const declared = contexts.flatMap(({ permissions = {} }) => Object.values(permissions));
    const catalogue = new PermissionCatalogue([...Object.values(platformPermissions), ...declared]);
    return {
      module: AccessControlModule,
      global: true,
      providers: [
        { provide: ObjectCatalogue, useValue: types },
        { provide: PermissionCatalogue, useValue: catalogue },
        ...services,
      ],
      exports: [ObjectCatalogue, PermissionCatalogue, ...services],
    };
  }
}
