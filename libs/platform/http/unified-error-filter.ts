import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { errorAnswer } from './error-response.js';

/** Answers everything that controllers throw. GraphQL and sockets map with the same function, in their own rooms. */
@Catch()
export class UnifiedErrorFilter implements ExceptionFilter {
  catch(thrown: unknown, host: ArgumentsHost): void {
    if (host.getType<string>() !== 'http') throw thrown;
    const http = host.switchToHttp();
    answerWithError(thrown, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }
}

export function answerWithError(thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const requestId = request.praxis?.requestId ?? request.id;
  const { status, error } = errorAnswer(thrown, requestId);
  if (reply.sent) return;
  const { retryAfter } = error.details;
  if (typeof retryAfter === 'number') reply.header('retry-after', retryAfter);
  reply
    .code(status)
    .type('application/json; charset=utf-8')
    .send(JSON.stringify({ success: false, error, requestId }));
}
