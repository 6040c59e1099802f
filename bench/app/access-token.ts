import { randomBytes } from 'node:crypto';
import { JwtService } from '@nestjs/jwt';
import { v7 } from 'uuid';

/** Given to every process of the application under test as JWT_SECRET. */
export const TOKEN_SECRET = randomBytes(48).toString('base64url');

/** Like the tokens that signing in gives, but good for as long as a bench may run. */
export function accessToken(user: { id: string; accountId: string; roles: readonly string[] }): string {
  const signing = new JwtService({ secret: TOKEN_SECRET });
  const claims = { acc: user.accountId, roles: user.roles, sid: v7(), iatMs: Date.now() };
  const lifetime = { algorithm: 'HS256', issuer: 'praxis', audience: 'praxis:api', expiresIn: '1d' } as const;
  return signing.sign(claims, { subject: user.id, ...lifetime });
}
