import { ROLES } from '#platform/context/actor.js';
import { ListOf, Parts, Text, Texts } from '#platform/http/fields.js';

class PermissionDto {
  @Text({ example: 'scheduling.session.view' }) name!: string;
  @Text() label!: string;
  @ListOf(ROLES, { description: 'Have it account-wide.' }) roles!: string[];
  @ListOf(ROLES, { description: 'Have it on objects that they take part in.' }) parties!: string[];
  @Texts({ max: 100, atMost: 100, description: 'Types of the objects on which it can be granted.' })
  objectTypes!: string[];
}

/** The permissions that one context declares. */
export class PermissionNamespaceDto {
  @Text({ example: 'scheduling' }) namespace!: string;
  @Text() label!: string;
  @Parts(() => PermissionDto) permissions!: PermissionDto[];
}
