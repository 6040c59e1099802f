import { ArgsType, Field, ID } from '@nestjs/graphql';
import { ROLES } from '#platform/context/actor.js';
import { Flag, Id, Instant, ListOf, OneOf, Part, Parts, Text } from '#platform/http/fields.js';

/** One question for REST and GraphQL. */
@ArgsType()
export class AccessQuestionDto {
  @Field()
  @Text({ example: 'therapy_session' })
  objectType!: string;

  @Field(() => ID)
  @Id()
  objectId!: string;

  @Field()
  @Text({ example: 'scheduling.session.view' })
  permission!: string;

  @Field(() => ID)
  @Id()
  userId!: string;
}

class PlaceDto {
  @Text() type!: string;
  @Id() id!: string;
}

class ExplainingGrantDto {
  @Id() id!: string;
  @Text() subject!: string;
  @Text() permission!: string;
  @Text() objectType!: string;
  @Id() objectId!: string;
  @Id({ nullable: true }) grantedBy!: string | null;
  @Instant() grantedAt!: string;
}

class ReasonDto {
  @OneOf(['role', 'party', 'grant']) kind!: string;
  @OneOf(ROLES, { optional: true, description: 'Of kind role and party.' }) role?: string;
  @Part(() => ExplainingGrantDto, { optional: true }) grant?: ExplainingGrantDto;
  @Parts(() => PlaceDto, { optional: true, description: 'From the object to the one that the grant is on.' })
  path?: PlaceDto[];
}

class MissingDto {
  @ListOf(ROLES, { description: 'One of these would give it, account-wide.' }) roles!: string[];
  @ListOf(ROLES, { description: 'Or taking part in the object in one of these.' }) parties!: string[];
  @Parts(() => PlaceDto, { description: 'Or a grant on one of these.' }) grantOn!: PlaceDto[];
}

/** Why somebody has a permission on an object, or what is missing. */
export class ExplanationDto {
  @Id() userId!: string;
  @Text() permission!: string;
  @Text() objectType!: string;
  @Id() objectId!: string;
  @Flag({ description: 'A user who is not active can do nothing, whatever is allowed.' }) active!: boolean;
  @Flag() allowed!: boolean;
  @Parts(() => ReasonDto) because!: ReasonDto[];
  @Part(() => MissingDto, { optional: true, description: 'When it is not allowed.' }) missing?: MissingDto;
}
