import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Permitted } from '../http/demands.js';
import { Many } from '../http/envelope.js';
import { idOf } from '../http/validation.js';
import type { ListRequest } from '../lists/list-definition.js';
import { ListParameters } from '../lists/list-documentation.js';
import { ListOfRequest } from '../lists/list-request.js';
import { pick } from '../lists/pick.js';
import { DeadLetters, deadLetterList } from '../messaging/dead-letters.js';
import { platformPermissions } from '../permissions/platform-permissions.js';
import { DeadLetterDto, ReplayDto, ReplayedDto } from './dead-letter.dto.js';
import { DEAD_LETTERS_PATH, deadLetterActions } from './dead-letter-actions.js';

@ApiTags('system')
@ApiBearerAuth()
@Controller(DEAD_LETTERS_PATH)
export class DeadLettersController {
  constructor(private readonly letters: DeadLetters) {}

  @Get()
  @ListParameters(deadLetterList)
  @ApiOkResponse({ type: [DeadLetterDto] })
  @Permitted(platformPermissions['dead-letter.manage'])
  async list(@ListOfRequest(deadLetterList) request: ListRequest): Promise<Many> {
    const page = await this.letters.list(request);
    return Many.page(DEAD_LETTERS_PATH, request, page, (letter) => pick(present(letter), request.fields));
  }

  @Get(':id')
  @ApiOkResponse({ type: DeadLetterDto })
  @Permitted(platformPermissions['dead-letter.manage'])
  async get(@Param('id', idOf('DEAD_LETTER')) id: string) {
    return present(await this.letters.get(id));
  }

  @Post(':id/replay')
  @HttpCode(200)
  @ApiOkResponse({ type: ReplayedDto })
  @Permitted(platformPermissions['dead-letter.manage'])
  async replay(@Param('id', idOf('DEAD_LETTER')) id: string) {
    return { replayed: await this.letters.replay({ id }) };
  }

  @Post('replay')
  @HttpCode(200)
  @ApiOkResponse({ type: ReplayedDto })
  @Permitted(platformPermissions['dead-letter.manage'])
  async replayAll(@Body() body?: ReplayDto) {
    return { replayed: await this.letters.replay({ reaction: body?.reaction }) };
  }
}

const present = <T extends { readonly id: string }>(letter: T) => ({ ...letter, actions: deadLetterActions(letter) });
