import { FastifyAdapter } from '@nestjs/platform-fastify';
import { FASTIFY_OPTIONS } from './fastify-options.js';

/** The HTTP server, with bounds on what it takes in. */
export class ServerAdapter extends FastifyAdapter {
  constructor() {
    super(FASTIFY_OPTIONS);
  }

  /** Nest would turn the server's own errors into exceptions without their code, and broken JSON could not be told apart. */
  override mapException(error: unknown): unknown {
    return error;
  }
}
