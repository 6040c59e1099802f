import { Field, ObjectType } from '@nestjs/graphql';

/** An operation that the current user may perform on an object now, as a REST call. */
@ObjectType('Action')
export class ActionType {
  @Field() name!: string;
  @Field() method!: string;
  @Field() href!: string;
}
