import type { Transaction } from '../database/transaction.js';
import type { EventDefinition, NewEvent } from './event-definition.js';

type Describe<T, R> = (result: R, ...args: never[]) => NewEvent<T>;
type Change<R> = (tx: never, ...args: never[]) => Promise<R>;

/**
 * For methods that change something inside a transaction, which they take as their first argument: when the method has done
 * its work, the event is published in the same transaction, so that no handler forgets to tell.
 *
 * @param describe makes target and data from the method's result and its arguments after the transaction
 */
export function Publishes<T, R>(definition: EventDefinition<T>, describe: Describe<T, R>) {
  return (_target: object, _name: string | symbol, descriptor: TypedPropertyDescriptor<Change<R>>): void => {
    const change = descriptor.value as unknown as (tx: Transaction, ...args: never[]) => Promise<R>;
    const changeAndPublish = async function (this: unknown, tx: Transaction, ...args: never[]): Promise<R> {
      const result = await change.call(this, tx, ...args);
      await tx.publish(definition, describe(result, ...args));
      return result;
    };
    descriptor.value = changeAndPublish as never;
  };
}
