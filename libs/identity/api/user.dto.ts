import { Field, InputType } from '@nestjs/graphql';
import { ROLES, type Role } from '#platform/context/actor.js';
import { ActionDto } from '#platform/http/action.dto.js';
import { Email, Flag, Id, Instant, ListOf, LocalDate, Part, Parts, Text } from '#platform/http/fields.js';
import { NEW_PASSWORD } from '../model/password-policy.js';

const clearable = { optional: true, nullable: true };

/** A field that is left out stays as it is; `null` empties it. */
@InputType('UserProfileInput')
export class UserProfileDto {
  @Field(() => String, { nullable: true })
  @Text({ ...clearable, max: 100 })
  firstName?: string | null;

  @Field(() => String, { nullable: true })
  @Text({ ...clearable, max: 100 })
  lastName?: string | null;

  @Field(() => String, { nullable: true })
  @LocalDate(clearable)
  birthDate?: string | null;

  @Field(() => String, { nullable: true })
  @Text({ ...clearable, max: 200 })
  birthPlace?: string | null;

  @Field(() => String, { nullable: true })
  @Text({
    ...clearable,
    max: 2_000,
    description: 'An http(s) address or a path; do not load one of another server unasked: it learns who looks',
  })
  profilePicture?: string | null;
}

/** The same over REST and GraphQL. */
@InputType('CreateUserInput')
export class CreateUserDto {
  @Field()
  @Email()
  email!: string;

  @Field()
  @Text(NEW_PASSWORD)
  password!: string;

  @Field(() => UserProfileDto, { nullable: true })
  @Part(() => UserProfileDto, { optional: true })
  profile?: UserProfileDto;

  @Field(() => [String], { nullable: true })
  @ListOf(ROLES, { optional: true, description: 'Default: patient' })
  roles?: Role[];
}

@InputType('UpdateUserInput')
export class UpdateUserDto {
  @Field({ nullable: true })
  @Email({ optional: true })
  email?: string;

  @Field(() => UserProfileDto, { nullable: true })
  @Part(() => UserProfileDto, { optional: true })
  profile?: UserProfileDto;

  @Field(() => [String], { nullable: true })
  @ListOf(ROLES, { optional: true })
  roles?: Role[];
}

export class UserDto {
  @Id() id!: string;
  @Email() email!: string;
  @Flag({ description: 'Whether the user has shown that the address is theirs' }) emailVerified!: boolean;
  @Part(() => UserProfileDto) profile!: UserProfileDto;
  @ListOf(ROLES) roles!: string[];
  @Flag() active!: boolean;
  @Instant({
    nullable: true,
    description:
      'Until then, signing in fails after too many failures; null when it does not, and for who may not unlock',
  })
  lockedUntil!: string | null;
  @Flag({ nullable: true, description: 'Whether there is one; null for who may not take it away' })
  secondFactor!: boolean | null;
  @Instant() createdAt!: string;
  @Instant() updatedAt!: string;
  @Parts(() => ActionDto) actions!: ActionDto[];
}
