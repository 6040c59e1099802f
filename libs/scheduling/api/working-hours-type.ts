import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { ActionType } from '#platform/graphql/action-type.js';

@ObjectType('WeeklyHours')
export class WeeklyHoursType {
  @Field(() => Int, { description: 'ISO: Monday 1 to Sunday 7.' }) weekday!: number;
  @Field({ description: '`HH:MM` of the site’s clock.' }) opensAt!: string;
  @Field({ description: '`HH:MM` of the site’s clock; `24:00` is the end of the day.' }) closesAt!: string;
  @Field(() => String, { nullable: true, description: 'The first day; null: since ever.' }) validFrom!: string | null;
  @Field(() => String, { nullable: true, description: 'The last day; null: for good.' }) validUntil!: string | null;
}

/** When a therapist works at a site. Changes are told in the site's history. */
@ObjectType('WorkingHours')
export class WorkingHoursType {
  @Field(() => ID) therapistId!: string;
  @Field(() => ID) siteId!: string;
  @Field({ description: 'Of the site, IANA.' }) timeZone!: string;
  @Field(() => [WeeklyHoursType], { description: 'By weekday and time.' }) hours!: WeeklyHoursType[];
  @Field(() => [ActionType], { description: 'What the caller may do with them now.' }) actions!: ActionType[];
}
