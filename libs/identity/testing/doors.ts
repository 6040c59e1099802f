import { expect } from 'vitest';
import type { Caller } from './caller.js';
import { type IdentityApplication, PASSWORD } from './identity-application.js';

export type Headers = Record<string, string>;
type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

const LOGIN = '/api/v1/auth/login';
export const ME = '/api/v1/auth/me';
export const KEYS = '/api/v1/auth/api-keys';

export const basic = (email: string, password = PASSWORD): Headers => ({
  authorization: `Basic ${Buffer.from(`${email}:${password}`).toString('base64')}`,
});

/** The ways into an application, by headers. */
export class Doors {
  constructor(private readonly app: () => IdentityApplication) {}

  inject = (method: Method, url: string, headers: Headers, payload?: object) =>
    this.app().nest.inject({ method, url, headers, payload });

  me = async (headers: Headers): Promise<number> => (await this.inject('GET', ME, headers)).statusCode;
  whoIs = async (headers: Headers): Promise<string> => (await this.inject('GET', ME, headers)).json().data?.id;

  keyOf = async (user: Caller, wanted: object = {}): Promise<{ id: string; key: string; prefix: string }> => {
    const body = { name: 'Export', scopes: ['identity.user.view', 'identity.api_key.manage'], ...wanted };
    const answer = await user.post(KEYS, body);
    expect(answer.status).toBe(201);
    return answer.body.data;
  };

  cookieOf = async (email: string, headers: Headers = {}) => {
    const answer = await this.inject('POST', LOGIN, headers, { email, password: PASSWORD, session: 'cookie' });
    expect(answer.statusCode).toBe(200);
    const header = String(answer.headers['set-cookie']);
    const cookie = header.split(';')[0] as string;
    return { header, cookie, csrfToken: answer.json().data.csrfToken as string, body: answer.json().data };
  };
}
