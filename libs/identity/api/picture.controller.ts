import { Controller, Delete, Get, Param, Put, Req, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiBody, ApiConsumes, ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Actor } from '#platform/context/actor.js';
import { CurrentActor } from '#platform/http/current-actor.js';
import { Permitted } from '#platform/http/demands.js';
import { MediaBody, PICTURE_TYPES, TakesPicture } from '#platform/http/media-body.js';
import { idOf } from '#platform/http/validation.js';
import { SetProfilePicture } from '../commands/set-profile-picture.js';
import { NO_PICTURE, UpdateUser } from '../commands/update-user.js';
import { identityPermissions } from '../contract/identity-permissions.js';
import { GetProfilePicture } from '../queries/get-profile-picture.js';
import { PresentedUsers, USERS_PATH } from './present-user.js';
import { UserDto } from './user.dto.js';

const UserUpdate = () => Permitted(identityPermissions['user.update']);

@ApiTags('users')
@ApiBearerAuth()
@Controller(`${USERS_PATH}/:id/picture`)
export class PictureController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly users: PresentedUsers,
  ) {}

  /** Browsers keep it for whom they got it, and ask each time whether it still is the one. */
  @Get()
  @ApiProduces(...PICTURE_TYPES)
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  @Permitted(identityPermissions['user.view'])
  async get(
    @CurrentActor() actor: Actor,
    @Param('id', idOf('USER')) id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer | undefined> {
    const { mediaType, hash, bytes } = await this.queries.execute(new GetProfilePicture(actor, id));
    const etag = `"${hash}"`;
    reply.header('etag', etag).header('cache-control', 'private, no-cache');
    if (request.headers['if-none-match'] === etag) {
      reply.status(304);
      return undefined;
    }
    // Never as a page of ours, should somebody open it by itself.
    reply.header('content-disposition', `attachment; filename="picture.${mediaType.slice('image/'.length)}"`);
    reply.type(mediaType);
    return bytes;
  }

  /** PNG, JPEG or WebP by its content, up to 1 MiB and 4096 pixels each way. Kept is what it shows, without place and time. */
  @Put()
  @TakesPicture()
  @ApiConsumes(...PICTURE_TYPES)
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  @ApiOkResponse({ type: UserDto })
  @UserUpdate()
  async set(@CurrentActor() actor: Actor, @Param('id', idOf('USER')) id: string, @MediaBody() bytes?: Buffer) {
    return this.users.one(actor, await this.commands.execute(new SetProfilePicture(actor, id, bytes)));
  }

  @Delete()
  @ApiOkResponse({ type: UserDto })
  @UserUpdate()
  async remove(@CurrentActor() actor: Actor, @Param('id', idOf('USER')) id: string) {
    return this.users.one(actor, await this.commands.execute(new UpdateUser(actor, id, NO_PICTURE)));
  }
}
