import { Field, ID, ObjectType } from '@nestjs/graphql';
import type { Charge, ChargeStatus } from './charge-directory.js';

@ObjectType('Money')
export class MoneyType {
  @Field() amount!: string;
  @Field() currency!: string;
}

/** The GraphQL shape of a charge, wherever one appears. What hangs on it is resolved by billing. */
@ObjectType('Charge')
export class ChargeType implements Charge {
  @Field(() => ID) id!: string;
  @Field(() => ID) sessionId!: string;
  @Field(() => ID) patientId!: string;
  @Field(() => ID) therapistId!: string;
  @Field(() => ID) siteId!: string;
  @Field(() => String) status!: ChargeStatus;
  @Field(() => MoneyType) amount!: MoneyType;
  @Field(() => String) createdAt!: Date;
  @Field(() => String) updatedAt!: Date;
}
