import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/** What a selection may cost, as far as the document alone tells. */
export interface Weight {
  /** Fields within fields. */
  readonly depth: number;
  /** Values that the answer may hold: every field counts once for each item of the lists around it. */
  readonly cost: number;
  /** Fields at the top of the selection. */
  readonly fields: number;
}

const DEFAULT_PAGE_SIZE = 20;
const LARGEST_PAGE_SIZE = 100;
/** Of lists that no argument bounds, such as the actions on an object. */
const USUAL_LIST = 5;
const SIZE_ARGUMENTS = ['pageSize', 'limit'];

const NOTHING: Weight = { depth: 0, cost: 0, fields: 0 };
const LEAF: Weight = { depth: 1, cost: 1, fields: 1 };

/**
 * Weighs selections of one document. Each fragment is weighed once, so that fragments that spread each other many times over
 * cost no time here. Introspection weighs nothing: the schema bounds it.
 */
export class QueryWeight {
  readonly #known = new Map<string, Weight>();

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  ) {}

  /** @param pageSize of the connection that the selection is in, for its list of items */
  of(selection: SelectionSetNode, parent: GraphQLNamedType | undefined, pageSize?: number): Weight {
    return selection.selections.map((node) => this.#weigh(node, parent, pageSize)).reduce(together, NOTHING);
  }

  #weigh(node: SelectionNode, parent: GraphQLNamedType | undefined, pageSize: number | undefined): Weight {
    if (node.kind === Kind.FIELD) return this.#field(node, parent, pageSize);
    if (node.kind === Kind.FRAGMENT_SPREAD) return this.#spread(node.name.value, pageSize);
    const type = node.typeCondition ? this.schema.getType(node.typeCondition.name.value) : parent;
    return this.of(node.selectionSet, type, pageSize);
  }

  #field(node: FieldNode, parent: GraphQLNamedType | undefined, pageSize: number | undefined): Weight {
    if (!node.selectionSet || isIntrospection(node, parent)) return LEAF;
    const definition = fieldsOf(parent)[node.name.value];
    const size = (definition && requestedSize(node, definition)) ?? pageSize;
    const repeated = definition !== undefined && isList(definition);
    const type = definition && getNamedType(definition.type);
    const inner = this.of(node.selectionSet, type, repeated ? undefined : size);
    return { depth: 1 + inner.depth, cost: (repeated ? (size ?? USUAL_LIST) : 1) * (1 + inner.cost), fields: 1 };
  }

  #spread(name: string, pageSize: number | undefined): Weight {
    const key = `${name} ${pageSize}`;
    const known = this.#known.get(key);
    if (known) return known;
    const fragment = this.fragments.get(name);
    // A fragment that spreads itself is refused by another rule; here it must only come to an end.
    this.#known.set(key, NOTHING);
    const type = fragment && this.schema.getType(fragment.typeCondition.name.value);
    const weight = fragment ? this.of(fragment.selectionSet, type, pageSize) : NOTHING;
    this.#known.set(key, weight);
    return weight;
  }
}

const together = (a: Weight, b: Weight): Weight => ({
  depth: Math.max(a.depth, b.depth),
  cost: a.cost + b.cost,
  fields: a.fields + b.fields,
});

type Field = GraphQLField<unknown, unknown>;

const isIntrospection = ({ name }: FieldNode, parent: GraphQLNamedType | undefined): boolean =>
  name.value.startsWith('__') || (parent?.name.startsWith('__') ?? false);

function fieldsOf(type: GraphQLNamedType | undefined): Readonly<Record<string, Field>> {
  return isObjectType(type) || isInterfaceType(type) ? type.getFields() : {};
}

function isList({ type }: Field): boolean {
  const nullable = isNonNullType(type) ? type.ofType : type;
  return isListType(nullable) && isCompositeType(getNamedType(nullable));
}

/** The size of the page that a field asks for; the largest when only a variable will tell. */
function requestedSize(node: FieldNode, { args }: Field): number | undefined {
  const sized = args.find(({ name }) => SIZE_ARGUMENTS.includes(name));
  if (!sized) return undefined;
  const given = node.arguments?.find(({ name }) => name.value === sized.name)?.value;
  if (!given || given.kind === Kind.NULL) return DEFAULT_PAGE_SIZE;
  return given.kind === Kind.INT ? Math.min(Number(given.value), LARGEST_PAGE_SIZE) : LARGEST_PAGE_SIZE;
}
