import { Field, InputType } from '@nestjs/graphql';
import { ActionDto } from '#platform/http/action.dto.js';
import { Id, OneOf, Parts, Text } from '#platform/http/fields.js';
import { PLACE_STATUSES } from '../model/place-status.js';

const ZONE = { description: 'IANA', example: 'Europe/Berlin' };

export class SiteDto {
  @Id() id!: string;
  @Text() name!: string;
  @Text(ZONE) timeZone!: string;
  @Text({ min: 0, max: 500 }) address!: string;
  @OneOf(PLACE_STATUSES, { description: 'An archived site takes no bookings' }) status!: string;
  @Parts(() => ActionDto) actions!: ActionDto[];
}

@InputType('CreateSiteInput')
export class CreateSiteDto {
  @Field()
  @Text()
  name!: string;

  @Field()
  @Text({ ...ZONE, max: 60 })
  timeZone!: string;

  @Field(() => String, { nullable: true })
  @Text({ optional: true, min: 0, max: 500 })
  address?: string;
}

@InputType('UpdateSiteInput')
export class UpdateSiteDto {
  @Field(() => String, { nullable: true })
  @Text({ optional: true })
  name?: string;

  @Field(() => String, { nullable: true })
  @Text({ ...ZONE, optional: true, max: 60 })
  timeZone?: string;

  @Field(() => String, { nullable: true })
  @Text({ optional: true, min: 0, max: 500 })
  address?: string;
}

export class SectorDto {
  @Id() id!: string;
  @Id() siteId!: string;
  @Text() name!: string;
  @OneOf(PLACE_STATUSES) status!: string;
  @Parts(() => ActionDto) actions!: ActionDto[];
}

@InputType('SectorInput')
export class NameSectorDto {
  @Field()
  @Text()
  name!: string;
}

export class GrantSiteAccessDto {
  @Id() userId!: string;
}

export class SiteAccessDto {
  @Id() siteId!: string;
  @Id() userId!: string;
  @Parts(() => ActionDto) actions!: ActionDto[];
}

/** For steps that take nothing: what is sent all the same is refused. */
export class NothingDto {}
