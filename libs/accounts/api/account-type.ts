import { Field, Float, ID, Int, ObjectType } from '@nestjs/graphql';
import { connectionOf } from '#platform/graphql/connection-of.js';
import type { AccountView, PlanView } from '../queries/get-account.js';
import type { SectorView } from '../queries/list-sectors.js';
import type { SiteView } from '../queries/list-sites.js';

@ObjectType('PlanLimits', { description: 'Null: as many as one likes.' })
export class PlanLimitsType {
  @Field(() => Int, { nullable: true }) seats!: number | null;
  @Field(() => Int, { nullable: true }) sites!: number | null;
  @Field(() => Float, { nullable: true }) storageBytes!: number | null;
}

@ObjectType('PlanUsage')
export class PlanUsageType {
  @Field(() => Int) seats!: number;
  @Field(() => Int) sites!: number;
  @Field(() => Float) storageBytes!: number;
}

@ObjectType('OfferedPlan')
export class OfferedPlanType {
  @Field() name!: string;
  @Field() label!: string;
  @Field(() => PlanLimitsType) limits!: PlanLimitsType;
  @Field(() => [String]) features!: readonly string[];
}

@ObjectType('AccountPlan')
export class PlanType implements PlanView {
  @Field(() => String) name!: PlanView['name'];
  @Field() label!: string;
  @Field(() => String) state!: PlanView['state'];
  @Field(() => String) since!: Date;
  @Field(() => String, { nullable: true, description: 'When what is past due ends like a cancelled plan.' })
  graceEndsAt!: Date | null;
  @Field(() => PlanLimitsType) limits!: PlanLimitsType;
  @Field(() => PlanUsageType) usage!: PlanUsageType;
  @Field(() => [String]) features!: readonly string[];
}

@ObjectType('RetentionWindow')
export class RetentionWindowType {
  @Field() objectType!: string;
  @Field(() => Int) days!: number;
}

@ObjectType('Account')
export class AccountType implements AccountView {
  @Field(() => ID) id!: string;
  @Field() name!: string;
  @Field(() => String, { nullable: true, description: 'By which people who register name it.' }) slug!: string | null;
  @Field(() => String) standing!: AccountView['standing'];
  @Field() locale!: string;
  @Field() timeZone!: string;
  @Field() selfRegistration!: boolean;
  @Field(() => String) siteAccess!: AccountView['siteAccess'];
  @Field(() => [RetentionWindowType]) retention!: readonly RetentionWindowType[];
  @Field(() => [String], { description: 'What the plan includes.' }) features!: AccountView['features'];
  @Field({ description: 'It cannot be deleted.' }) system!: boolean;
  @Field(() => PlanType, { nullable: true, description: 'For those who may choose it.' }) plan!: PlanType | null;
  @Field(() => String) createdAt!: Date;
}

@ObjectType('Site')
export class SiteType implements SiteView {
  @Field(() => ID) id!: string;
  @Field() name!: string;
  @Field({ description: 'IANA, for example Europe/Berlin.' }) timeZone!: string;
  @Field() address!: string;
  @Field(() => String, { description: 'An archived site takes no bookings.' }) status!: SiteView['status'];
}

@ObjectType('Sector')
export class SectorType implements SectorView {
  @Field(() => ID) id!: string;
  @Field(() => ID) siteId!: string;
  @Field() name!: string;
  @Field(() => String) status!: SectorView['status'];
}

export const SiteConnection = connectionOf(SiteType);
