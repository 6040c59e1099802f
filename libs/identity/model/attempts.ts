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

/** What a try comes to. */
export interface Outcome {
  /** None of the counters was locked, so that it counts: as the success that it is, or as a failure. */
  readonly admitted: boolean;
  /** It is the failure that locked the person. */
  readonly locks: boolean;
}

/** Counts tries in the database, so that it holds across processes; see {@link FREE}. */
@Injectable()
export class Attempts {
  constructor(private readonly keys: DerivedKeys) {}

  /**
   * @param who a folded address, be there such a user or not, or `code:` and the id of a user whose second factor is asked for
   * @param address the network address; of IPv6 the network counts
   */
  of(who: string, address: string): Attempt {
    const person = this.#personOf(who);
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

  /** What unlocking a user goes by: who they are when they give their password, and when they give a code. */
  personsOf = ({ id, email }: { id: string; email: string }): string[] =>
    [email, `code:${id}`].map((who) => this.#personOf(who));

  /**
   * Says what a try comes to, when it is known whether it was right, and counts it. Those that share a counter are settled one after
   * the other, in all processes, each by what the ones before have left: as if none of them had been made at the same time as
   * another. The same statements are sent whatever it comes to, so that a refusal takes as long as a failure.
   */
  async settle(tx: Transaction, { subjects, pair, person }: Attempt, right: boolean): Promise<Outcome> {
    const keys = subjects.map(({ key }) => key);
    tx.send({ sql: IN_TURN, parameters: [keys] });
    const persons = subjects.map((subject) => subject.person);
    const free = subjects.map((subject) => subject.free);
    const [outcome] = await tx.query<Outcome>(SETTLE, [keys, persons, free, pair.key, person, right]);
    return outcome as Outcome;
  }

  #personOf = (who: string): string => this.#key('who', who);

  #key = (...parts: string[]): string => this.keys.digest('attempts', ...parts).toString('base64url');
}

/** Until COMMIT. By locks rather than rows: a counter that is not there yet has none. What comes next sees what they waited for. */
const IN_TURN = `
  select pg_advisory_xact_lock(lock) from (
    select distinct hashtextextended(subject, 0) as lock from unnest($1::text[]) as given (subject) order by lock
  ) as locks`;

/**
 * A success starts the person's counters again, and remembers the place. The place's own goes on: a guesser may have an account
 * too. A failure counts against everything; a day without one and it starts anew.
 */
const SETTLE = `
  with known as (
    select locked_until > now() as locked, free = ${FREE.person} as of_person,
      bool_or(subject = $4 and succeeded_at > now() - interval '90 days') over () as familiar
    from identity.attempt where subject = any ($1)
  ), verdict as (
    select not coalesce(bool_or(locked and not (of_person and coalesce(familiar, false))), false) as admitted from known
  ), succeeded as (
    insert into identity.attempt (subject, person, free, failures, succeeded_at)
    select $4, $5, ${FREE.pair}, 0, now() from verdict where admitted and $6
    on conflict (subject) do update set failures = 0, locked_until = null, succeeded_at = now()
  ), forgiven as (
    update identity.attempt set failures = 0, locked_until = null from verdict
    where admitted and $6 and person = $5 and subject <> $4 and free = ${FREE.person} and failures > 0
  ), failed as (
    insert into identity.attempt as known (subject, person, free, failures, failed_at)
    select subject, person, free, 1, now()
    from verdict, unnest($1::text[], $2::text[], $3::int[]) as given (subject, person, free) where admitted and not $6
    order by subject
    on conflict (subject) do update set
      failures = case when known.failed_at < now() - interval '1 day' then 1 else known.failures + 1 end,
      failed_at = now(),
      locked_until = case
        when known.failures + 1 < excluded.free or known.failed_at < now() - interval '1 day' then null
        else now() + least(interval '1 hour', interval '1 minute' * power(2, least(known.failures + 1 - excluded.free, 6)))
      end
    where coalesce(known.locked_until <= now(), true)
    returning locked_until is not null and person is not null as locks
  )
  select admitted, exists (select from failed where locks) as locks from verdict`;
