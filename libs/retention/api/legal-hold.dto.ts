import { Field, ID, InputType } from '@nestjs/graphql';
import { ActionDto } from '#platform/http/action.dto.js';
import { Flag, Id, Instant, Parts, Text } from '#platform/http/fields.js';

/** One input for REST and GraphQL. */
@InputType('PlaceLegalHoldInput')
export class PlaceLegalHoldDto {
  @Field({ description: '`user` holds everything that the user is a party of.' })
  @Text({ example: 'therapy_session', max: 60 })
  objectType!: string;

  @Field(() => ID)
  @Id()
  objectId!: string;

  @Field()
  @Text({ max: 500 })
  reason!: string;
}

/** A legal hold as REST answers with it. */
export class LegalHoldDto {
  @Id() id!: string;
  @Text() objectType!: string;
  @Id() objectId!: string;
  @Text({ max: 500 }) reason!: string;
  @Id() placedBy!: string;
  @Instant() placedAt!: string;
  @Id({ nullable: true }) liftedBy!: string | null;
  @Instant({ nullable: true }) liftedAt!: string | null;
  @Flag() active!: boolean;
  @Parts(() => ActionDto) actions!: ActionDto[];
}
