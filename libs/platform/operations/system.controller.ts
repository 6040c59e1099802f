import { applyDecorators, Controller, Get } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Permitted } from '../http/demands.js';
import { Many } from '../http/envelope.js';
import type { PageRequest } from '../lists/list-definition.js';
import { ShortListParameters } from '../lists/list-documentation.js';
import { ShortListOfRequest } from '../lists/short-list.js';
import { platformPermissions } from '../permissions/platform-permissions.js';
import { SystemCatalogue } from './system-catalogue.js';

const PATH = '/api/v1/system';

/** What an entry holds is for people to read and may grow. */
const Entries = () =>
  applyDecorators(
    ShortListParameters(),
    ApiOkResponse({ schema: { type: 'array', items: { type: 'object', additionalProperties: true } } }),
  );

@ApiTags('system')
@ApiBearerAuth()
@Controller(PATH)
export class SystemController {
  constructor(private readonly catalogue: SystemCatalogue) {}

  @Get('wiring')
  @Entries()
  @Permitted(platformPermissions['catalogue.view'])
  wiring(@ShortListOfRequest() request: PageRequest): Many {
    return Many.ofShortList(`${PATH}/wiring`, request, this.catalogue.wiring());
  }

  @Get('event-types')
  @Entries()
  @Permitted(platformPermissions['catalogue.view'])
  eventTypes(@ShortListOfRequest() request: PageRequest): Many {
    return Many.ofShortList(`${PATH}/event-types`, request, this.catalogue.eventTypes());
  }

  @Get('task-types')
  @Entries()
  @Permitted(platformPermissions['catalogue.view'])
  taskTypes(@ShortListOfRequest() request: PageRequest): Many {
    return Many.ofShortList(`${PATH}/task-types`, request, this.catalogue.taskTypes());
  }

  @Get('contracts')
  @Entries()
  @Permitted(platformPermissions['catalogue.view'])
  contracts(@ShortListOfRequest() request: PageRequest): Many {
    return Many.ofShortList(`${PATH}/contracts`, request, this.catalogue.contracts());
  }
}
