import type { NestFastifyApplication } from '@nestjs/platform-fastify';

export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
}

export interface Answer {
  readonly status: number;
  /** Parsed. */
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into it and fails where it is not as expected
  readonly body: any;
}

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

/** Somebody who sends requests, with a token or without. */
export class Caller {
  constructor(
    private readonly app: NestFastifyApplication,
    readonly tokens?: Tokens,
  ) {}

  get = (url: string): Promise<Answer> => this.send('GET', url);
  post = (url: string, body?: object): Promise<Answer> => this.send('POST', url, body);
  patch = (url: string, body?: object): Promise<Answer> => this.send('PATCH', url, body);
  delete = (url: string): Promise<Answer> => this.send('DELETE', url);

  async graphql(query: string, variables: object = {}): Promise<Answer['body']> {
    const { body } = await this.post('/graphql', { query, variables });
    return body;
  }

  async send(method: Method, url: string, payload?: object, headers: Record<string, string> = {}): Promise<Answer> {
    const authorization = this.tokens ? { authorization: `Bearer ${this.tokens.accessToken}` } : {};
    const answer = await this.app.inject({ method, url, payload, headers: { ...authorization, ...headers } });
    return { status: answer.statusCode, body: answer.json() };
  }
}
