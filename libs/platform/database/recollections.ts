import { LRUCache } from 'lru-cache';
import type { Attempt } from '../context/attempt.js';
import type { Statement } from './entering.js';

interface Answer {
  readonly facts: string;
  readonly rows: readonly unknown[];
}

/** A few KB each at most: 20 MB when all are taken. */
const ANSWERS = 10_000;
const ACCOUNTS = 10_000;

/**
 * Answers about an account's people, sites and hours that this process remembers, each with the version of the account's facts
 * (`platform.admission.facts`) that it was read at. The tables themselves move that version on with every change. A remembered answer
 * decides nothing by itself: the transaction that acts on it compares the version as it is entered, in the statement that
 * enters it anyway, and what was refused because of one is asked anew.
 */
export class Recollections {
  /** The statements that are remembered, for whoever checks that their tables tell of changes. */
  readonly statements = new Set<string>();

  readonly #answers = new LRUCache<string, Answer>({ max: ANSWERS });
  /** The latest version known here. It may have moved on. */
  readonly #facts = new LRUCache<string, string>({ max: ACCOUNTS });

  /** All that one attempt recalls is of one version. */
  recall(accountId: string, question: Statement, attempt: Attempt): readonly unknown[] | undefined {
    const facts = this.#facts.get(accountId);
    if (!attempt.recalls || facts === undefined || (attempt.recalled ?? facts) !== facts) return undefined;
    const answer = this.#answers.get(keyOf(accountId, question));
    if (answer?.facts !== facts) return undefined;
    attempt.recalled = facts;
    return answer.rows;
  }

  /** @param facts as they were before `rows` were read */
  keep(accountId: string, question: Statement, facts: string, rows: readonly unknown[]): void {
    this.statements.add(question.sql);
    this.#facts.set(accountId, facts);
    this.#answers.set(keyOf(accountId, question), { facts, rows });
  }
}

const keyOf = (accountId: string, { sql, parameters }: Statement) =>
  `${accountId} ${JSON.stringify(parameters)} ${sql}`;
