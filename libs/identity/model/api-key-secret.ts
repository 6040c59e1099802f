import { createHash, randomBytes } from 'node:crypto';

/** `praxis_<prefix>_<secret>`: 8 hexadecimal digits that are shown, and 256 bits that are not. */
const API_KEY = /^praxis_[0-9a-f]{8}_[\w-]{43}$/;

export const isApiKey = (text: string): boolean => API_KEY.test(text);

export function newApiKey(): { key: string; prefix: string; hash: string } {
  const prefix = randomBytes(4).toString('hex');
  const key = `praxis_${prefix}_${randomBytes(32).toString('base64url')}`;
  return { key, prefix: `praxis_${prefix}`, hash: apiKeyHash(key) };
}

/** What is kept of a key: 256 bits of chance cannot be searched, so a plain hash does. */
export const apiKeyHash = (key: string): string => createHash('sha256').update(key).digest('base64url');
