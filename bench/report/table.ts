import type { Result } from '../measure/interleave.js';

const HEAD = ['', 'scenario', 'ours', 'reference', 'unit', 'ratio', 'range', 'target', ''];

const figure = (value: number): string => {
  if (!Number.isFinite(value)) return '–';
  const digits = Math.abs(value) >= 1_000 ? 0 : Math.abs(value) >= 10 ? 1 : 3;
  return value.toLocaleString('en', { maximumFractionDigits: digits, minimumFractionDigits: Math.min(digits, 1) });
};

/** The results as lines of text, columns aligned. */
export function table(results: readonly Result[]): string {
  const rows = results.map((result) => [
    result.id,
    result.name,
    figure(result.ours),
    figure(result.reference),
    result.unit,
    result.ratio.toFixed(2),
    result.range.map((end) => end.toFixed(2)).join('–'),
    result.target,
    result.target === 'reported' ? '' : result.pass ? 'pass' : 'FAIL',
  ]);
  const widths = HEAD.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]!.length)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) =>
        [2, 3, 5].includes(column) ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!),
      )
      .join('  ')
      .trimEnd();
  return [line(HEAD), ...rows.map(line)].join('\n');
}
