import { Field, ID, ObjectType } from '@nestjs/graphql';
import { connectionOf } from '#platform/graphql/connection-of.js';

@ObjectType('SignInSession')
export class SignInType {
  @Field(() => ID) id!: string;
  @Field(() => String, { description: 'token or cookie' }) session!: string;
  @Field(() => Boolean, { description: 'Whether it is the one that asks.' }) current!: boolean;
  @Field(() => String) createdAt!: Date;
  @Field(() => String) lastUsedAt!: Date;
  @Field(() => String) expiresAt!: Date;
  @Field(() => String, { nullable: true }) address!: string | null;
  @Field(() => String, { nullable: true }) userAgent!: string | null;
}

export const SignInConnection = connectionOf(SignInType);
