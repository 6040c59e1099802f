import ts from 'typescript';
import type { Problem, SourceRule } from '../source-rule.js';
import { isProduction, lineOf, ownerOf, type Source } from '../source-tree.js';

const SQL =
  /\b(select|insert|update|delete|merge|join|from|into|references|table|call|grant|lock|truncate|schema|index)\b/i;

/**
 * No query, join or foreign key crosses from one schema to another. What another context owns is asked for through its contract
 * or kept from its events. Migrations may call what schema `platform` offers to all.
 */
export const schemasOfOthers: SourceRule = {
  name: 'schemas-of-others',
  judges: (source) => isProduction(source) && ownerOf(source) !== undefined,
  *problems(source, all) {
    const others = [...schemasOf(all)].filter(
      ([schema, owner]) =>
        owner !== ownerOf(source) && !(schema === 'platform' && source.path.includes('/migrations/')),
    );
    for (const node of source.nodes) {
      const text = literalText(node);
      if (text === undefined) continue;
      for (const [schema, owner] of others) if (names(node, text, schema)) yield problem(node, schema, owner);
    }
  },
};

const problem = (node: ts.Node, schema: string, owner: string): Problem => ({
  line: lineOf(node),
  what: `names schema "${schema}" of ${owner}`,
});

/** Schema → context that it belongs to, as the migrations create them. */
export function schemasOf(all: readonly Source[]): ReadonlyMap<string, string> {
  const migrations = all.filter(({ path }) => path.includes('/migrations/'));
  return new Map(
    migrations.flatMap((source) =>
      [...source.tree.text.matchAll(/create schema (?:if not exists )?(\w+)/gi)].map(
        ([, schema = '']) => [schema, ownerOf(source) ?? ''] as const,
      ),
    ),
  );
}

function literalText(node: ts.Node): string | undefined {
  if (ts.isStringLiteralLike(node)) return ts.isImportDeclaration(node.parent) ? undefined : node.text;
  if (!ts.isTemplateExpression(node)) return undefined;
  return [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join('…');
}

/** `schema.table` in a statement, or alone as in `@Entity('schema.table')`; or the schema of an entity by its name. */
function names(node: ts.Node, text: string, schema: string): boolean {
  const isEntitySchema = ts.isPropertyAssignment(node.parent) && node.parent.name.getText() === 'schema';
  if (isEntitySchema && text === schema) return true;
  const object = `"?${schema}"?\\s*\\.\\s*"?[a-z_]\\w*"?`;
  if (new RegExp(`^${object}$`).test(text)) return true;
  return SQL.test(text) && new RegExp(`(?<![\\w.'"-])${object}(?![\\w-])`, 'i').test(text);
}
