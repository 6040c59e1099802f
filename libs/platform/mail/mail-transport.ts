/** A finished message (RFC 5322) with its envelope. */
export interface ComposedMail {
  readonly id: string;
  readonly sender: string;
  readonly recipient: string;
  readonly content: Buffer;
}

/** Takes finished messages to where they are read. */
export abstract class MailTransport {
  /**
   * Resolves when the message is in safe hands.
   * @throws MailRejectedError it will never be accepted
   * @throws MailUnavailableError not now; a retry with the same id is safe
   */
  abstract deliver(mail: ComposedMail): Promise<void>;

  /** Frees connections. What is being delivered finishes; what waits for a connection fails as unavailable. */
  abstract close(): void;
}
