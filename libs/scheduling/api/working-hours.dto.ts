import { Field, Int as GraphqlInt, ID, InputType } from '@nestjs/graphql';
import { ActionDto } from '#platform/http/action.dto.js';
import { Id, Int, LocalDate, LocalTime, Parts, Text } from '#platform/http/fields.js';

const dateOf = (description: string) => ({ optional: true, nullable: true, description });

/** The same every week, on the clock of the site. */
@InputType('WeeklyHoursInput')
export class WeeklyHoursDto {
  @Field(() => GraphqlInt)
  @Int({ min: 1, max: 7, description: 'ISO: Monday 1 to Sunday 7' })
  weekday!: number;

  @Field()
  @LocalTime()
  opensAt!: string;

  @Field()
  @LocalTime({ endOfDay: true, description: 'After `opensAt`; `24:00` is the end of the day' })
  closesAt!: string;

  @Field(() => String, { nullable: true })
  @LocalDate(dateOf('The first day; null: since ever'))
  validFrom?: string | null;

  @Field(() => String, { nullable: true })
  @LocalDate(dateOf('The last day; null: for good'))
  validUntil?: string | null;
}

/** One input for REST and GraphQL. */
@InputType('SetWorkingHoursInput')
export class SetWorkingHoursDto {
  @Field(() => ID)
  @Id()
  siteId!: string;

  @Field(() => [WeeklyHoursDto])
  @Parts(() => WeeklyHoursDto, { description: 'All that there are from now on; none overlap' })
  hours!: WeeklyHoursDto[];
}

export class WorkingHoursQueryDto {
  @Id() siteId!: string;
}

export class WorkingHoursDto {
  @Id() therapistId!: string;
  @Id() siteId!: string;
  @Text({ description: 'Of the site, IANA', example: 'Europe/Berlin' }) timeZone!: string;
  @Parts(() => WeeklyHoursDto) hours!: WeeklyHoursDto[];
  @Parts(() => ActionDto) actions!: ActionDto[];
}
