import { newId } from '../context/ids.js';
import { type RequestContext, runInContext } from '../context/request-context.js';
import { ValidationError } from '../errors/application-error.js';
import { Acknowledgement } from './acknowledgement.js';
import type { LiveSocket } from './live-socket.js';
import { MessageBudget, type MessageLimits } from './message-budget.js';
import { NoAnswerError, TooManyMessagesError, UnknownMessageError } from './realtime-errors.js';

type Handler = (payload: unknown) => Promise<unknown>;

const DEEPEST = 8;

/**
 * Takes what one client sends: one message after the other, each in a context of its own and each acknowledged, whatever it
 * is. socket.io calls listeners where nothing catches, so nothing here may throw.
 */
export class MessageIntake {
  readonly #handlers = new Map<string, Handler>();
  readonly #budget: MessageBudget;
  #turn: Promise<void> = Promise.resolve();
  #waiting = 0;

  constructor(
    private readonly socket: LiveSocket,
    private readonly limits: MessageLimits,
    /** The database refused the client's sign-in. */
    private readonly signInEnded: () => void,
    /** Counts a message of this user among those of all connections and processes. */
    private readonly count: (context: RequestContext) => Promise<void> | undefined = () => undefined,
  ) {
    this.#budget = new MessageBudget(limits);
    socket.onAny((name: string, ...args: unknown[]) => this.#take(name, args));
  }

  handle(name: string, handler: Handler): void {
    this.#handlers.set(name, handler);
  }

  #take(name: string, args: unknown[]): void {
    const acknowledgement = new Acknowledgement(args.at(-1));
    const requestId = `req_${newId()}`;
    const handler = this.#handlers.get(name);
    // Also when the client keeps to its rate but the database does not keep up: what waits is bounded.
    if (!this.#budget.take() || this.#waiting >= this.limits.burst) {
      acknowledgement.refuse(new TooManyMessagesError(), requestId);
    } else if (!handler) {
      acknowledgement.refuse(new UnknownMessageError(), requestId);
    } else {
      const payload = args.filter((argument) => typeof argument !== 'function');
      this.#waiting += 1;
      this.#turn = this.#turn.then(() => this.#answer(name, handler, payload, acknowledgement, requestId));
    }
  }

  async #answer(
    name: string,
    handler: Handler,
    payload: readonly unknown[],
    acknowledgement: Acknowledgement,
    requestId: string,
  ): Promise<void> {
    this.#waiting -= 1;
    if (!this.socket.connected) return;
    const { actor } = this.socket.data;
    const context = { requestId, correlationId: requestId, accountId: actor.accountId, actor };
    await runInContext(context, async () => {
      try {
        await this.count(context);
        const answer = await handler(readPayload(payload));
        if (typeof answer !== 'object' || answer === null) throw new NoAnswerError(name);
        acknowledgement.accept(answer);
      } catch (thrown) {
        if (acknowledgement.refuse(thrown, requestId) === 401) this.signInEnded();
      }
    });
  }
}

/** @throws ValidationError */
function readPayload(payload: readonly unknown[]): unknown {
  if (payload.length > 1) throw new ValidationError({ '': ['a message holds one value besides its acknowledgement'] });
  if (isDeeper(payload[0], DEEPEST)) throw new ValidationError({ '': ['the message is nested too deeply'] });
  return payload[0];
}

/** Before anything looks into it that calls itself for each level. */
function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((part) => isDeeper(part, levels - 1));
}
