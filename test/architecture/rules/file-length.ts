import type { SourceRule } from '../source-rule.js';

const LONGEST = 400;

export const fileLength: SourceRule = {
  name: 'file-length',
  judges: () => true,
  *problems({ tree }) {
    const lines = tree.text.trimEnd().split('\n').length;
    if (lines > LONGEST)
      yield { line: LONGEST + 1, what: `${lines} lines: a file of more than ${LONGEST} says several things` };
  },
};
