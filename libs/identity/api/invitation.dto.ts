import { Field, InputType } from '@nestjs/graphql';
import { ROLES, type Role } from '#platform/context/actor.js';
import { ActionDto } from '#platform/http/action.dto.js';
import { Email, Id, Instant, ListOf, OneOf, Part, Parts } from '#platform/http/fields.js';
import { INVITATION_STATES } from '../model/invitations.js';
import { UserProfileDto } from './user.dto.js';

/** One input for REST and GraphQL. */
@InputType('InviteUserInput')
export class InviteUserDto {
  @Field()
  @Email()
  email!: string;

  @Field(() => [String], { nullable: true })
  @ListOf(ROLES, { optional: true, description: 'Default: patient' })
  roles?: Role[];

  @Field(() => UserProfileDto, { nullable: true })
  @Part(() => UserProfileDto, { optional: true })
  profile?: UserProfileDto;
}

export class InvitationDto {
  @Id() id!: string;
  @Email() email!: string;
  @ListOf(ROLES) roles!: string[];
  @Part(() => UserProfileDto) profile!: UserProfileDto;
  @OneOf(INVITATION_STATES) state!: string;
  @Id() invitedBy!: string;
  @Id({ nullable: true, description: 'Whom it made' }) userId!: string | null;
  @Instant() createdAt!: string;
  @Instant() expiresAt!: string;
  @Parts(() => ActionDto) actions!: ActionDto[];
}
