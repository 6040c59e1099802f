import { ArgsType, Field, ID, InputType, ObjectType } from '@nestjs/graphql';
import { ActionType } from '#platform/graphql/action-type.js';
import { connectionOf } from '#platform/graphql/connection-of.js';
import { ListArgs } from '#platform/graphql/list-args.js';
import { ListFilter } from '#platform/graphql/list-filter.js';
import type { LegalHoldView } from '../model/legal-hold-view.js';
import { legalHoldList } from '../queries/list-legal-holds.js';

@ObjectType('LegalHold')
export class LegalHoldType implements LegalHoldView {
  @Field(() => ID) id!: string;
  @Field() objectType!: string;
  @Field(() => ID) objectId!: string;
  @Field() reason!: string;
  @Field(() => ID) placedBy!: string;
  @Field(() => String) placedAt!: Date;
  @Field(() => ID, { nullable: true }) liftedBy!: string | null;
  @Field(() => String, { nullable: true }) liftedAt!: Date | null;
  @Field({ description: 'Not lifted.' }) active!: boolean;
  @Field(() => [ActionType]) actions!: ActionType[] & LegalHoldView['actions'];
}

export const LegalHoldConnection = connectionOf(LegalHoldType);

@InputType('LegalHoldFilterInput')
class LegalHoldFilterType {
  @Field(() => String, { nullable: true })
  objectType?: string | null;

  @Field(() => ID, { nullable: true })
  objectId?: string | null;

  @Field(() => String, { nullable: true, description: '`true` or `false`.' })
  active?: string | null;
}

@ArgsType()
export class LegalHoldsArgs extends ListArgs {
  @Field(() => LegalHoldFilterType, { nullable: true })
  filter?: LegalHoldFilterType | null;
}

export const legalHoldFilter = new ListFilter<LegalHoldFilterType>(legalHoldList, {
  objectType: 'objectType',
  objectId: 'objectId',
  active: 'active',
});

export const LEGAL_HOLD_FIELDS = Object.keys(legalHoldList.fields);
