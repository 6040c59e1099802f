import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { SignInNotFoundError } from '../model/api-key-errors.js';
import { GOING_ON, SIGN_IN_COLUMNS, type SignInView } from './list-sign-ins.js';

/** One of the caller's own that goes on. */
export class GetSignIn extends Query<SignInView> {
  constructor(
    readonly actor: Actor,
    readonly signInId: string,
  ) {
    super();
  }
}

@QueryHandler(GetSignIn)
export class GetSignInHandler implements IQueryHandler<GetSignIn> {
  constructor(private readonly database: TenantDatabase) {}

  /** @throws SignInNotFoundError, also for one of somebody else */
  async execute({ actor, signInId }: GetSignIn): Promise<SignInView> {
    const [signIn] = await this.database.readTogether((tx) =>
      tx.query<SignInView>(`select ${SIGN_IN_COLUMNS} from identity.sign_in where id = $2::uuid and ${GOING_ON}`, [
        actor.userId,
        signInId,
      ]),
    );
    if (!signIn) throw new SignInNotFoundError(signInId);
    return signIn;
  }
}
