import { Injectable } from '@nestjs/common';
import type { Transaction } from '#platform/database/transaction.js';
import { clientAddress } from '#platform/throttling/client-address.js';
import { DerivedKeys } from './derived-keys.js';

/**
 * Failures that are free before each further one locks for twice as long, from a minute to an hour.
 *
 * - `pair`, a person from one network address: who guesses locks themselves out.
 * - `person`, from anywhere: guessing from many addresses. It does not hold where the person has signed in before, so nobody
 *   can keep a person out for good.
 * - `place`, one network address, for whomever: trying one password on many people. High, since whole practices share one.
 */
const FREE = { pair: 5, person: 10, place: 50 } as const;

interface Subject {
  readonly key: string;
  readonly person: string | null;
  readonly free: number;
}

/** Who tries, as the counters know them. */
export interface Attempt {
  readonly person: string;
  readonly pair: Subject;
  readonly subjects: readonly Subject[];
}

interface Lock {
  readonly subject: string;
  readonly familiar: boolean;
}

/** Counts failed tries in the database, so that it holds across processes; see {@link FREE}. */
@Injectable()
export class Attempts {
  constructor(private readonly keys: DerivedKeys) {}

  /**
   * @param who a folded address, be there such a user or not, or `code:` and the id of a user whose second factor is asked for
   * @param address the network address; of IPv6 the network counts
   */
  of(who: string, address: string): Attempt {
    const person = this.personOf(who);
    const place = clientAddress(address);
    const subject = (kind: keyof typeof FREE, ...parts: string[]): Subject => ({
      key: this.#key(kind, ...parts),
      person: kind === 'place' ? null : person,
      free: FREE[kind],
    });
    const pair = subject('pair', who, place);
    const subjects = [pair, subject('person', who), subject('place', place)];
    // In one order for all, so that two of them never wait for each other.
    return { person, pair, subjects: subjects.sort((a, b) => (a.key < b.key ? -1 : 1)) };
  }

  /** What unlocking goes by. */
  personOf = (who: string): string => this.#key('who', who);

  /** Whether none of the counters is locked. */
  async allows(tx: Transaction, { subjects, pair }: Attempt): Promise<boolean> {
    const rows = await tx.query<Lock & { locked: boolean }>(
      `select subject, coalesce(locked_until > now(), false) as locked,
         coalesce(succeeded_at > now() - interval '90 days', false) as familiar
       from identity.attempt where subject = any ($1)`,
      [subjects.map(({ key }) => key)],
    );
    const familiar = rows.some((row) => row.subject === pair.key && row.familiar);
    const holds = ({ subject }: Lock) =>
      !familiar || subjects.some(({ key, free }) => key === subject && free !== FREE.person);
    return !rows.some((row) => row.locked && holds(row));
  }

  /**
   * Counts a failure against everything that is not locked. The same statement is sent where nothing is to be counted, so that a
   * refusal takes as long as a failure.
   * @returns whether it locked the person
   */
  async failed(tx: Transaction, { subjects }: Attempt, counts: boolean): Promise<boolean> {
    const locked = await tx.query<{ person: string | null }>(FAILED, [
      subjects.map(({ key }) => key),
      subjects.map(({ person }) => person),
      subjects.map(({ free }) => free),
      counts,
    ]);
    return locked.some(({ person }) => person !== null);
  }

  /** Starts the person's counters again, and remembers the place. The place's own goes on: a guesser may have an account too. */
  async succeeded(tx: Transaction, { pair, person }: Attempt): Promise<void> {
    await tx.execute(
      `insert into identity.attempt (subject, person, free, failures, succeeded_at) values ($1, $2, $3, 0, now())
       on conflict (subject) do update set failures = 0, locked_until = null, succeeded_at = now()`,
      [pair.key, person, pair.free],
    );
    await tx.execute(
      `update identity.attempt set failures = 0, locked_until = null
       where person = $1 and subject <> $2 and free = $3 and failures > 0`,
      [person, pair.key, FREE.person],
    );
  }

  #key = (...parts: string[]): string => this.keys.digest('attempts', ...parts).toString('base64url');
}

/** A day without failures and it starts anew. */
const FAILED = `
  insert into identity.attempt as known (subject, person, free, failures, failed_at)
  select subject, person, free, 1, now()
  from unnest($1::text[], $2::text[], $3::int[]) as given (subject, person, free) where $4
  order by subject
  on conflict (subject) do update set
    failures = case when known.failed_at < now() - interval '1 day' then 1 else known.failures + 1 end,
    failed_at = now(),
    locked_until = case
      when known.failures + 1 < excluded.free or known.failed_at < now() - interval '1 day' then null
      else now() + least(interval '1 hour', interval '1 minute' * power(2, least(known.failures + 1 - excluded.free, 6)))
    end
  where coalesce(known.locked_until <= now(), true)
  returning case when locked_until is not null then person end as person`;
