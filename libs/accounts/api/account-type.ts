import { Field, ID, ObjectType } from '@nestjs/graphql';
import { connectionOf } from '#platform/graphql/connection-of.js';
import type { AccountView } from '../queries/get-account.js';
import type { SectorView } from '../queries/list-sectors.js';
import type { SiteView } from '../queries/list-sites.js';

@ObjectType('Account')
export class AccountType implements AccountView {
  @Field(() => ID) id!: string;
  @Field() name!: string;
  @Field(() => String) standing!: AccountView['standing'];
  @Field(() => String) createdAt!: Date;
}

@ObjectType('Site')
export class SiteType implements SiteView {
  @Field(() => ID) id!: string;
  @Field() name!: string;
  @Field({ description: 'IANA, for example Europe/Berlin.' }) timeZone!: string;
  @Field() address!: string;
}

@ObjectType('Sector')
export class SectorType implements SectorView {
  @Field(() => ID) id!: string;
  @Field(() => ID) siteId!: string;
  @Field() name!: string;
}

export const SiteConnection = connectionOf(SiteType);
