import { Field, ID, ObjectType } from '@nestjs/graphql';
import type { Role } from '#platform/context/actor.js';
import type { Person } from './people-directory.js';

@ObjectType('UserProfile')
export class UserProfileType {
  @Field(() => String, { nullable: true }) firstName!: string | null;
  @Field(() => String, { nullable: true }) lastName!: string | null;
  @Field(() => String, { nullable: true }) birthDate!: string | null;
  @Field(() => String, { nullable: true }) birthPlace!: string | null;
  @Field(() => String, { nullable: true }) profilePicture!: string | null;
}

/** The GraphQL shape of a user, wherever one appears. */
@ObjectType('User')
export class UserType {
  @Field(() => ID) id!: string;
  @Field() email!: string;
  @Field(() => UserProfileType, { nullable: true }) profile!: UserProfileType | null;
  @Field(() => [String]) roles!: Role[];
  @Field() active!: boolean;
  @Field() createdAt!: string;
  @Field() updatedAt!: string;
  @Field(() => Boolean, {
    nullable: true,
    description:
      'Whether the user has shown that the address is theirs; null for one who appears within something else.',
  })
  emailVerified!: boolean | null;
}

/** A person as others see them: names, but no birth data. */
export function personAsUser(person: Person): UserType {
  const { id, email, firstName, lastName, profilePicture, roles, active, createdAt, updatedAt } = person;
  const profile = { firstName, lastName, birthDate: null, birthPlace: null, profilePicture };
  return { id, email, profile, roles: [...roles], active, createdAt, updatedAt, emailVerified: null };
}
