import { type FieldNode, type GraphQLResolveInfo, Kind, type SelectionSetNode } from 'graphql';

/**
 * Looks ahead at which fields are asked for below `path` of the field being resolved, so that no more is read than is looked at, and
 * what hangs on the objects can be fetched with them. Fields that a directive may leave out are among them.
 * @param read what follows from the names, which come sorted; kept with the document
 */
export function requestedFields<T>(path: string, read: (names: readonly string[]) => T) {
  const known = new WeakMap<readonly FieldNode[], { result: T }>();
  return ({ fieldNodes, fragments }: Pick<GraphQLResolveInfo, 'fieldNodes' | 'fragments'>): T => {
    let kept = known.get(fieldNodes);
    if (!kept) {
      kept = { result: read(namesBelow(path, fieldNodes, fragments)) };
      known.set(fieldNodes, kept);
    }
    return kept.result;
  };
}

type Fragments = GraphQLResolveInfo['fragments'];

function namesBelow(path: string, nodes: readonly FieldNode[], fragments: Fragments): string[] {
  const below = (fields: readonly FieldNode[]) => fields.flatMap((field) => fieldsIn(field.selectionSet, fragments));
  const parents = below(nodes).filter(({ name }) => name.value === path);
  const names = below(parents).map(({ name }) => name.value);
  return [...new Set(names)].filter((name) => !name.startsWith('__')).sort();
}

function fieldsIn(selection: SelectionSetNode | undefined, fragments: Fragments): FieldNode[] {
  return (selection?.selections ?? []).flatMap((node) => {
    if (node.kind === Kind.FIELD) return [node];
    const inner = node.kind === Kind.INLINE_FRAGMENT ? node : fragments[node.name.value];
    return fieldsIn(inner?.selectionSet, fragments);
  });
}
