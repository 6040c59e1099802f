import { Injectable } from '@nestjs/common';
import { PROFILE_PICTURE, userUpdated } from '#identity/contract/index.js';
import type { TenantTransaction } from '#platform/database/tenant-database.js';
import type { EventEnvelope } from '#platform/events/event-envelope.js';
import { Reaction, type Reacts } from '#platform/messaging/reaction.js';
import { recordStored } from '../model/storage-register.js';

interface PictureFacts {
  readonly userId: string;
  readonly pictureBytes?: number;
}

/** What was kept for a picture is stored now, or what was stored is gone. A deactivated user's picture is stored until it is taken away. */
@Injectable()
@Reaction({
  name: 'accounts.count-stored-when-users-change',
  label: 'Storage of the plan',
  on: [userUpdated],
  from: 'beginning',
})
export class CountStoredWhenUsersChange implements Reacts<PictureFacts> {
  async react({ timestamp, data }: EventEnvelope<PictureFacts>, tx: TenantTransaction): Promise<void> {
    const { userId, pictureBytes } = data;
    if (pictureBytes === undefined) return;
    await recordStored(tx, { kind: PROFILE_PICTURE, objectId: userId, bytes: pictureBytes, asOf: timestamp });
  }
}
