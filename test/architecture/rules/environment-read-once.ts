import ts from 'typescript';
import type { SourceRule } from '../source-rule.js';
import { isProduction, lineOf } from '../source-tree.js';

/** The program's entry hands the environment to the settings, which check it. Everybody else is given settings. */
const READER = 'apps/run.ts';

export const environmentReadOnce: SourceRule = {
  name: 'environment-read-once',
  judges: (source) => isProduction(source) && source.path !== READER,
  *problems({ nodes }) {
    for (const node of nodes) {
      const isEnvironment = ts.isPropertyAccessExpression(node) && node.getText() === 'process.env';
      const isImport = ts.isImportSpecifier(node) && (node.propertyName ?? node.name).text === 'env';
      if (isEnvironment || isImport) yield { line: lineOf(node), what: `reads the environment: let settings.ts do it` };
    }
  },
};
