import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GIF, HTML, jpeg, png, SVG, webp } from '../testing/pictures.js';
import { readPictureHeader } from './picture-header.js';

describe('the header of a picture', () => {
  it.each([
    ['a PNG', png(640, 480), 'image/png'],
    ['a JPEG', jpeg(640, 480), 'image/jpeg'],
    ['a lossy WebP', webp('VP8 ', 640, 480), 'image/webp'],
    ['a lossless WebP', webp('VP8L', 640, 480), 'image/webp'],
    ['an extended WebP', webp('VP8X', 640, 480), 'image/webp'],
  ])('of %s says its size', (_what, bytes, mediaType) => {
    expect(readPictureHeader(bytes)).toEqual({ mediaType, width: 640, height: 480 });
  });

  it.each([
    ['SVG', SVG],
    ['HTML', HTML],
    ['GIF', GIF],
    ['nothing', Buffer.alloc(0)],
    ['a JPEG without a frame', Buffer.from([0xff, 0xd8, 0xff, 0xff, 0xff, 0xff])],
    ['a JPEG with segments of no length', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 0, 0xff, 0xe0, 0, 0])],
  ])('of %s is none', (_what, bytes) => {
    expect(readPictureHeader(bytes)).toBeUndefined();
  });

  it('is read or not, but never fails, whatever comes after a good beginning', () => {
    const beginnings = [png(1, 1), jpeg(1, 1), webp('VP8 ', 1, 1), webp('VP8L', 1, 1), webp('VP8X', 1, 1)];
    fc.assert(
      fc.property(fc.constantFrom(...beginnings), fc.nat(40), fc.uint8Array({ maxLength: 60 }), (start, cut, rest) => {
        readPictureHeader(Buffer.concat([start.subarray(0, cut), rest]));
      }),
      { numRuns: 2_000 },
    );
  });
});
