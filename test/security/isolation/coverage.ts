import type { Cell } from './matrix.js';

/** How many calls of each kind of caller came to which status, as a table. */
export function coverage(cells: readonly Cell[]): string {
  const callers = Map.groupBy(
    cells,
    ({ as, operation }) => `${operation.door.padEnd(8)} ${as.replace(/, \w+ (?=of|nowhere)/, ', object ')}`,
  );
  const lines = [...callers].sort().map(([caller, calls]) => {
    const statuses = Object.entries(Object.groupBy(calls, ({ outcome }) => outcome.status));
    const operations = new Set(calls.map(({ operation }) => operation.name)).size;
    const counts = statuses.map(([status, found = []]) => `${status} × ${found.length}`).join(', ');
    return `${caller.padEnd(52)} ${String(operations).padStart(4)} operations  ${counts}`;
  });
  return [...lines, `${cells.length} calls`].join('\n');
}
