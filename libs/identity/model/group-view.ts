import { ROLES, type Role } from '#platform/context/actor.js';
import type { Group } from './group.entity.js';

/** Those that do not cross accounts. */
export const GROUP_ROLES: readonly Role[] = ROLES.filter((role) => role !== 'developer' && role !== 'system');

/** A group as it is shown; a {@link Group} is one. */
export type GroupView = Pick<Group, 'id' | 'name' | 'description' | 'roles' | 'createdAt' | 'updatedAt'>;
