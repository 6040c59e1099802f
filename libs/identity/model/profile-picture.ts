import { createHash } from 'node:crypto';
import { ValidationError } from '#platform/errors/application-error.js';
import { LARGEST_PICTURE } from '#platform/http/media-body.js';
import { type PictureHeader, readPictureHeader } from './picture-header.js';
import { redrawn } from './redrawn-picture.js';

/** Pixels each way: few bytes can say that there are billions, and whoever draws them would make room for all. */
const LARGEST = 4_096;
const LIMITS = { pixels: LARGEST * LARGEST, bytes: LARGEST_PICTURE };

export interface ProfilePicture {
  readonly mediaType: PictureHeader['mediaType'];
  readonly hash: string;
  readonly bytes: Buffer;
}

/**
 * The picture as it is to be kept: its pixels, and nothing else that came with it.
 * @throws ValidationError for what is no picture, or one that is too large; ServiceUnavailableError
 */
export async function profilePicture(file: Buffer | undefined): Promise<ProfilePicture> {
  const header = file && readPictureHeader(file);
  if (!header) throw new ValidationError({ '': ['must be a PNG, JPEG or WebP picture'] });
  const { mediaType, width, height } = header;
  // Before anything makes room for what the header says.
  if (Math.min(width, height) < 1 || Math.max(width, height) > LARGEST) {
    throw new ValidationError({ '': [`must have from 1 to ${LARGEST} pixels each way`] });
  }
  const bytes = await redrawn(file, mediaType, LIMITS);
  if (!bytes) throw new ValidationError({ '': ['must be a picture that can be shown'] });
  return { mediaType, hash: createHash('sha256').update(bytes).digest('base64url').slice(0, 22), bytes };
}

/** Differs with each picture, so that nobody is shown the one before. */
export const pictureAddress = (userId: string, { hash }: Pick<ProfilePicture, 'hash'>): string =>
  `/api/v1/users/${userId}/picture?v=${hash}`;
