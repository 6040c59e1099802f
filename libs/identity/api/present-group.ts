import type { Actor } from '#platform/context/actor.js';
import type { Action } from '#platform/http/envelope.js';
import { isPermitted } from '#platform/permissions/permission.js';
import { identityPermissions } from '../contract/identity-permissions.js';
import type { GroupView } from '../model/group-view.js';
import type { GroupMemberView } from '../queries/list-group-members.js';

export const GROUPS_PATH = '/api/v1/groups';

const manages = (actor: Actor): boolean => isPermitted(actor, identityPermissions['group.manage']);

export function presentGroup(actor: Actor, group: GroupView) {
  const { id, name, description, roles, createdAt, updatedAt } = group;
  return { id, name, description, roles, createdAt, updatedAt, actions: groupActions(actor, group) };
}

export function groupActions(actor: Actor, { id }: Pick<GroupView, 'id'>): Action[] {
  const href = `${GROUPS_PATH}/${id}`;
  const managing: Action[] = [
    { name: 'update', method: 'PATCH', href },
    { name: 'delete', method: 'DELETE', href },
  ];
  return [
    ...(manages(actor) ? managing : []),
    { name: 'members', method: 'GET', href: `${href}/members` },
    { name: 'events', method: 'GET', href: `${href}/events` },
  ];
}

export function presentMember(actor: Actor, groupId: string, { id, addedAt }: GroupMemberView) {
  const href = `${GROUPS_PATH}/${groupId}/members/${id}`;
  const actions: Action[] = manages(actor) ? [{ name: 'remove', method: 'DELETE', href }] : [];
  return { id, addedAt, actions };
}
