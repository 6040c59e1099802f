import { ApplicationError, NotFoundError, ServiceUnavailableError } from '../errors/application-error.js';

/** Whether it is an answer: an error that the callee throws on purpose, for the caller to see. */
export const isNamedError = (error: unknown): error is ApplicationError =>
  error instanceof ApplicationError && !(error instanceof ServiceUnavailableError);

export class UndeclaredRequirementError extends Error {
  constructor(caller: string, contract: string) {
    super(
      `Context "${caller}" calls contract "${contract}" without declaring it. Add it to "requires" in its manifest.`,
    );
  }
}

export class MissingProviderError extends Error {
  constructor(contract: string, requiredBy: readonly string[]) {
    super(
      `No context provides contract "${contract}", which ${requiredBy.join(', ')} requires. ` +
        'Add the context that provides it to apps/contexts.ts (or to CONTEXTS), say in CONTRACT_URLS where it runs, ' +
        'declare a fallback for each of its methods, or remove the requirement.',
    );
  }
}

export class DuplicateProviderError extends Error {
  constructor(contract: string, first: string, second: string) {
    super(`Contract "${contract}" is provided by both "${first}" and "${second}". A contract has one provider.`);
  }
}

export class IncompleteProviderError extends Error {
  constructor(contract: string, provider: string, method: string) {
    super(`Context "${provider}" provides contract "${contract}" without its method "${method}".`);
  }
}

export class RequirementCycleError extends Error {
  constructor(readonly cycle: readonly string[]) {
    super(
      `Contexts require each other in a circle: ${cycle.join(' → ')}. Break it: let one of them react to an event instead of calling.`,
    );
  }
}

/** 404, to another process. */
export class UnknownContractError extends NotFoundError {
  constructor(contract: string, method: string) {
    super('CONTRACT_NOT_FOUND', 'This process does not provide that method of that contract.', { contract, method });
  }
}
