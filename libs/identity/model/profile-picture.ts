import { createHash } from 'node:crypto';
import { ValidationError } from '#platform/errors/application-error.js';
import { type PictureHeader, readPictureHeader } from './picture-header.js';

/** Pixels each way: few bytes can say that there are billions, and every browser that shows them would make room for all. */
const LARGEST = 4_096;

export interface ProfilePicture {
  readonly mediaType: PictureHeader['mediaType'];
  readonly hash: string;
  readonly bytes: Buffer;
}

/** @throws ValidationError for what is no picture, or one that is too large */
export function profilePicture(bytes: Buffer | undefined): ProfilePicture {
  const header = bytes && readPictureHeader(bytes);
  if (!header) throw new ValidationError({ '': ['must be a PNG, JPEG or WebP picture'] });
  const { mediaType, width, height } = header;
  if (Math.min(width, height) < 1 || Math.max(width, height) > LARGEST) {
    throw new ValidationError({ '': [`must have from 1 to ${LARGEST} pixels each way`] });
  }
  return { mediaType, hash: createHash('sha256').update(bytes).digest('base64url').slice(0, 22), bytes };
}

/** Differs with each picture, so that nobody is shown the one before. */
export const pictureAddress = (userId: string, { hash }: Pick<ProfilePicture, 'hash'>): string =>
  `/api/v1/users/${userId}/picture?v=${hash}`;
