import { Field, Int, ObjectType } from '@nestjs/graphql';
import { ActionType } from '#platform/graphql/action-type.js';
import { MoneyType } from '../contract/charge-type.js';

@ObjectType('Price')
export class PriceType {
  @Field() sessionType!: string;
  @Field(() => Int) durationMinutes!: number;
  @Field(() => MoneyType) amount!: MoneyType;
}

/** What sessions cost. Its changes are told in the account's history. */
@ObjectType('PriceList')
export class PriceListType {
  @Field(() => [PriceType], { description: 'By type and duration.' }) prices!: PriceType[];
  @Field(() => [ActionType], { description: 'What the caller may do with it now.' }) actions!: ActionType[];
}
