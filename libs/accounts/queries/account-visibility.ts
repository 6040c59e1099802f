import { Injectable } from '@nestjs/common';
import type { Actor } from '#platform/context/actor.js';
import type { ObjectVisibility } from '#platform/visibility/object-visibility.js';

/** Everybody sees their own account. */
@Injectable()
export class AccountVisibility implements ObjectVisibility {
  readonly type = 'account';

  async visible({ accountId }: Actor, ids: readonly string[]): Promise<ReadonlySet<string>> {
    return new Set(ids.filter((id) => id === accountId));
  }
}
