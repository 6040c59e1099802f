import { AccountDirectory } from '#accounts/contract/index.js';
import { GroupDirectory, PeopleDirectory } from '#identity/contract/index.js';
import { accessPermissions } from '#platform/access/grant-permissions.js';
import { BoundedContext } from '#platform/composition/bounded-context.js';
import { AccessController } from './api/access.controller.js';
import { AccessResolver } from './api/access.resolver.js';
import { GrantsController } from './api/grants.controller.js';
import { GrantAccessHandler } from './commands/grant-access.js';
import { RevokeAccessHandler } from './commands/revoke-access.js';
import { accessEvents } from './contract/index.js';
import { GrantReach } from './model/grant-reach.js';
import { ObjectRights } from './model/object-rights.js';
import { Subjects } from './model/subjects.js';
import { ExplainAccessHandler } from './queries/explain-access.js';
import { GetGrantHandler } from './queries/get-grant.js';
import { ListGrantsHandler } from './queries/list-grants.js';
import { ListPermissionsHandler } from './queries/list-permissions.js';

/** Granting and explaining. What grants mean, and who obeys them, is in `platform/access`. */
@BoundedContext({
  name: 'access',
  label: 'Access',
  emits: accessEvents,
  permissions: accessPermissions,
  requires: [AccountDirectory, PeopleDirectory, GroupDirectory],
  handlers: [
    GrantAccessHandler,
    RevokeAccessHandler,
    GetGrantHandler,
    ListGrantsHandler,
    ListPermissionsHandler,
    ExplainAccessHandler,
  ],
  controllers: [GrantsController, AccessController],
  resolvers: [AccessResolver],
  providers: [GrantReach, ObjectRights, Subjects],
})
export class AccessModule {}
