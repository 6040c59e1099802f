import { Field, ID, ObjectType } from '@nestjs/graphql';

@ObjectType('Money')
export class MoneyType {
  @Field() amount!: string;
  @Field() currency!: string;
}

/** The GraphQL shape of a charge, wherever one appears. */
@ObjectType('Charge')
export class ChargeType {
  @Field(() => ID) id!: string;
  @Field(() => ID) sessionId!: string;
  @Field() status!: string;
  @Field(() => MoneyType) amount!: MoneyType;
}
