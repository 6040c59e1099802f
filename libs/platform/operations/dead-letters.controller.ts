import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { type Action, Many } from '../http/envelope.js';
import { Id, Text } from '../http/fields.js';
import { Permitted } from '../http/permissions.js';
import { idOf } from '../http/validation.js';
import { type DeadLetter, DeadLetters } from '../messaging/dead-letters.js';
import { platformPermissions } from './platform-permissions.js';

const PATH = '/api/v1/system/dead-letters';
const PAGE = 50;

class DeadLetterPageDto {
  @Id({ optional: true })
  cursor?: string;
}

class ReplayDto {
  /** Only those of this reaction; all when absent. */
  @Text({ optional: true })
  reaction?: string;
}

@ApiTags('system')
@ApiBearerAuth()
@Controller(PATH)
export class DeadLettersController {
  constructor(private readonly letters: DeadLetters) {}

  @Get()
  @Permitted(platformPermissions['dead-letter.manage'])
  async list(@Query() { cursor }: DeadLetterPageDto): Promise<Many> {
    const [letters, { count, exact }] = await Promise.all([this.letters.list(PAGE, cursor), this.letters.count()]);
    const next = letters.length === PAGE ? `${PATH}?cursor=${letters.at(-1)?.id}` : null;
    return new Many(letters.map(present), count, exact, next, null);
  }

  @Get(':id')
  @Permitted(platformPermissions['dead-letter.manage'])
  async get(@Param('id', idOf('DEAD_LETTER')) id: string) {
    return present(await this.letters.get(id));
  }

  @Post(':id/replay')
  @HttpCode(200)
  @Permitted(platformPermissions['dead-letter.manage'])
  async replay(@Param('id', idOf('DEAD_LETTER')) id: string) {
    return { replayed: await this.letters.replay({ id }) };
  }

  @Post('replay')
  @HttpCode(200)
  @Permitted(platformPermissions['dead-letter.manage'])
  async replayAll(@Body() body?: ReplayDto) {
    return { replayed: await this.letters.replay({ reaction: body?.reaction }) };
  }
}

function present(letter: DeadLetter) {
  const replay: Action = { name: 'replay', method: 'POST', href: `${PATH}/${letter.id}/replay` };
  return { ...letter, actions: [replay] };
}
