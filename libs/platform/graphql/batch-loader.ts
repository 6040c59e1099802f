import DataLoader from 'dataloader';

interface RequestCache<K, V> {
  readonly found: Map<K, V | null>;
  readonly loader: DataLoader<K, V | null>;
}

/**
 * Loads things of one kind by key for many objects at once: all keys asked for in one turn of a request go into one call of
 * `find`. Every request has a cache of its own, which is gone with it: nothing is ever shared between callers or tenants.
 */
export class BatchLoader<K, V> {
  readonly #caches = new WeakMap<object, RequestCache<K, V>>();

  /** @param find what there is of these; keys that are missing from the answer load as null */
  constructor(private readonly find: (keys: readonly K[]) => Promise<ReadonlyMap<K, V>>) {}

  /**
   * What is there already comes as it is: the engine handles a promise for each field of each object at many times the cost.
   * @param request the third argument of every resolver
   */
  load(request: object, key: K): V | null | Promise<V | null> {
    const { found, loader } = this.#cacheOf(request);
    const known = found.get(key);
    return known === undefined ? loader.load(key) : known;
  }

  /** Fetches ahead what will be loaded. When that fails, it is the loads that tell. */
  async gather(request: object, keys: readonly K[]): Promise<void> {
    const { found, loader } = this.#cacheOf(request);
    const missing = [...new Set(keys)].filter((key) => !found.has(key));
    if (missing.length === 0) return;
    try {
      await this.#findInto(found, missing);
    } catch (error) {
      for (const key of missing) loader.prime(key, error as Error);
    }
  }

  #cacheOf(request: object): RequestCache<K, V> {
    let cache = this.#caches.get(request);
    if (!cache) {
      const found = new Map<K, V | null>();
      cache = { found, loader: new DataLoader((keys) => this.#findInto(found, keys)) };
      this.#caches.set(request, cache);
    }
    return cache;
  }

  async #findInto(found: Map<K, V | null>, keys: readonly K[]): Promise<(V | null)[]> {
    const answer = await this.find(keys);
    return keys.map((key) => {
      const value = answer.get(key) ?? null;
      found.set(key, value);
      return value;
    });
  }
}
