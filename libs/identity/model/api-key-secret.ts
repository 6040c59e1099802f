import { randomBytes } from 'node:crypto';
import { secretHash } from './secret-hash.js';

/** `praxis_<prefix>_<secret>`: 8 hexadecimal digits that are shown, and 256 bits that are not. */
const API_KEY = /^praxis_[0-9a-f]{8}_[\w-]{43}$/;

export const isApiKey = (text: string): boolean => API_KEY.test(text);

export function newApiKey(): { key: string; prefix: string; hash: string } {
  const prefix = randomBytes(4).toString('hex');
  const key = `praxis_${prefix}_${randomBytes(32).toString('base64url')}`;
  return { key, prefix: `praxis_${prefix}`, hash: secretHash(key) };
}
