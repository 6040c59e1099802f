import { ActionDto } from '#platform/http/action.dto.js';
import { Id, Instant, OneOf, Part, Parts, Text } from '#platform/http/fields.js';
import { CHARGE_STATUSES } from '../contract/charge-directory.js';

class MoneyDto {
  @Text({ example: '120.00' }) amount!: string;
  @Text({ example: 'EUR' }) currency!: string;
}

/** A charge as REST answers with it. */
export class ChargeDto {
  @Id() id!: string;
  @Id() sessionId!: string;
  @Id() patientId!: string;
  @Id() therapistId!: string;
  @Id() siteId!: string;
  @Part(() => MoneyDto) amount!: MoneyDto;
  @OneOf(CHARGE_STATUSES) status!: string;
  @Instant() createdAt!: string;
  @Instant() updatedAt!: string;
  @Parts(() => ActionDto) actions!: ActionDto[];
}
