import { Injectable } from '@nestjs/common';
import type { TenantTransaction } from '#platform/database/tenant-database.js';
import { Publishes } from '#platform/messaging/publishes.js';
import { userEmailVerified, userRegistered } from '../contract/index.js';
import { User } from './user.entity.js';

/** Users who become users by a mail that reached them: active, and their address shown to be theirs. */
@Injectable()
export class Newcomers {
  async welcome(tx: TenantTransaction, user: User, passwordHash: string, now: Date): Promise<User> {
    user.passwordHash = passwordHash;
    user.showedAddress(user.email, now);
    await this.store(tx, user);
    await tx.publish(userEmailVerified, { target: { type: 'user', id: user.id }, data: { userId: user.id } });
    return user;
  }

  @Publishes(userRegistered, (_done, user: User) => ({
    target: { type: 'user', id: user.id },
    data: { userId: user.id, roles: user.roles },
  }))
  async store(tx: TenantTransaction, user: User): Promise<void> {
    await tx.repository(User).insert(user);
  }
}
