import { Field, ID, ObjectType } from '@nestjs/graphql';
import { connectionOf } from '#platform/graphql/connection-of.js';
import type { ApiKeyView } from '../model/api-keys.js';

@ObjectType('ApiKey')
export class ApiKeyType implements ApiKeyView {
  @Field(() => ID) id!: string;
  @Field(() => ID) userId!: string;
  @Field() name!: string;
  @Field({ description: 'What the key begins with.' }) prefix!: string;
  @Field(() => [String]) scopes!: readonly string[];
  @Field(() => ID, { nullable: true }) siteId!: string | null;
  @Field(() => String) createdAt!: Date;
  @Field(() => String) expiresAt!: Date;
  @Field(() => String, { nullable: true }) lastUsedAt!: Date | null;
}

@ObjectType('CreatedApiKey')
export class CreatedApiKeyType {
  @Field(() => ApiKeyType) apiKey!: ApiKeyType;
  @Field({ description: 'Shown this once.' }) key!: string;
}

export const ApiKeyConnection = connectionOf(ApiKeyType);
