import { createHash } from 'node:crypto';

/** What is kept of a token or a key: each holds 256 bits of chance or ends in a signature, so that a plain hash cannot be searched. */
export const secretHash = (secret: string): string => createHash('sha256').update(secret).digest('base64url');
