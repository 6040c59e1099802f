import { Controller, Delete, HttpCode, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '#platform/context/actor.js';
import { CurrentActor } from '#platform/http/current-actor.js';
import { Permitted } from '#platform/http/demands.js';
import { idOf } from '#platform/http/validation.js';
import { RemoveSecondFactor } from '../commands/remove-second-factor.js';
import { UnlockUser } from '../commands/unlock-user.js';
import { identityPermissions } from '../contract/identity-permissions.js';
import { DoneDto } from './credentials.dto.js';
import { USERS_PATH } from './present-user.js';

/** What managers do for users who cannot get in. */
@ApiTags('users')
@ApiBearerAuth()
@Controller(USERS_PATH)
export class UserHelpController {
  constructor(private readonly commands: CommandBus) {}

  /** After too many failures, so that the user need not wait. */
  @Post(':id/unlock')
  @HttpCode(200)
  @Permitted(identityPermissions['user.help'])
  @ApiOkResponse({ type: DoneDto })
  async unlock(@CurrentActor() actor: Actor, @Param('id', idOf('USER')) id: string): Promise<DoneDto> {
    await this.commands.execute(new UnlockUser(actor, id));
    return { done: true };
  }

  /** For who has lost it, recovery codes and all. */
  @Delete(':id/second-factor')
  @Permitted(identityPermissions['user.help'])
  @ApiOkResponse({ type: DoneDto })
  async removeSecondFactor(@CurrentActor() actor: Actor, @Param('id', idOf('USER')) id: string): Promise<DoneDto> {
    await this.commands.execute(new RemoveSecondFactor(actor, id));
    return { done: true };
  }
}
