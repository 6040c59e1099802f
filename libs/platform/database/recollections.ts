import { LRUCache } from 'lru-cache';
import type { Attempt } from '../context/attempt.js';
import type { Statement } from './entering.js';

/** What may be remembered of an account. */
export interface Question<Row, T> {
  /** Which question it is, and what it asks about: within one account the two determine the statement. */
  readonly name: string;
  readonly about: readonly unknown[];
  statement(accountId: string): Statement;
  /** What is made of the rows, and remembered. Whoever gets it leaves it as it is. */
  answer(rows: Row[]): T;
}

/** What may be remembered of many things of one kind, each by itself. */
export interface QuestionOfMany<T extends { readonly id: string }> {
  readonly name: string;
  readonly ids: readonly string[];
  statement(ids: readonly string[]): Statement;
  /** What is made of a row, and remembered. Whoever gets it leaves it as it is. */
  answer(row: never): T;
}

interface Answer {
  readonly facts: string;
  readonly content: unknown;
}

/** A few KB each at most: 20 MB when all are taken. */
const ANSWERS = 10_000;
const ACCOUNTS = 10_000;

/**
 * A versioned read cache with optimistic validation: what is cached of an account's people, sites and hours carries the version of the
 * account's facts (`platform.admission.facts`) that it was read at. The tables themselves move that version on with every change. The
 * transaction that acts on a cached answer compares the version as it is entered, in the statement that enters it anyway; on a
 * mismatch, and when something was refused because of one, the work is run again uncached.
 */
export class Recollections {
  /** The statements that are remembered, for whoever checks that their tables tell of changes. */
  readonly statements = new Set<string>();

  readonly #answers = new LRUCache<string, Answer>({ max: ANSWERS });
  /** The latest version known here. It may have moved on. */
  readonly #facts = new LRUCache<string, string>({ max: ACCOUNTS });

  /** All that one attempt recalls is of one version. */
  recall<T>(name: string, about: readonly unknown[], attempt: Attempt): { readonly content: T } | undefined {
    const { accountId } = attempt;
    const facts = this.#facts.get(accountId);
    if (!attempt.recalls || facts === undefined || (attempt.recalled ?? facts) !== facts) return undefined;
    const answer = this.#answers.get(keyOf(accountId, name, about));
    if (answer?.facts !== facts) return undefined;
    attempt.recalled = facts;
    return answer as { content: T };
  }

  /** @param facts as they were before the answer was read */
  keep(accountId: string, name: string, about: readonly unknown[], { facts, content }: Answer): void {
    this.#facts.set(accountId, facts);
    this.#answers.set(keyOf(accountId, name, about), { facts, content });
  }
}

const keyOf = (accountId: string, name: string, about: readonly unknown[]) =>
  `${accountId} ${name} ${JSON.stringify(about)}`;
