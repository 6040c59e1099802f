interface Address {
  readonly parts: readonly string[];
  readonly methods: Set<string>;
}

/** All of these, and nothing else, are in the OpenAPI document (checked). */
const DOCUMENTED = '/api/v1/';

/** Which methods the addresses of the OpenAPI document take. Says nothing of others: who asks may know no more than the document tells. */
export class DocumentedAddresses {
  readonly #addresses = new Map<string, Address>();

  /** @param url the route's pattern */
  note({ method, url }: { method: string | string[]; url: string }): void {
    if (!url.startsWith(DOCUMENTED)) return;
    const address = this.#addresses.get(url) ?? { parts: url.split('/'), methods: new Set() };
    for (const each of [method].flat()) address.methods.add(each);
    this.#addresses.set(url, address);
  }

  /** In the order of the alphabet; none for an address that there is not. @param url as it was sent, one that can be decoded */
  methodsAt(url: string): string[] {
    const path = decodeURI(url.split(/[?#]/, 1)[0] ?? '').split('/');
    const fitting = [...this.#addresses.values()].filter(({ parts }) => fits(path, parts));
    return [...new Set(fitting.flatMap(({ methods }) => [...methods]))].sort();
  }
}

const fits = (path: readonly string[], parts: readonly string[]): boolean =>
  path.length === parts.length &&
  parts.every((part, index) => (part.startsWith(':') ? path[index] !== '' : path[index] === part));
