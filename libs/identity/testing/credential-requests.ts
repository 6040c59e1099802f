import { expect } from 'vitest';
import type { Answer } from './caller.js';
import type { IdentityApplication } from './identity-application.js';

/** Good, and not the one that everybody begins with. */
export const NEXT_PASSWORD = 'a quite different one';

export const TOKEN_REFUSED = {
  status: 422,
  error: { code: 'VALIDATION_FAILED', details: { fields: { token: expect.anything() } } },
};

/** An error without what differs from one request to the next. */
export function stable({ status, body }: Answer) {
  const { timestamp, requestId, ...error } = body.error;
  return { status, error };
}

/** What anybody can send who is not signed in. */
export class CredentialRequests {
  constructor(private readonly app: () => IdentityApplication) {}

  auth = (path: string, body?: object): Promise<Answer> => this.app().nobody.post(`/api/v1/auth/${path}`, body);
  statusOfLogin = async (email: string, password: string): Promise<number> =>
    (await this.auth('login', { email, password })).status;

  userWith = async (email: string) => {
    const [user] = await this.app().sql<{ id: string; roles: string[]; active: boolean; email_verified_at: Date }>(
      'select * from identity.user where email = $1',
      [email],
    );
    return user;
  };
}
