import { randomBytes } from 'node:crypto';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { ServiceUnavailableError } from '#platform/errors/application-error.js';
import { drawn, png } from '../testing/pictures.js';
import { profilePicture } from './profile-picture.js';
import { redrawn } from './redrawn-picture.js';

const LIMITS = { pixels: 4_096 * 4_096, bytes: 1024 * 1024 };
const RED = { r: 255, g: 0, b: 0 };
const PLACE = 'Sporgasse 12, Graz';
const FORMATS = ['png', 'jpeg', 'webp'] as const;

/** Wide and blue, with red on the left. */
const flag = (): Sharp =>
  sharp({ create: { width: 40, height: 20, channels: 3, background: { r: 0, g: 0, b: 255 } } }).composite([
    { input: { create: { width: 20, height: 20, channels: 3, background: RED } }, left: 0, top: 0 },
  ]);

/** As a telephone makes one: it lies on its side, and says so, and where it was taken. */
const photograph = async (format: (typeof FORMATS)[number]): Promise<Buffer> => {
  const told = flag()
    .withExif({ IFD0: { ImageDescription: PLACE }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '47/1 4/1 0/1' } })
    .withXmp(`<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf>${PLACE}</rdf></x:xmpmeta>`)
    .withMetadata({ orientation: 6 });
  return Buffer.concat([await told.toFormat(format).toBuffer(), Buffer.from(PLACE)]);
};

describe('a picture that is drawn again', () => {
  it.each(FORMATS)('from a %s has nothing left but its pixels', async (format) => {
    const file = await photograph(format);
    expect((await sharp(file).metadata()).exif).toBeDefined();
    expect(file.includes(PLACE)).toBe(true);
    const made = (await redrawn(file, `image/${format}`, LIMITS)) as Buffer;
    const { exif, xmp, iptc, icc, orientation, format: kept } = await sharp(made).metadata();
    expect({ exif, xmp, iptc, icc, orientation, kept }).toEqual({ kept: format });
    expect(made.includes(PLACE)).toBe(false);
  });

  it.each(FORMATS)('from a %s stands upright', async (format) => {
    const made = (await redrawn(await photograph(format), `image/${format}`, LIMITS)) as Buffer;
    const { data, info } = await sharp(made).raw().toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual([20, 40]);
    const at = (x: number, y: number) => data[(y * info.width + x) * info.channels] as number;
    // Turned clockwise, the left is above.
    expect([at(10, 5) > 200, at(10, 35) < 50]).toEqual([true, true]);
  });

  it('is as large as anybody is shown, and stays small if it was', async () => {
    const size = async (width: number, height: number) => {
      const { width: w, height: h } = await sharp(
        await redrawn(await drawn('jpeg', width, height), 'image/jpeg', LIMITS),
      ).metadata();
      return [w, h];
    };
    expect(await size(2_048, 1_024)).toEqual([1_024, 512]);
    expect(await size(30, 20)).toEqual([30, 20]);
  });

  it('is smaller where it would have too many bytes', async () => {
    const raw = { width: 700, height: 700, channels: 3 } as const;
    const noise = await sharp(randomBytes(700 * 700 * 3), { raw })
      .png()
      .toBuffer();
    expect(noise.length).toBeGreaterThan(LIMITS.bytes);
    const made = (await redrawn(noise, 'image/png', LIMITS)) as Buffer;
    expect(made.length).toBeLessThan(LIMITS.bytes);
    expect((await sharp(made).metadata()).width).toBe(512);
  });

  it('is none where it is broken, or has more pixels than it may', async () => {
    const file = await drawn('png', 100, 100);
    expect(await redrawn(file.subarray(0, file.length / 2), 'image/png', LIMITS)).toBeUndefined();
    expect(await redrawn(file, 'image/png', { ...LIMITS, pixels: 9_999 })).toBeUndefined();
    expect(await redrawn(file, 'image/png', { ...LIMITS, pixels: 10_000 })).toBeDefined();
  });

  it('is refused when too many wait for it, and the others are drawn', async () => {
    const file = await drawn('png');
    const answers = await Promise.allSettled(Array.from({ length: 60 }, () => redrawn(file, 'image/png', LIMITS)));
    const refused = answers.filter(({ status }) => status === 'rejected');
    expect(refused).toHaveLength(8);
    for (const answer of refused) expect(answer).toMatchObject({ reason: expect.any(ServiceUnavailableError) });
  });
});

describe('a picture of somebody', () => {
  it('is refused by its header, before anything makes room for what that says', async () => {
    const bomb = profilePicture(png(65_535, 65_535));
    await expect(bomb).rejects.toMatchObject({ fields: { '': ['must have from 1 to 4096 pixels each way'] } });
    const broken = profilePicture(png(4_096, 4_096));
    await expect(broken).rejects.toMatchObject({ fields: { '': ['must be a picture that can be shown'] } });
  });

  it('has the same address when it is the same, and another when it is not', async () => {
    const [one, same, other] = await Promise.all(
      [8, 8, 9].map(async (width) => (await profilePicture(await drawn('png', width))).hash),
    );
    expect(same).toBe(one);
    expect(other).not.toBe(one);
  });
});
