/** What is remembered and told of a failure. */
export interface FailureReport {
  readonly code: string;
  readonly message: string;
}

export class ReactionTimeoutError extends Error {
  readonly code = 'REACTION_TIMEOUT';

  constructor(reaction: string, limit: number) {
    super(`Reaction "${reaction}" took longer than ${limit} ms.`);
  }
}

/** Another process has this reaction's checkpoint at the moment. */
export class CheckpointTakenError extends Error {}

export function failureReport(error: unknown): FailureReport {
  const code = (error as { code?: unknown })?.code;
  return {
    code: typeof code === 'string' ? code : 'REACTION_FAILED',
    message: error instanceof Error ? error.message : String(error),
  };
}
