import 'reflect-metadata';
import type { ApplicationError } from '../errors/application-error.js';

/**
 * A contract: an abstract class with typed methods, which other contexts may import and nobody else may construct.
 *
 * It may be answered by another process, and a call that gets no answer is made again. So each method only reads, or does the same
 * however often it is called; and it takes and answers plain data, dates included (see `wire-value.ts`).
 */
export type ContractClass<T = object> = abstract new (...args: never[]) => T;

export interface ContractOptions {
  /** Stable name, `<context>.<noun>`. */
  readonly name: string;
  readonly label: string;
  /** Every method, with what it answers, for the catalogue. Only these can be called. */
  readonly methods: Readonly<Record<string, string>>;
  /**
   * Named errors that callers may want to tell apart by their class. Others come from another process as the class of the same
   * meaning (NotFoundError, ConflictError, …), with the same code, message and details.
   */
  readonly errors?: readonly (abstract new (
    ...args: never[]
  ) => ApplicationError)[];
}

const OPTIONS = Symbol('praxis:contract');

/** Declares an abstract class as a service contract. */
export function ServiceContract(options: ContractOptions) {
  return (target: ContractClass): void => {
    Reflect.defineMetadata(OPTIONS, options, target);
  };
}

export class NotAContractError extends Error {
  constructor(candidate: ContractClass) {
    super(
      `"${(candidate as { name?: string }).name}" is not a service contract. Decorate the abstract class with @ServiceContract({ name, … }).`,
    );
  }
}

/** @throws NotAContractError */
export function contractOptions(contract: ContractClass): ContractOptions {
  const options: ContractOptions | undefined = Reflect.getMetadata(OPTIONS, contract);
  if (!options) throw new NotAContractError(contract);
  return options;
}
