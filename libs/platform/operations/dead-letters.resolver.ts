import { Args, ID, Mutation, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { ActionType } from '../graphql/action-type.js';
import { type Connection, toConnection } from '../graphql/connection-of.js';
import { Permitted } from '../http/demands.js';
import { idOf } from '../http/validation.js';
import { type DeadLetter, DeadLetters } from '../messaging/dead-letters.js';
import { platformPermissions } from '../permissions/platform-permissions.js';
import { ReplayDto } from './dead-letter.dto.js';
import { deadLetterActions } from './dead-letter-actions.js';
import {
  DeadLetterConnection,
  DeadLetterReplayType,
  DeadLettersArgs,
  DeadLetterType,
  deadLetterFilter,
} from './dead-letter-type.js';

const DeadLetterId = () => Args('id', { type: () => ID }, idOf('DEAD_LETTER'));
const DeadLetterManage = () => Permitted(platformPermissions['dead-letter.manage']);

/** The same as {@link DeadLettersController}. */
@Resolver(() => DeadLetterType)
export class DeadLettersResolver {
  constructor(private readonly letters: DeadLetters) {}

  @Query(() => DeadLetterType, { nullable: true })
  @DeadLetterManage()
  deadLetter(@DeadLetterId() id: string): Promise<DeadLetter> {
    return this.letters.get(id);
  }

  @Query(() => DeadLetterConnection, { description: 'Newest first.' })
  @DeadLetterManage()
  async deadLetters(
    @Args({ type: () => DeadLettersArgs }) args: Readonly<DeadLettersArgs>,
  ): Promise<Connection<Partial<DeadLetter>>> {
    return toConnection(await this.letters.list(deadLetterFilter.request(args)));
  }

  @Mutation(() => DeadLetterReplayType)
  @DeadLetterManage()
  async replayDeadLetter(@DeadLetterId() id: string): Promise<DeadLetterReplayType> {
    return { replayed: await this.letters.replay({ id }) };
  }

  @Mutation(() => DeadLetterReplayType, { description: 'All of the account, or those of one reaction.' })
  @DeadLetterManage()
  async replayDeadLetters(@Args('input', { nullable: true }) input?: ReplayDto): Promise<DeadLetterReplayType> {
    return { replayed: await this.letters.replay({ reaction: input?.reaction }) };
  }

  @ResolveField(() => [ActionType])
  actions(letter: DeadLetterType) {
    return deadLetterActions(letter);
  }
}
