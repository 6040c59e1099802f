import { Field, ID, InputType } from '@nestjs/graphql';
import { ActionDto } from '#platform/http/action.dto.js';
import { Id, Instant, Parts, Text } from '#platform/http/fields.js';

const SUBJECT = {
  example: 'user:019a9d4e-0000-7000-8000-000000000001',
  description: 'user:<id>, group:<id> or role:<name>.',
};

/** One input for REST and GraphQL. */
@InputType('AccessGrantInput')
export class NewGrantDto {
  @Field({ description: SUBJECT.description })
  @Text(SUBJECT)
  subject!: string;

  @Field()
  @Text({ example: 'scheduling.session.view' })
  permission!: string;

  @Field()
  @Text({ example: 'therapy_session' })
  objectType!: string;

  @Field(() => ID)
  @Id()
  objectId!: string;
}

/** A grant as REST answers with it. */
export class GrantDto {
  @Id() id!: string;
  @Text(SUBJECT) subject!: string;
  @Text() permission!: string;
  @Text() objectType!: string;
  @Id() objectId!: string;
  @Id({ nullable: true }) grantedBy!: string | null;
  @Instant() grantedAt!: string;
  @Parts(() => ActionDto) actions!: ActionDto[];
}
