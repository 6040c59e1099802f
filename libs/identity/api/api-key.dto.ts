import { Field, ID, InputType } from '@nestjs/graphql';
import { ActionDto } from '#platform/http/action.dto.js';
import { Id, Instant, Parts, Text, Texts } from '#platform/http/fields.js';

const given = { optional: true, nullable: true };

/** One input for REST and GraphQL. */
@InputType('CreateApiKeyInput')
export class CreateApiKeyDto {
  @Field()
  @Text({ max: 100, example: 'Nightly export' })
  name!: string;

  @Field(() => [String])
  @Texts({ max: 100, atMost: 100, description: 'Names of permissions; what the user lacks stays out of reach' })
  scopes!: string[];

  @Field(() => String, { nullable: true })
  @Instant({ ...given, description: 'A year ahead at most, which is the default' })
  expiresAt?: string | null;

  @Field(() => ID, { nullable: true })
  @Id({ ...given, description: 'The only site to work at' })
  siteId?: string | null;

  @Field(() => ID, { nullable: true })
  @Id({ ...given, description: 'Whom it acts as; default: oneself' })
  userId?: string | null;
}

export class ApiKeyDto {
  @Id() id!: string;
  @Id() userId!: string;
  @Text() name!: string;
  @Text({ description: 'What the key begins with', example: 'praxis_1a2b3c4d' }) prefix!: string;
  @Texts({ max: 100, atMost: 100 }) scopes!: string[];
  @Id({ nullable: true }) siteId!: string | null;
  @Instant() createdAt!: string;
  @Instant() expiresAt!: string;
  @Instant({ nullable: true, description: 'To the minute' }) lastUsedAt!: string | null;
  @Parts(() => ActionDto) actions!: ActionDto[];
}

export class CreatedApiKeyDto extends ApiKeyDto {
  @Text({ description: 'Shown this once' }) key!: string;
}
