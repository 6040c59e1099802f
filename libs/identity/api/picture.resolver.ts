import { CommandBus } from '@nestjs/cqrs';
import { Args, Field, ID, InputType, Mutation, Resolver } from '@nestjs/graphql';
import { IsString, Matches, MaxLength } from 'class-validator';
import type { Actor } from '#platform/context/actor.js';
import { CurrentActor } from '#platform/http/current-actor.js';
import { Permitted } from '#platform/http/demands.js';
import { idOf } from '#platform/http/validation.js';
import { SetProfilePicture } from '../commands/set-profile-picture.js';
import { NO_PICTURE, UpdateUser } from '../commands/update-user.js';
import { identityPermissions } from '../contract/identity-permissions.js';
import { UserType } from '../contract/index.js';
import { userAsType } from './present-user.js';

/** 675 KiB as a file. A request must have room for it: larger ones go over REST, where a picture is a body of its own. */
const LONGEST = 900 * 1024;

const UserId = () => Args('id', { type: () => ID }, idOf('USER'));
const UserUpdate = () => Permitted(identityPermissions['user.update']);

@InputType('ProfilePictureInput')
export class ProfilePictureDto {
  @Field({ description: `PNG, JPEG or WebP, in base64; at most ${LONGEST} characters.` })
  @IsString({ message: 'must be a text' })
  @MaxLength(LONGEST, { message: `must have at most ${LONGEST} characters; larger pictures can be sent over REST` })
  @Matches(/^[A-Za-z0-9+/]+={0,2}$/, { message: 'must be base64' })
  content!: string;
}

/** The same commands as {@link PictureController}. */
@Resolver()
export class PictureResolver {
  constructor(private readonly commands: CommandBus) {}

  @Mutation(() => UserType, { description: 'Kept is what it shows, without place and time where it was taken.' })
  @UserUpdate()
  async setProfilePicture(
    @CurrentActor() actor: Actor,
    @UserId() id: string,
    @Args('input') { content }: ProfilePictureDto,
  ): Promise<UserType> {
    const file = Buffer.from(content, 'base64');
    return userAsType(await this.commands.execute(new SetProfilePicture(actor, id, file)));
  }

  @Mutation(() => UserType)
  @UserUpdate()
  async removeProfilePicture(@CurrentActor() actor: Actor, @UserId() id: string): Promise<UserType> {
    return userAsType(await this.commands.execute(new UpdateUser(actor, id, NO_PICTURE)));
  }
}
