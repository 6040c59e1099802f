import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { newId } from '../context/ids.js';
import { runInContext } from '../context/request-context.js';
import { errorAnswer } from '../http/error-response.js';
import { SECURITY_HEADERS } from '../http/security-headers.js';
import { CallSignature, SIGNATURE_HEADER } from './call-signature.js';
import { bodyOf, CallTooLargeError, CONTRACTS_PATH, callFromWire } from './contract-call.js';
import { isNamedError, UnknownContractError } from './service-errors.js';
import { ServiceRegistry } from './service-registry.js';
import { errorToWire } from './wire-error.js';
import { toWire } from './wire-value.js';

const BEFORE_NAME = `${CONTRACTS_PATH}/`;
const JSON_TYPE = 'application/json; charset=utf-8';

/**
 * Answers other processes of this installation, as the registry answers contexts of this one. Not a route: it stands before the
 * ones that clients use, whose hooks, guards and envelope serve none of its ends and cost time (docs/adr/0006). Nothing of a call is
 * looked at before its signature has been checked.
 */
@Injectable()
export class ContractDoor implements OnModuleInit {
  constructor(
    private readonly services: ServiceRegistry,
    private readonly signature: CallSignature,
    private readonly host: HttpAdapterHost,
  ) {}

  onModuleInit(): void {
    const server: Server | undefined = this.host.httpAdapter?.getHttpServer();
    if (!server) return;
    const others = server.listeners('request');
    server.removeAllListeners('request');
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      if (request.url?.startsWith(BEFORE_NAME)) void this.#answer(request, response);
      else for (const listener of others) listener.call(server, request, response);
    });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const body = await bodyOf(request);
      const called = (request.url as string).slice(BEFORE_NAME.length);
      this.signature.verify(request.headers[SIGNATURE_HEADER], called, body);
      const [contract = '', method = ''] = called.split('/');
      if (request.method !== 'POST') throw new UnknownContractError(contract, method);
      const invoke = this.services.served(contract, method);
      const { args, context = fresh() } = callFromWire(body);
      const text = await runInContext(context, () => answered(() => invoke(args), context.requestId, response));
      response.setHeader('content-type', JSON_TYPE).setHeader('content-length', Buffer.byteLength(text)).end(text);
    } catch (error) {
      // A caller that broke off in the middle of its call is not there to be told.
      if (request.complete || error instanceof CallTooLargeError) refuse(error, response);
    }
  }
}

/** Of a caller that had no context. */
function fresh() {
  const requestId = `req_${newId()}`;
  return { requestId, correlationId: requestId };
}

/** What the callee threw without naming it is logged here, in the caller's context, and told to nobody. */
async function answered(work: () => Promise<unknown>, requestId: string, response: ServerResponse): Promise<string> {
  try {
    return toWire(await work());
  } catch (thrown) {
    const { status, error } = errorAnswer(thrown, requestId);
    const named = isNamedError(thrown) ? errorToWire(thrown) : {};
    response.statusCode = status;
    return toWire({ success: false, error: { ...error, ...named }, requestId });
  }
}

/** For a stranger, with all that strangers get. The connection ends: the body may not have been read. */
function refuse(thrown: unknown, response: ServerResponse): void {
  const { requestId } = fresh();
  const { status, error } = errorAnswer(thrown, requestId);
  for (const [name, value] of SECURITY_HEADERS) response.setHeader(name, value);
  response
    .writeHead(status, { 'content-type': JSON_TYPE, 'x-request-id': requestId, connection: 'close' })
    .end(JSON.stringify({ success: false, error, requestId }));
}
