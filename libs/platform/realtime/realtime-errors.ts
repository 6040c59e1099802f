import { ConflictError, NotFoundError, TooManyRequestsError } from '../errors/application-error.js';

/** More messages than {@link MESSAGE_LIMITS} allow. */
export class TooManyMessagesError extends TooManyRequestsError {
  constructor() {
    super('Too many messages on this connection. Send fewer, and wait for their acknowledgements.');
  }
}

export class UnknownMessageError extends NotFoundError {
  constructor() {
    super('MESSAGE_NOT_FOUND', 'The server takes no message of this name.');
  }
}

export class WatchLimitError extends ConflictError {
  constructor(most: number) {
    super('WATCH_LIMIT_CONFLICT', `One connection watches at most ${most} objects. Unwatch some first.`, { most });
  }
}

/** A defect of a gateway: what it answers becomes the acknowledgement, so it must be an object. */
export class NoAnswerError extends Error {
  constructor(message: string) {
    super(
      `The handler of socket message "${message}" answered with nothing. Return an object, {} at least, ` +
        'and put @SocketGateway() on its class, so that its errors are seen.',
    );
  }
}
