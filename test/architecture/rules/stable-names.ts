import ts from 'typescript';
import type { Problem, SourceRule } from '../source-rule.js';
import { isProduction, lineOf, ownerOf } from '../source-tree.js';

interface Naming {
  readonly shape: RegExp;
  readonly example: string;
  /** Begins with the context that declares it. */
  readonly owned: boolean;
}

const KEBAB = '[a-z][a-z0-9]*(?:-[a-z0-9]+)*';
const SNAKE = '[a-z][a-z0-9]*(?:_[a-z0-9]+)*';
const ownedNaming = (example: string): Naming => ({ shape: new RegExp(`^${KEBAB}\\.${KEBAB}$`), example, owned: true });

/** Declaring call → what its name looks like. */
const NAMINGS: Readonly<Record<string, Naming>> = {
  Reaction: ownedNaming('billing.settle-charge-when-session-changes'),
  defineTask: ownedNaming('notifications.send-mail'),
  ServiceContract: ownedNaming('accounts.site-directory'),
  defineQueue: { shape: new RegExp(`^${SNAKE}$`), example: 'events_fast', owned: false },
  event: { shape: new RegExp(`^${SNAKE}(\\.${SNAKE})+$`), example: 'therapy_session.scheduled', owned: false },
};

/**
 * What is stored or sent under a name keeps it when classes are renamed and files are moved: the name is written out, and not
 * made from that of a class.
 */
export const stableNames: SourceRule = {
  name: 'stable-names',
  judges: (source) => isProduction(source) && declarations(source.nodes).length > 0,
  *problems(source) {
    const context = ownerOf(source);
    for (const { call, naming } of declarations(source.nodes)) yield* problemsOf(call, naming, context);
  },
};

function* problemsOf(call: ts.CallExpression, naming: Naming, context: string | undefined): Generator<Problem> {
  const line = lineOf(call);
  const name = nameIn(call);
  if (name === undefined) yield { line, what: `its name is not written out, like '${naming.example}'` };
  else if (!naming.shape.test(name)) yield { line, what: `"${name}" is not like "${naming.example}"` };
  else if (naming.owned && !name.startsWith(`${context}.`))
    yield { line, what: `"${name}" does not begin with "${context}."` };
}

function declarations(nodes: readonly ts.Node[]): { call: ts.CallExpression; naming: Naming }[] {
  return nodes.filter(ts.isCallExpression).flatMap((call) => {
    const naming = NAMINGS[declaringName(call)];
    return naming ? [{ call, naming }] : [];
  });
}

/** `defineTask` of `defineTask(…)`; `event` of `schedulingEvents.event(…)`. */
function declaringName({ expression }: ts.CallExpression): string {
  if (ts.isIdentifier(expression)) return expression.text;
  const isEvent = ts.isPropertyAccessExpression(expression) && expression.name.text === 'event';
  return isEvent && /Events$/.test(expression.expression.getText()) ? 'event' : '';
}

/** The first argument, or its property `name`; undefined when it is not a plain string. */
function nameIn({ arguments: [first] }: ts.CallExpression): string | undefined {
  if (!first) return undefined;
  if (!ts.isObjectLiteralExpression(first)) return ts.isStringLiteralLike(first) ? first.text : undefined;
  const property = first.properties.find((each) => each.name?.getText() === 'name');
  const value = property && ts.isPropertyAssignment(property) ? property.initializer : undefined;
  return value && ts.isStringLiteralLike(value) ? value.text : undefined;
}
