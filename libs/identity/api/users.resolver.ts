import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { Args, ID, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { Actor } from '#platform/context/actor.js';
import { inTermsOfArguments } from '#platform/graphql/argument-names.js';
import { listRequestOf } from '#platform/graphql/list-args.js';
import { CurrentActor } from '#platform/http/current-actor.js';
import { Permitted, SignedIn } from '#platform/http/demands.js';
import { idOf } from '#platform/http/validation.js';
import { CreateUser } from '../commands/create-user.js';
import { DeactivateUser } from '../commands/deactivate-user.js';
import { ReactivateUser } from '../commands/reactivate-user.js';
import { UpdateUser } from '../commands/update-user.js';
import { identityPermissions } from '../contract/identity-permissions.js';
import { UserType } from '../contract/index.js';
import { GetUser } from '../queries/get-user.js';
import { ListUsers, userList } from '../queries/list-users.js';
import { userAsType } from './present-user.js';
import { CreateUserDto, UpdateUserDto } from './user.dto.js';

/** By what REST calls them. */
const ARGUMENTS = new Map([['pageSize', 'limit']]);

/** The same commands and queries as {@link UsersController}. */
@Resolver(() => UserType)
export class UsersResolver {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Query(() => UserType)
  @SignedIn()
  async me(@CurrentActor() actor: Actor): Promise<UserType> {
    return userAsType(await this.queries.execute(new GetUser(actor, actor.userId)));
  }

  @Query(() => UserType, { nullable: true })
  @Permitted(identityPermissions['user.view'])
  async user(
    @CurrentActor() actor: Actor,
    @Args('id', { type: () => ID }, idOf('USER')) id: string,
  ): Promise<UserType> {
    return userAsType(await this.queries.execute(new GetUser(actor, id)));
  }

  /** @param limit 20 when absent, at most 100 */
  @Query(() => [UserType])
  @Permitted(identityPermissions['user.view'])
  async users(
    @CurrentActor() actor: Actor,
    @Args('page', { type: () => Int, nullable: true }) page?: number | null,
    @Args('limit', { type: () => Int, nullable: true }) limit?: number | null,
  ): Promise<UserType[]> {
    const request = inTermsOfArguments(ARGUMENTS, () => listRequestOf(userList, { page, pageSize: limit }));
    const { items } = await this.queries.execute(new ListUsers(actor, request));
    return items.map(userAsType);
  }

  @Mutation(() => UserType)
  @Permitted(identityPermissions['user.create'])
  async createUser(@CurrentActor() actor: Actor, @Args('input') input: CreateUserDto): Promise<UserType> {
    return userAsType(await this.commands.execute(new CreateUser(actor, input)));
  }

  /** Everybody may change their own profile; the rest is for administrators. */
  @Mutation(() => UserType)
  @Permitted(identityPermissions['user.update'])
  async updateUser(
    @CurrentActor() actor: Actor,
    @Args('id', { type: () => ID }, idOf('USER')) id: string,
    @Args('input') input: UpdateUserDto,
  ): Promise<UserType> {
    return userAsType(await this.commands.execute(new UpdateUser(actor, id, input)));
  }

  /** Deactivates; always true, since anything else is an error. */
  @Mutation(() => Boolean)
  @Permitted(identityPermissions['user.deactivate'])
  async deleteUser(
    @CurrentActor() actor: Actor,
    @Args('id', { type: () => ID }, idOf('USER')) id: string,
  ): Promise<boolean> {
    await this.commands.execute(new DeactivateUser(actor, id));
    return true;
  }

  /** Lets a deactivated user sign in again. */
  @Mutation(() => UserType)
  @Permitted(identityPermissions['user.deactivate'])
  async reactivateUser(
    @CurrentActor() actor: Actor,
    @Args('id', { type: () => ID }, idOf('USER')) id: string,
  ): Promise<UserType> {
    return userAsType(await this.commands.execute(new ReactivateUser(actor, id)));
  }
}
