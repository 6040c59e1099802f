import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { type Action, Many, pick } from '../http/envelope.js';
import { Permitted } from '../http/permissions.js';
import { idOf } from '../http/validation.js';
import { type DeadLetter, DeadLetters } from '../messaging/dead-letters.js';
import { DeadLetterDto, DeadLetterPageDto, ReplayDto, ReplayedDto } from './dead-letter.dto.js';
import { platformPermissions } from './platform-permissions.js';

const PATH = '/api/v1/system/dead-letters';
const PAGE = 50;

@ApiTags('system')
@ApiBearerAuth()
@Controller(PATH)
export class DeadLettersController {
  constructor(private readonly letters: DeadLetters) {}

  @Get()
  @ApiOkResponse({ type: [DeadLetterDto] })
  @Permitted(platformPermissions['dead-letter.manage'])
  async list(@Query() { cursor, fields }: DeadLetterPageDto): Promise<Many> {
    const [letters, { count, exact }] = await Promise.all([this.letters.list(PAGE, cursor), this.letters.count()]);
    const again = fields ? `fields=${fields}&` : '';
    const next = letters.length === PAGE ? `${PATH}?${again}cursor=${letters.at(-1)?.id}` : null;
    const shown = letters.map((letter) => pick(present(letter), fields?.split(',')));
    return new Many(shown, count, exact, next, null);
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

function present(letter: DeadLetter) {
  const replay: Action = { name: 'replay', method: 'POST', href: `${PATH}/${letter.id}/replay` };
  return { ...letter, actions: [replay] };
}
