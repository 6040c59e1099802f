/** Follows `$ref`s within the document, also one that leads to another. Gives `{}` for one that leads nowhere. */
export function resolve(api, node) {
  let found = node;
  for (let hops = 0; found?.$ref !== undefined && hops < 20; hops++) {
    found = found.$ref
      .split('/')
      .slice(1)
      .reduce((parent, key) => parent?.[key.replaceAll('~1', '/').replaceAll('~0', '~')], api);
  }
  return found ?? {};
}
