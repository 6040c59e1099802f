import { Body, Controller, Get, Param, Put, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '#platform/context/actor.js';
import { CurrentActor } from '#platform/http/current-actor.js';
import { Permitted } from '#platform/http/demands.js';
import { idOf } from '#platform/http/validation.js';
import { SetWorkingHours } from '../commands/set-working-hours.js';
import { schedulingPermissions } from '../contract/scheduling-permissions.js';
import { GetWorkingHours } from '../queries/get-working-hours.js';
import { presentWorkingHours, THERAPISTS_PATH } from './present-working-hours.js';
import { SetWorkingHoursDto, WorkingHoursDto, WorkingHoursQueryDto } from './working-hours.dto.js';

const TherapistId = () => Param('id', idOf('THERAPIST'));

@ApiTags('therapists')
@ApiBearerAuth()
@Controller(THERAPISTS_PATH)
export class WorkingHoursController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  /** At one site. Therapists see their own. */
  @Get(':id/working-hours')
  @ApiOkResponse({ type: WorkingHoursDto })
  @Permitted(schedulingPermissions['working_hours.manage'])
  async get(
    @CurrentActor() actor: Actor,
    @TherapistId() therapistId: string,
    @Query() { siteId }: WorkingHoursQueryDto,
  ) {
    return presentWorkingHours(await this.queries.execute(new GetWorkingHours(actor, therapistId, siteId)));
  }

  /** Replaces those at one site. Therapists set their own. Sessions that are booked stay. */
  @Put(':id/working-hours')
  @ApiOkResponse({ type: WorkingHoursDto })
  @Permitted(schedulingPermissions['working_hours.manage'])
  async set(@CurrentActor() actor: Actor, @TherapistId() therapistId: string, @Body() body: SetWorkingHoursDto) {
    const { siteId, hours } = body;
    await this.commands.execute(new SetWorkingHours(actor.accountId, therapistId, siteId, hours, actor));
    return this.get(actor, therapistId, { siteId });
  }
}
