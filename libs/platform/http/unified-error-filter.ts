import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { errorAnswer } from './error-response.js';

const JSON_TYPE = 'application/json; charset=utf-8';

interface WrittenError {
  readonly statusCode: number;
  readonly response: object;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** How the route writes an error. Default: in the envelope of REST. */
    errorForm?: (thrown: unknown, reply: FastifyReply) => WrittenError;
  }
}

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
  const { statusCode, response } = restForm(thrown, reply, request);
  if (reply.sent) return;
  const { retryAfter } = response.error.details;
  if (typeof retryAfter === 'number') reply.header('retry-after', retryAfter);
  reply.code(statusCode).type(JSON_TYPE).send(JSON.stringify(response));
}

/** Makes the error that is about to leave another one. @returns its body */
export function replaceError(thrown: unknown, reply: FastifyReply): string {
  const { errorForm = restForm } = reply.request.routeOptions.config;
  const { statusCode, response } = errorForm(thrown, reply);
  reply.code(statusCode).type(JSON_TYPE).removeHeader('retry-after');
  return JSON.stringify(response);
}

/** @param request given by itself where there is no route yet */
function restForm(thrown: unknown, reply: FastifyReply, request = reply.request) {
  const requestId = request.praxis?.requestId ?? request.id;
  const { status, error } = errorAnswer(thrown, requestId);
  return { statusCode: status, response: { success: false, error, requestId } };
}
