import { ActionDto } from '#platform/http/action.dto.js';
import { Id, Instant, OneOf, Parts, Text } from '#platform/http/fields.js';
import { STANDINGS } from '../model/standing.js';

export class AccountDto {
  @Id() id!: string;
  @Text() name!: string;
  @OneOf(STANDINGS) standing!: string;
  @Instant() createdAt!: string;
  @Parts(() => ActionDto) actions!: ActionDto[];
}

export class SiteDto {
  @Id() id!: string;
  @Text() name!: string;
  @Text({ description: 'IANA', example: 'Europe/Berlin' }) timeZone!: string;
  @Text({ min: 0, max: 500 }) address!: string;
  @Parts(() => ActionDto) actions!: ActionDto[];
}

export class SectorDto {
  @Id() id!: string;
  @Id() siteId!: string;
  @Text() name!: string;
  @Parts(() => ActionDto) actions!: ActionDto[];
}
