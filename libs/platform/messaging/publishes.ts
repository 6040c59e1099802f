import type { Transaction } from '../database/transaction.js';
import type { EventDefinition, NewEvent } from '../events/event-definition.js';

type Describe<T, R> = (result: R, ...args: never[]) => NewEvent<T>;
type Change<R> = (tx: never, ...args: never[]) => Promise<R> | R;

/**
 * For methods that change something inside a transaction, which they take as their first argument: when the method has done
 * its work, the event is published in the same transaction, so that no handler forgets to tell.
 *
 * @param describe makes target and data from the method's result and its arguments after the transaction
 */
export function Publishes<T, R>(definition: EventDefinition<T>, describe: Describe<T, R>) {
  return <C extends Change<R>>(
    _target: object,
    _name: string | symbol,
    descriptor: TypedPropertyDescriptor<C>,
  ): void => {
    const change = descriptor.value as unknown as (tx: Transaction, ...args: never[]) => Promise<R> | R;
    const changeAndPublish = function (this: unknown, tx: Transaction, ...args: never[]): Promise<R> | R {
      const changed = change.call(this, tx, ...args);
      if (changed instanceof Promise) {
        return changed.then((result) => tx.publish(definition, describe(result, ...args)).then(() => result));
      }
      // A veto is waited for by the commit.
      void tx.publish(definition, describe(changed, ...args));
      return changed;
    };
    descriptor.value = changeAndPublish as never;
  };
}
