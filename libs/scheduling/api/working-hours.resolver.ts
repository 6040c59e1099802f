import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { Args, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { Actor } from '#platform/context/actor.js';
import { CurrentActor } from '#platform/http/current-actor.js';
import { Permitted } from '#platform/http/demands.js';
import { idOf } from '#platform/http/validation.js';
import { SetWorkingHours } from '../commands/set-working-hours.js';
import { schedulingPermissions } from '../contract/scheduling-permissions.js';
import { GetWorkingHours } from '../queries/get-working-hours.js';
import { presentWorkingHours } from './present-working-hours.js';
import { SetWorkingHoursDto } from './working-hours.dto.js';
import { WorkingHoursType } from './working-hours-type.js';

const TherapistId = () => Args('therapistId', { type: () => ID }, idOf('THERAPIST'));

/** The same command and query as {@link WorkingHoursController}. */
@Resolver(() => WorkingHoursType)
export class WorkingHoursResolver {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Query(() => WorkingHoursType, { nullable: true, description: 'Of a therapist at a site. Therapists see their own.' })
  @Permitted(schedulingPermissions['working_hours.manage'])
  async workingHours(
    @CurrentActor() actor: Actor,
    @TherapistId() therapistId: string,
    @Args('siteId', { type: () => ID }, idOf('SITE')) siteId: string,
  ): Promise<WorkingHoursType> {
    return presentWorkingHours(await this.queries.execute(new GetWorkingHours(actor, therapistId, siteId)));
  }

  @Mutation(() => WorkingHoursType, { description: 'Replaces those at one site. Therapists set their own.' })
  @Permitted(schedulingPermissions['working_hours.manage'])
  async setWorkingHours(
    @CurrentActor() actor: Actor,
    @TherapistId() therapistId: string,
    @Args('input') { siteId, hours }: SetWorkingHoursDto,
  ): Promise<WorkingHoursType> {
    await this.commands.execute(new SetWorkingHours(actor.accountId, therapistId, siteId, hours, actor));
    return this.workingHours(actor, therapistId, siteId);
  }
}
