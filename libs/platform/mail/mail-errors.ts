/** This mail will never be accepted as it is: fatal, sending it again is useless. */
export class MailRejectedError extends Error {
  readonly retryable = false;

  constructor(mailId: string, reason: string) {
    super(
      `Mail ${mailId} was refused for good: ${reason}. Correct the recipient or the content; a retry will not help.`,
    );
    this.name = 'MailRejectedError';
  }
}

/** This mail could not be handed over now: retryable. It may have been accepted if the connection broke at the very end. */
export class MailUnavailableError extends Error {
  readonly retryable = true;

  constructor(mailId: string, reason: string) {
    super(`Mail ${mailId} could not be handed over: ${reason}. It can be sent again as it is.`);
    this.name = 'MailUnavailableError';
  }
}
