/** A sorted copy, by code unit and not by locale: generated documents must not depend on the machine. */
export function sorted<T>(items: Iterable<T>, key: (item: T) => string): T[] {
  return [...items].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}
