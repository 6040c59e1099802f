import { Id, Instant, OneOf, Text } from '#platform/http/fields.js';
import { STANDINGS } from '../model/standing.js';

export class AccountDto {
  @Id() id!: string;
  @Text() name!: string;
  @OneOf(STANDINGS) standing!: string;
  @Instant() createdAt!: string;
}

export class SiteDto {
  @Id() id!: string;
  @Text() name!: string;
  @Text({ description: 'IANA', example: 'Europe/Berlin' }) timeZone!: string;
  @Text({ min: 0, max: 500 }) address!: string;
}

export class SectorDto {
  @Id() id!: string;
  @Id() siteId!: string;
  @Text() name!: string;
}
