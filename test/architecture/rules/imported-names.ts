import ts from 'typescript';
import type { SourceRule } from '../source-rule.js';
import { isProduction, lineOf, ownerOf, type Source } from '../source-tree.js';

interface Restriction {
  readonly from: string;
  readonly applies: (source: Source) => boolean;
  /** Whether this name may be imported; `*` stands for all of the package. */
  readonly allows: (name: string, typeOnly: boolean) => boolean;
  readonly instead: string;
}

const ENTITY_DECORATORS =
  /^(Entity|Column|PrimaryColumn|VersionColumn|Index|Unique|Check|ManyToOne|OneToMany|OneToOne|JoinColumn)$/;
const MIGRATION_TYPES = /^(MigrationInterface|QueryRunner)$/;
const IN_MEMORY_EVENTS = /^(\*|EventBus|EventsHandler|IEventHandler|EventPublisher|AggregateRoot|Saga|IEvent|ofType)$/;

const isOutsidePlatform = (source: Source) => ownerOf(source) !== 'platform';

const RESTRICTIONS: readonly Restriction[] = [
  {
    from: '@nestjs/common',
    applies: () => true,
    allows: (name) => !['*', 'forwardRef'].includes(name),
    instead: 'cut the cycle: move what both need, or tell it with an event',
  },
  {
    from: '@nestjs/cqrs',
    applies: isOutsidePlatform,
    allows: (name) => !IN_MEMORY_EVENTS.test(name),
    instead: 'events in memory are lost with the process: tx.publish(…) stores them',
  },
  {
    from: 'typeorm',
    applies: (source) => isOutsidePlatform(source) && /\.entity\.ts$/.test(source.path),
    allows: (name, typeOnly) => ENTITY_DECORATORS.test(name) || (typeOnly && name === 'ValueTransformer'),
    instead: 'an entity only describes itself: tx.repository(…) of a transaction reaches the data',
  },
  {
    from: 'typeorm',
    applies: (source) => isOutsidePlatform(source) && source.path.includes('/migrations/'),
    allows: (name, typeOnly) => typeOnly && MIGRATION_TYPES.test(name),
    instead: 'a migration only imports the types MigrationInterface and QueryRunner',
  },
];

/** Which names may be taken from packages that offer more than the architecture wants. */
export const importedNames: SourceRule = {
  name: 'imported-names',
  judges: isProduction,
  *problems(source) {
    const restrictions = RESTRICTIONS.filter(({ applies }) => applies(source));
    for (const node of source.nodes) {
      for (const { from, name, typeOnly } of importsOf(node)) {
        const broken = restrictions.find((each) => each.from === from && !each.allows(name, typeOnly));
        if (broken) yield { line: lineOf(node), what: `imports ${name} of ${from}: ${broken.instead}` };
      }
    }
  },
};

interface ImportedName {
  readonly from: string;
  readonly name: string;
  readonly typeOnly: boolean;
}

function importsOf(node: ts.Node): ImportedName[] {
  if (ts.isImportDeclaration(node) || (ts.isExportDeclaration(node) && node.moduleSpecifier)) {
    const from = (node.moduleSpecifier as ts.StringLiteral).text;
    const clause = ts.isImportDeclaration(node) ? node.importClause : node;
    const bindings = ts.isImportDeclaration(node) ? node.importClause?.namedBindings : node.exportClause;
    const allTypes = Boolean(clause && 'isTypeOnly' in clause && clause.isTypeOnly);
    if (!bindings || !('elements' in bindings)) return [{ from, name: '*', typeOnly: allTypes }];
    return bindings.elements.map((element) => {
      const name = (element.propertyName ?? element.name).text;
      return { from, name, typeOnly: allTypes || ('isTypeOnly' in element && element.isTypeOnly) };
    });
  }
  const isImportCall = ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword;
  const [argument] = isImportCall ? node.arguments : [];
  return argument && ts.isStringLiteralLike(argument) ? [{ from: argument.text, name: '*', typeOnly: false }] : [];
}
