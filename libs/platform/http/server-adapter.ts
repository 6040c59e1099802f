import { MethodNotAllowedException, NotFoundException } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { DocumentedAddresses } from './documented-addresses.js';
import { FASTIFY_OPTIONS, MOST_CONNECTIONS } from './fastify-options.js';
import { installMediaBodies } from './media-body.js';
import { answerWithError } from './unified-error-filter.js';
import { refuseExpectation } from './unreadable-request.js';

/** What a form of any other page can send without asking first; Fastify and Nest would each understand one of them. */
const FORM_TYPES = ['text/plain', 'application/x-www-form-urlencoded'];

/** The HTTP server, with bounds on what it takes in, and the unified error for what fails before or outside a controller. */
export class ServerAdapter extends FastifyAdapter {
  readonly #documented = new DocumentedAddresses();

  /** @param trustProxy addresses and networks whose `X-Forwarded-…` headers are believed; none when absent */
  constructor(trustProxy?: readonly string[]) {
    super({ ...FASTIFY_OPTIONS, trustProxy: trustProxy ? [...trustProxy] : false });
    this.instance.server.maxConnections = MOST_CONNECTIONS;
    this.instance.server.on('checkExpectation', refuseExpectation);
    this.instance.setErrorHandler((error, request, reply) => answerWithError(error, request, reply));
    this.instance.addHook('onRoute', (route) => this.#documented.note(route));
    installMediaBodies(this.instance);
  }

  /**
   * Nest sets its handler after the routes, which is too late for them once a plugin (GraphQL) has been awaited in between:
   * they would answer with Fastify's own errors.
   */
  override setErrorHandler() {
    return this.instance;
  }

  /** For an address that takes other methods, 405 with these. OPTIONS are asked by browsers of other origins, to whom nothing is told. */
  override setNotFoundHandler() {
    return this.instance.setNotFoundHandler((request, reply) => {
      const methods = request.method === 'OPTIONS' ? [] : this.#documented.methodsAt(request.url);
      if (methods.length > 0) reply.header('allow', methods.join(', '));
      const refusal = methods.length > 0 ? new MethodNotAllowedException() : new NotFoundException();
      answerWithError(refusal, request, reply);
    });
  }

  /** Bodies are JSON. */
  override registerParserMiddleware(prefix?: string, rawBody?: boolean): void {
    if (this.isParserRegistered) return;
    super.registerParserMiddleware(prefix, rawBody);
    this.instance.removeContentTypeParser(FORM_TYPES);
  }

  /** Nest would turn the server's own errors into exceptions without their code, and broken JSON could not be told apart. */
  override mapException(error: unknown): unknown {
    return error;
  }
}
