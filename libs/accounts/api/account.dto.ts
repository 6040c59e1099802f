import { Field, Int as GraphqlInt, InputType } from '@nestjs/graphql';
import { ActionDto } from '#platform/http/action.dto.js';
import { Flag, Id, Instant, Int, ListOf, OneOf, Part, Parts, Text } from '#platform/http/fields.js';
import { FEATURES } from '../contract/plan-features.js';
import { type AccountChanges, SITE_ACCESS, type SiteAccessRule } from '../model/account-settings.js';
import { PLAN_STATES, type PlanState } from '../model/plan-state.js';
import { OFFERED_PLAN_NAMES, PLAN_NAMES, type PlanName } from '../model/plans.js';
import { STANDINGS } from '../model/standing.js';

const ZONE = { description: 'IANA', example: 'Europe/Berlin' };

export class PlanLimitsDto {
  @Int({ nullable: true, description: 'null: as many as one likes' }) seats!: number | null;
  @Int({ nullable: true }) sites!: number | null;
  @Int({ nullable: true }) storageBytes!: number | null;
}

export class PlanUsageDto {
  @Int() seats!: number;
  @Int() sites!: number;
  @Int() storageBytes!: number;
}

export class PlanDto {
  @OneOf(PLAN_NAMES) name!: string;
  @Text() label!: string;
  @OneOf(PLAN_STATES) state!: string;
  @Instant() since!: string;
  @Instant({ nullable: true, description: 'When what is past due ends like a cancelled plan' }) graceEndsAt!:
    | string
    | null;
  @Part(() => PlanLimitsDto) limits!: PlanLimitsDto;
  @Part(() => PlanUsageDto) usage!: PlanUsageDto;
  @ListOf(FEATURES) features!: string[];
}

export class OfferedPlanDto {
  @OneOf(PLAN_NAMES) name!: string;
  @Text() label!: string;
  @Part(() => PlanLimitsDto) limits!: PlanLimitsDto;
  @ListOf(FEATURES) features!: string[];
}

/** How long deleted objects of a type are kept. */
@InputType('RetentionWindowInput')
export class RetentionWindowDto {
  @Field()
  @Text({ max: 60, example: 'therapy_session' })
  objectType!: string;

  @Field(() => GraphqlInt, { nullable: true, description: 'Null takes the window away.' })
  @Int({ min: 1, max: 36_500, nullable: true, optional: true })
  days?: number | null;
}

export class AccountDto {
  @Id() id!: string;
  @Text() name!: string;
  @Text({ nullable: true, description: 'By which people who register name it' }) slug!: string | null;
  @OneOf(STANDINGS) standing!: string;
  @Text({ example: 'de-AT' }) locale!: string;
  @Text(ZONE) timeZone!: string;
  @Flag() selfRegistration!: boolean;
  @OneOf(SITE_ACCESS) siteAccess!: string;
  @Parts(() => RetentionWindowDto) retention!: RetentionWindowDto[];
  @ListOf(FEATURES) features!: string[];
  @Flag({ description: 'It cannot be deleted' }) system!: boolean;
  @Part(() => PlanDto, { nullable: true, description: 'For those who may choose it' }) plan!: PlanDto | null;
  @Instant() createdAt!: string;
  @Parts(() => ActionDto) actions!: ActionDto[];
}

export class DeletedAccountDto {
  @Id() id!: string;
  @Instant() deletedAt!: string;
  @Parts(() => ActionDto) actions!: ActionDto[];
}

/** A setting that is left out stays as it is. */
@InputType('UpdateAccountInput')
export class UpdateAccountDto {
  @Field(() => String, { nullable: true })
  @Text({ optional: true })
  name?: string;

  @Field(() => String, { nullable: true })
  @Text({ optional: true, nullable: true, min: 3, max: 40, example: 'riverside-practice' })
  slug?: string | null;

  @Field(() => String, { nullable: true })
  @Text({ optional: true, max: 35, example: 'de-AT' })
  locale?: string;

  @Field(() => String, { nullable: true })
  @Text({ ...ZONE, optional: true, max: 60 })
  timeZone?: string;

  @Field(() => Boolean, { nullable: true })
  @Flag({ optional: true })
  selfRegistration?: boolean;

  @Field(() => String, { nullable: true })
  @OneOf(SITE_ACCESS, { optional: true, description: 'Who may use sites, besides those whose role lets them use all' })
  siteAccess?: SiteAccessRule;

  @Field(() => [RetentionWindowDto], { nullable: true })
  @Parts(() => RetentionWindowDto, { optional: true })
  retention?: RetentionWindowDto[];
}

@InputType('ChoosePlanInput')
export class ChoosePlanDto {
  @Field(() => String)
  @OneOf(OFFERED_PLAN_NAMES)
  plan!: PlanName;
}

@InputType('SetPlanStateInput')
export class SetPlanStateDto {
  @Field(() => String)
  @OneOf(PLAN_STATES)
  state!: PlanState;
}

export function accountChanges({ retention, ...settings }: UpdateAccountDto): AccountChanges {
  if (!retention) return settings;
  return {
    ...settings,
    retentionDays: Object.fromEntries(retention.map(({ objectType, days }) => [objectType, days ?? null])),
  };
}
