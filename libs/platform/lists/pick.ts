/** Keeps of an item only the fields that the caller asked for. */
export function pick<T extends object>(item: T, fields: readonly string[] | undefined): Partial<T> {
  if (!fields) return item;
  return Object.fromEntries(
    fields.filter((field) => field in item).map((field) => [field, item[field as keyof T]]),
  ) as Partial<T>;
}
