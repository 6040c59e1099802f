import ts from 'typescript';
import type { SourceRule } from '../source-rule.js';
import { isProduction, lineOf } from '../source-tree.js';

const MOST = 6;

/** Of classes that the container makes: they are the decorated ones. */
export const constructorParameters: SourceRule = {
  name: 'constructor-parameters',
  judges: isProduction,
  *problems({ nodes }) {
    for (const node of nodes) {
      if (!ts.isConstructorDeclaration(node) || !ts.getDecorators(node.parent as ts.ClassDeclaration)) continue;
      const count = node.parameters.length;
      if (count > MOST) {
        yield {
          line: lineOf(node),
          what: `${node.parent.name?.text} wants ${count} things, ${MOST} at most: it does too much`,
        };
      }
    }
  },
};
