import type { Counter } from 'prom-client';
import { currentContext } from '../context/request-context.js';
import { CallRefusedError, NoAnswerError } from '../resilience/call-failures.js';
import type { CallPolicy } from '../resilience/call-policy.js';
import type { CallSignature } from './call-signature.js';
import { SIGNATURE_HEADER } from './call-signature.js';
import { CONTRACTS_PATH, calledName, callToWire } from './contract-call.js';
import { type HttpAnswer, HttpPost } from './http-post.js';
import { type ContractClass, contractOptions } from './service-contract.js';
import type { ServiceEndpoint } from './service-registry.js';
import { errorFromWire, type WireError } from './wire-error.js';
import { fromWire } from './wire-value.js';

interface RemoteParts {
  readonly context: string;
  /** Base URL of a process that runs it. */
  readonly url: string;
  readonly signature: CallSignature;
  readonly policy: CallPolicy;
  readonly retries: Counter<'caller' | 'contract' | 'method'>;
}

/**
 * A context that runs in another process; its contracts are called over HTTP. A call may be sent more than once, and one that was
 * given up may still be worked on: the methods of contracts only read, or do the same however often they are called.
 */
export class RemoteContext {
  readonly #http: HttpPost;

  constructor(private readonly parts: RemoteParts) {
    this.#http = new HttpPost(parts.url);
  }

  get name(): string {
    return this.parts.context;
  }

  /** The way to one of its contracts. Throws errors of the contract as they were thrown, and those of {@link CallPolicy.run}. */
  endpoint(contract: ContractClass): ServiceEndpoint {
    const { policy, context, retries } = this.parts;
    const { name, errors } = contractOptions(contract);
    return {
      provider: context,
      location: 'remote',
      call: (method, args, caller) => {
        const called = calledName(name, method);
        const body = callToWire({ args, context: currentContext() });
        const onRetry = () => retries.inc({ caller, contract: name, method });
        return policy.run(async (signal) => {
          const answer = await this.#send(called, body, signal);
          return answered(context, answer, errors);
        }, onRetry);
      },
    };
  }

  close(): Promise<void> {
    return this.#http.close();
  }

  async #send(called: string, body: string, signal: AbortSignal): Promise<HttpAnswer> {
    // Signed for each try: the time is part of it, and a retry may come late.
    const headers = {
      'content-type': 'application/json',
      [SIGNATURE_HEADER]: this.parts.signature.sign(called, body),
    };
    try {
      return await this.#http.send(`${CONTRACTS_PATH}/${called}`, headers, body, signal);
    } catch (error) {
      const reason = signal.aborted ? 'it took too long' : ((error as { code?: string }).code ?? String(error));
      throw new NoAnswerError(this.name, reason, { cause: error });
    }
  }
}

function answered(callee: string, { status, text }: HttpAnswer, known: Parameters<typeof errorFromWire>[1]): unknown {
  if (status === 200) return parsed(callee, text);
  if (status >= 500) throw new NoAnswerError(callee, `it failed with ${status}`);
  const { error } = parsed(callee, text) as { error?: Partial<WireError> };
  // Without a kind it is not the contract that refuses, but the process: wrong signature, unknown method.
  if (error?.kind) throw errorFromWire(error as WireError, known);
  throw new CallRefusedError(callee, `${status} ${error?.code ?? ''}`.trimEnd());
}

function parsed(callee: string, text: string): unknown {
  try {
    return fromWire(text);
  } catch (error) {
    throw new NoAnswerError(callee, 'what it answered is not a contract’s answer', { cause: error });
  }
}
