import { BulkheadRejectedError, bulkhead } from 'cockatiel';
import type { Sharp, SharpOptions } from 'sharp';
import { ServiceUnavailableError } from '#platform/errors/application-error.js';
import type { PictureHeader } from './picture-header.js';

/** Pixels each way. From the second on for those few, mostly PNG with noise, that are too large in the one before. */
const EDGES = [1_024, 512, 256];

/** Each takes up to 64 MiB of pixels, and one of the four threads on which passwords are hashed as well. */
const atATime = bulkhead(2, 50);

export type PictureLimits = {
  /** Of the file that is read, in all. */
  readonly pixels: number;
  /** Of the file that is made. */
  readonly bytes: number;
};

/**
 * A picture drawn again from its pixels, upright, with nothing else in it: no place and time where it was taken, no thumbnail
 * of what was cut off, nothing behind its end. 1,024 pixels each way at most, since nobody is shown larger.
 *
 * @returns undefined for what cannot be drawn
 * @throws ServiceUnavailableError when too many wait for it
 */
export async function redrawn(
  bytes: Buffer,
  mediaType: PictureHeader['mediaType'],
  limits: PictureLimits,
): Promise<Buffer | undefined> {
  try {
    return await atATime.execute(() => drawn(bytes, mediaType, limits));
  } catch (error) {
    if (error instanceof BulkheadRejectedError) throw new ServiceUnavailableError('Drawing pictures', { cause: error });
    throw error;
  }
}

async function drawn(bytes: Buffer, mediaType: PictureHeader['mediaType'], limits: PictureLimits) {
  // On first use: the library stays out of the memory of processes that never draw.
  const { default: sharp } = await import('sharp');
  const options: SharpOptions = { limitInputPixels: limits.pixels, failOn: 'error', autoOrient: true };
  for (const edge of EDGES) {
    const picture = sharp(bytes, options)
      .timeout({ seconds: 10 })
      .resize({ width: edge, height: edge, fit: 'inside', withoutEnlargement: true });
    const made = await encoded(picture, mediaType)
      .toBuffer()
      // The library has one kind of error, for whatever is wrong with the file.
      .catch(() => undefined);
    if (!made || made.length <= limits.bytes) return made;
  }
  return undefined;
}

function encoded(picture: Sharp, mediaType: PictureHeader['mediaType']): Sharp {
  if (mediaType === 'image/png') return picture.png();
  return mediaType === 'image/webp' ? picture.webp({ quality: 90 }) : picture.jpeg({ quality: 90 });
}
