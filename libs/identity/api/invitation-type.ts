import { Field, ID, ObjectType } from '@nestjs/graphql';
import type { Role } from '#platform/context/actor.js';
import { connectionOf } from '#platform/graphql/connection-of.js';
import type { Invitation } from '../model/invitations.js';

/** Without the profile, which is the invited person's once they are a user. */
@ObjectType('Invitation')
export class InvitationType implements Omit<Invitation, 'profile'> {
  @Field(() => ID) id!: string;
  @Field() email!: string;
  @Field(() => [String]) roles!: Role[];
  @Field(() => String, { description: 'open, accepted or revoked.' }) state!: Invitation['state'];
  @Field(() => ID) invitedBy!: string;
  @Field(() => ID, { nullable: true, description: 'Whom it made.' }) userId!: string | null;
  @Field(() => String) createdAt!: Date;
  @Field(() => String) expiresAt!: Date;
}

export const InvitationConnection = connectionOf(InvitationType);
