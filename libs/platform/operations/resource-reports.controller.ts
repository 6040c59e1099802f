import { Controller, Get, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Permitted } from '../http/demands.js';
import { idOf } from '../http/validation.js';
import { ResourceReports } from '../observability/resource-reports.js';
import { platformPermissions } from '../permissions/platform-permissions.js';
import { ResourceReportDto } from './resource-report.dto.js';

/** Reports of requests that were sent with `X-Debug-Resource-Tracking: true`, by the `X-Resource-Tracking-ID` of their answers. */
@ApiTags('system')
@ApiBearerAuth()
@Controller('/api/v1/system/resource-reports')
export class ResourceReportsController {
  constructor(private readonly reports: ResourceReports) {}

  @Get(':id')
  @ApiOkResponse({ type: ResourceReportDto })
  @Permitted(platformPermissions['resource-report.view'])
  async get(@Param('id', idOf('RESOURCE_REPORT')) id: string) {
    return { ...(await this.reports.get(id)), actions: [] };
  }
}
