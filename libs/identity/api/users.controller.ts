import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '#platform/context/actor.js';
import { CurrentActor } from '#platform/http/current-actor.js';
import { Permitted } from '#platform/http/demands.js';
import { Many } from '#platform/http/envelope.js';
import { HistoryOfRequest, ObjectHistory, TellsHistory } from '#platform/http/object-history.js';
import { idOf } from '#platform/http/validation.js';
import type { ListRequest } from '#platform/lists/list-definition.js';
import { ListParameters } from '#platform/lists/list-documentation.js';
import { ListOfRequest } from '#platform/lists/list-request.js';
import { pick } from '#platform/lists/pick.js';
import { CreateUser } from '../commands/create-user.js';
import { DeactivateUser } from '../commands/deactivate-user.js';
import { ReactivateUser } from '../commands/reactivate-user.js';
import { UpdateUser } from '../commands/update-user.js';
import { identityPermissions } from '../contract/identity-permissions.js';
import { GetUser } from '../queries/get-user.js';
import { ListUsers, userList } from '../queries/list-users.js';
import { PresentedUsers, USERS_PATH } from './present-user.js';
import { CreateUserDto, UpdateUserDto, UserDto } from './user.dto.js';

@ApiTags('users')
@ApiBearerAuth()
@Controller(USERS_PATH)
export class UsersController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly history: ObjectHistory,
    private readonly users: PresentedUsers,
  ) {}

  @Get()
  @ListParameters(userList)
  @Permitted(identityPermissions['user.view'])
  @ApiOkResponse({ type: [UserDto] })
  async list(@CurrentActor() actor: Actor, @ListOfRequest(userList) request: ListRequest) {
    const page = await this.queries.execute(new ListUsers(actor, request));
    const present = await this.users.some(actor, page.items);
    return Many.page(USERS_PATH, request, page, (user) => pick(present(user), request.fields));
  }

  @Get(':id')
  @Permitted(identityPermissions['user.view'])
  @ApiOkResponse({ type: UserDto })
  async get(@CurrentActor() actor: Actor, @Param('id', idOf('USER')) id: string) {
    return this.users.one(actor, await this.queries.execute(new GetUser(actor, id)));
  }

  @Post()
  @Permitted(identityPermissions['user.create'])
  @ApiCreatedResponse({ type: UserDto })
  async create(@CurrentActor() actor: Actor, @Body() user: CreateUserDto) {
    return this.users.one(actor, await this.commands.execute(new CreateUser(actor, user)));
  }

  /** Everybody may change their own profile; the rest is for administrators. */
  @Patch(':id')
  @Permitted(identityPermissions['user.update'])
  @ApiOkResponse({ type: UserDto })
  async update(@CurrentActor() actor: Actor, @Param('id', idOf('USER')) id: string, @Body() changes: UpdateUserDto) {
    return this.users.one(actor, await this.commands.execute(new UpdateUser(actor, id, changes)));
  }

  /** Deactivates: from then on none of the user's credentials is valid. */
  @Delete(':id')
  @Permitted(identityPermissions['user.deactivate'])
  @ApiOkResponse({ type: UserDto })
  async deactivate(@CurrentActor() actor: Actor, @Param('id', idOf('USER')) id: string) {
    return this.users.one(actor, await this.commands.execute(new DeactivateUser(actor, id)));
  }

  /** From then on the user may sign in again; sign-ins and API keys that deactivation ended stay ended. Takes a seat of the plan. */
  @Post(':id/reactivate')
  @HttpCode(200)
  @Permitted(identityPermissions['user.deactivate'])
  @ApiOkResponse({ type: UserDto })
  async reactivate(@CurrentActor() actor: Actor, @Param('id', idOf('USER')) id: string) {
    return this.users.one(actor, await this.commands.execute(new ReactivateUser(actor, id)));
  }

  @Get(':id/events')
  @TellsHistory()
  @Permitted(identityPermissions['user.view'])
  async events(
    @CurrentActor() actor: Actor,
    @Param('id', idOf('USER')) id: string,
    @HistoryOfRequest() request: ListRequest,
  ): Promise<Many> {
    await this.queries.execute(new GetUser(actor, id));
    return this.history.of({ type: 'user', id }, `${USERS_PATH}/${id}/events`, request);
  }
}
