import pg from 'pg';
import { vi } from 'vitest';
import { Piece } from '#platform/database/piece.js';

/** The statements that this process sends to databases while `work` runs, in order. */
export async function sentStatements(work: () => Promise<unknown>): Promise<string[]> {
  const sent: string[] = [];
  const query = pg.Client.prototype.query;
  const spy = vi.spyOn(pg.Client.prototype, 'query').mockImplementation(function (
    this: pg.Client,
    ...given: unknown[]
  ) {
    sent.push(...textsOf(given[0]).map((text) => text.trim()));
    return Reflect.apply(query, this, given);
  } as never);
  try {
    await work();
    return sent;
  } finally {
    spy.mockRestore();
  }
}

function textsOf(statement: unknown): readonly string[] {
  if (statement instanceof Piece) return statement.statements;
  if (typeof statement === 'string') return [statement];
  const { text } = statement as { text?: string };
  return text === undefined ? [] : [text];
}
