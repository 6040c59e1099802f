import { crc32, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, type Practice, practice } from '#test/support/practice.js';
import { bearer, send } from './wire.js';

let clinic: Practice;
let admin: Client;
beforeAll(async () => {
  clinic = await practice();
  admin = await clinic.as('admin');
});
afterAll(() => clinic?.[Symbol.asyncDispose]());

const ask = (method: string, path: string, body?: Buffer, headers: Record<string, string> = {}) =>
  send(clinic.url, method, path, { body, headers: { ...bearer(admin.token), ...headers } });

describe('a picture', () => {
  const put = (bytes: Buffer, type = 'image/png', more: Record<string, string> = {}) =>
    ask('PUT', `/api/v1/users/${clinic.id('admin')}/picture`, bytes, { 'content-type': type, ...more });

  it.each<[string, () => Buffer, string]>([
    ['a page', () => Buffer.from('<!doctype html><script>alert(1)</script>'), 'image/png'],
    ['an SVG', () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'), 'image/png'],
    ['an archive', () => Buffer.from('PK\u0003\u0004zip', 'latin1'), 'image/png'],
    ['an archive of pictures', () => gzipSync(picture(8, 8)), 'image/png'],
    ['four thousand million pixels in some bytes', () => picture(65_000, 65_000), 'image/png'],
    ['no pixels', () => picture(0, 0), 'image/png'],
    ['negative pixels', () => picture(0xffffffff, 1), 'image/png'],
    ['only the beginning of one', () => picture(8, 8).subarray(0, 20), 'image/png'],
    ['nothing', () => Buffer.alloc(0), 'image/png'],
  ])('is not %s', async (_what, bytes, type) => {
    expect((await put(bytes(), type)).status).toBe(422);
  });

  it('is not taken as another type, packed, or larger than it may be', async () => {
    for (const type of [
      'image/svg+xml',
      'text/html',
      'image/gif',
      'application/zip',
      'multipart/form-data; boundary=x',
    ])
      expect([type, (await put(picture(8, 8), type)).status]).toEqual([type, 415]);
    expect((await put(gzipSync(picture(8, 8)), 'image/png', { 'content-encoding': 'gzip' })).status).toBe(422);
    expect((await put(Buffer.concat([picture(8, 8), Buffer.alloc(1024 * 1024)]))).status).toBe(413);
  });

  it('that is a page as well is never shown as one', async () => {
    const both = Buffer.concat([picture(8, 8), Buffer.from('<html><script>alert(1)</script></html>')]);
    expect((await put(both, 'image/png')).status).toBe(200);
    const { headers, text } = await ask('GET', `/api/v1/users/${clinic.id('admin')}/picture`, undefined, {
      accept: 'text/html',
    });
    expect(text).not.toContain('<script>');
    expect(headers).toMatchObject({
      'content-type': 'image/png',
      'x-content-type-options': 'nosniff',
      'content-disposition': expect.stringMatching(/^attachment/),
      'content-security-policy': expect.stringContaining("default-src 'none'"),
    });
  });

  it('reaches no file by its name or type', async () => {
    const path = `/api/v1/users/${clinic.id('admin')}/picture`;
    const png = picture(8, 8);
    const named = { 'content-type': 'image/png', 'content-disposition': 'attachment; filename="../../../evil.html"' };
    expect((await ask('PUT', path, png, named)).status).toBe(200);
    for (const query of ['?v=../../etc/passwd', '?file=../../etc/passwd', '/../../../package.json']) {
      const { text, headers } = await ask('GET', `${path}${query}`);
      expect(text).not.toMatch(/"devDependencies"|root:/);
      expect(headers['content-disposition'] ?? 'attachment; filename="picture.png"').toBe(
        'attachment; filename="picture.png"',
      );
    }
  });
});

/** A PNG of one colour that says that it is so large. */
function picture(width: number, height: number): Buffer {
  const size = Buffer.alloc(13);
  size.writeUInt32BE(width, 0);
  size.writeUInt32BE(height, 4);
  size.set([8, 0, 0, 0, 0], 8);
  const chunk = (type: string, data: Buffer) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    const body = Buffer.concat([Buffer.from(type), data]);
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', size),
    chunk('IDAT', deflateSync(Buffer.alloc(72))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
