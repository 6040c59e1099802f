import type { TenantTransaction } from '#platform/database/tenant-database.js';
import type { ProfilePicture } from './profile-picture.js';

const STORE = `
  insert into identity.picture as known (user_id, account_id, media_type, hash, bytes) values ($1, $2, $3, $4, $5)
  on conflict (user_id) do update set media_type = excluded.media_type, hash = excluded.hash, bytes = excluded.bytes
  where known.hash <> excluded.hash`;

/** @returns whether it was not there already */
export async function storePicture(tx: TenantTransaction, userId: string, picture: ProfilePicture): Promise<boolean> {
  const { mediaType, hash, bytes } = picture;
  return (await tx.execute(STORE, [userId, tx.accountId, mediaType, hash, bytes])) > 0;
}

/** @returns whether there was one */
export const removePicture = async (tx: TenantTransaction, userId: string): Promise<boolean> =>
  (await tx.execute('delete from identity.picture where user_id = $1', [userId])) > 0;
