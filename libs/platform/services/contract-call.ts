import type { Readable } from 'node:stream';
import type { RequestContext } from '../context/request-context.js';
import { fromWire, toWire } from './wire-value.js';

/** The way of a call to another process. Not part of the public interface: both ends run the same version. */
export const CONTRACTS_PATH = '/internal/contracts';

/** Largest body of a call, in characters. */
const LARGEST_CALL = 4 * 1024 * 1024;

/** 413, without reading on. */
export class CallTooLargeError extends Error {
  readonly statusCode = 413;

  constructor() {
    super(`A call has more than ${LARGEST_CALL} characters. Ask for less at once.`);
  }
}

/** @throws CallTooLargeError, and the error of a connection that breaks off */
export function bodyOf(request: Readable): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => {
      text += chunk;
      if (text.length > LARGEST_CALL) reject(new CallTooLargeError());
    });
    request.on('end', () => resolve(text));
    request.on('error', reject);
  });
}

/** What a call carries: the arguments, and on whose behalf and because of what it is made. */
export interface ContractCall {
  readonly args: unknown[];
  readonly context?: RequestContext;
}

/** What is signed besides the body. */
export const calledName = (contract: string, method: string): string => `${contract}/${method}`;

/** @throws UnsendableValueError */
export const callToWire = ({ args, context }: ContractCall): string =>
  context ? `{"args":${toWire(args)},"context":${JSON.stringify(travelling(context))}}` : `{"args":${toWire(args)}}`;

export const callFromWire = (body: string): ContractCall => fromWire(body) as ContractCall;

/** Without what concerns the one request that the caller is answering, such as what is wrong with its credential. */
function travelling(context: RequestContext): RequestContext {
  const { requestId, correlationId, causationId, traceparent, accountId, siteId, sectorId, actor } = context;
  return { requestId, correlationId, causationId, traceparent, accountId, siteId, sectorId, actor };
}
