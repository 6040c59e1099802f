import { Logger } from '@nestjs/common';
import { Counter, Histogram, type Registry } from 'prom-client';
import { currentContext } from '../context/request-context.js';
import { ResourceTracking } from '../context/resource-tracking.js';
import { ServiceUnavailableError } from '../errors/application-error.js';
import { type ContractClass, type ContractOptions, contractOptions } from './service-contract.js';
import {
  DuplicateProviderError,
  IncompleteProviderError,
  isNamedError,
  MissingProviderError,
  RequirementCycleError,
  UndeclaredRequirementError,
  UnknownContractError,
} from './service-errors.js';

type Method = (...args: unknown[]) => Promise<unknown>;

/** How a contract is reached: in this process, or by a transport that calls another one. */
export interface ServiceEndpoint {
  readonly provider: string;
  readonly location: 'in-process' | 'remote';
  call(method: string, args: unknown[], caller: string): Promise<unknown>;
}

export interface CatalogueEntry {
  readonly name: string;
  readonly label: string;
  readonly methods: Readonly<Record<string, string>>;
  readonly provider: string | null;
  readonly location: 'in-process' | 'remote' | 'absent';
  readonly requiredBy: readonly string[];
}

interface Known {
  readonly contract: ContractClass;
  endpoint?: ServiceEndpoint;
  /** Caller → its fallback, if any. */
  readonly requiredBy: Map<string, Fallback | undefined>;
}

/** What a caller can do with while a method does not answer. */
type Fallback = Readonly<Record<string, Method | undefined>>;

interface RegistryOptions {
  /** Each call to the debug log. Default false: the log's level is known where the registry is made. */
  readonly logCalls?: boolean;
}

/** Who offers which contract, who may call it, and every call between contexts. */
export class ServiceRegistry {
  readonly #logger = new Logger('Services');
  readonly #known = new Map<ContractClass, Known>();
  readonly #duration: Histogram<'caller' | 'contract' | 'method'>;
  readonly #failures: Counter<'caller' | 'contract' | 'method'>;

  constructor(
    registry: Registry,
    private readonly options: RegistryOptions = {},
  ) {
    this.#duration = new Histogram({
      name: 'praxis_contract_call_seconds',
      help: 'Duration of calls between contexts.',
      labelNames: ['caller', 'contract', 'method'],
      buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 3],
      registers: [registry],
    });
    this.#failures = new Counter({
      name: 'praxis_contract_call_failures_total',
      help: 'Calls between contexts that threw something other than a named error of the contract.',
      labelNames: ['caller', 'contract', 'method'],
      registers: [registry],
    });
  }

  /** Declares that `caller` requires `contract`, and what it makes do with when it does not answer. */
  require<T extends object>(caller: string, contract: ContractClass<T>, fallback?: Partial<T>): void {
    this.#entry(contract).requiredBy.set(caller, fallback as Fallback | undefined);
  }

  /** Offers a contract, implemented in this process. */
  provide(provider: string, contract: ContractClass, implementation: object): void {
    const { name, methods } = contractOptions(contract);
    const target = implementation as Record<string, Method>;
    for (const method of Object.keys(methods)) {
      if (typeof target[method] !== 'function') throw new IncompleteProviderError(name, provider, method);
    }
    this.attach(contract, {
      provider,
      location: 'in-process',
      call: (method, args) => (target[method] as Method).apply(target, args),
    });
  }

  /** Offers a contract through any endpoint. */
  attach(contract: ContractClass, endpoint: ServiceEndpoint): void {
    const entry = this.#entry(contract);
    if (entry.endpoint) {
      throw new DuplicateProviderError(contractOptions(contract).name, entry.endpoint.provider, endpoint.provider);
    }
    entry.endpoint = endpoint;
  }

  /**
   * The contract as `caller` may use it. Errors that the contract names pass through; anything else that goes wrong becomes a
   * {@link ServiceUnavailableError}, or the answer of the fallback that the caller has declared.
   * @throws UndeclaredRequirementError
   */
  connect<T extends object>(caller: string, contract: ContractClass<T>): T {
    const { name, methods } = contractOptions(contract);
    const entry = this.#entry(contract);
    if (!entry.requiredBy.has(caller)) throw new UndeclaredRequirementError(caller, name);
    const fallback = entry.requiredBy.get(caller);
    const client: Record<string, Method> = {};
    for (const method of Object.keys(methods)) {
      client[method] = this.#callThrough(entry, caller, name, method, fallback?.[method]);
    }
    return client as T;
  }

  /**
   * What calls a method of a contract that is provided in this process, for another process.
   * @throws UnknownContractError
   */
  served(contract: string, method: string): (args: unknown[]) => Promise<unknown> {
    for (const [declared, { endpoint }] of this.#known) {
      const { name, methods } = contractOptions(declared);
      if (name === contract && endpoint?.location === 'in-process' && Object.hasOwn(methods, method)) {
        return (args) => endpoint.call(method, args, 'remote');
      }
    }
    throw new UnknownContractError(contract, method);
  }

  /**
   * Every required contract has a provider, here or in another process, or callers that can do without.
   * @throws MissingProviderError, RequirementCycleError
   */
  verify(): void {
    for (const [contract, { endpoint, requiredBy }] of this.#known) {
      const { name, methods } = contractOptions(contract);
      const inNeed = [...requiredBy].filter(([, fallback]) =>
        Object.keys(methods).some((method) => !fallback?.[method]),
      );
      if (!endpoint && inNeed.length > 0) throw new MissingProviderError(name, inNeed.map(([caller]) => caller).sort());
    }
    const cycle = findCycle(this.#requirements());
    if (cycle) throw new RequirementCycleError(cycle);
  }

  catalogue(): CatalogueEntry[] {
    const entries = [...this.#known].map(([contract, { endpoint, requiredBy }]) => ({
      ...described(contractOptions(contract)),
      provider: endpoint?.provider ?? null,
      location: endpoint?.location ?? ('absent' as const),
      requiredBy: [...requiredBy.keys()].sort(),
    }));
    return entries.sort((a, b) => a.name.localeCompare(b.name));
  }

  #callThrough(entry: Known, caller: string, contract: string, method: string, fallback?: Method): Method {
    const duration = this.#duration.labels({ caller, contract, method });
    const failures = this.#failures.labels({ caller, contract, method });
    return async (...args) => {
      const started = performance.now();
      try {
        if (!entry.endpoint) throw new ServiceUnavailableError(contract);
        return await entry.endpoint.call(method, args, caller);
      } catch (error) {
        if (isNamedError(error)) throw error;
        failures.inc();
        this.#logger.warn({ caller, contract, method, correlationId: currentContext()?.correlationId, err: error });
        if (fallback) return fallback(...args);
        throw error instanceof ServiceUnavailableError
          ? error
          : new ServiceUnavailableError(contract, { cause: error });
      } finally {
        const elapsed = performance.now() - started;
        duration.observe(elapsed / 1000);
        if (ResourceTracking.active > 0) currentContext()?.tracking?.called(caller, `${contract}.${method}`, elapsed);
        if (this.options.logCalls) this.#record(entry, { caller, contract, method, ms: elapsed });
      }
    };
  }

  /** Neither arguments nor answer: they may be clinical. */
  #record({ endpoint }: Known, call: { caller: string; contract: string; method: string; ms: number }): void {
    const { provider: callee, location } = endpoint ?? {};
    this.#logger.debug(
      { ...call, callee, location, correlationId: currentContext()?.correlationId },
      'Contract called',
    );
  }

  #entry(contract: ContractClass): Known {
    let entry = this.#known.get(contract);
    if (!entry) {
      contractOptions(contract);
      entry = { contract, requiredBy: new Map() };
      this.#known.set(contract, entry);
    }
    return entry;
  }

  /** Context → contexts whose contracts it requires. */
  #requirements(): Map<string, Set<string>> {
    const graph = new Map<string, Set<string>>();
    for (const { endpoint, requiredBy } of this.#known.values()) {
      for (const caller of requiredBy.keys()) {
        const callees = graph.get(caller) ?? new Set();
        if (endpoint) callees.add(endpoint.provider);
        graph.set(caller, callees);
      }
    }
    return graph;
  }
}

const described = ({ name, label, methods }: ContractOptions) => ({ name, label, methods });

function findCycle(graph: ReadonlyMap<string, ReadonlySet<string>>): string[] | undefined {
  const done = new Set<string>();
  const visit = (node: string, path: string[]): string[] | undefined => {
    const start = path.indexOf(node);
    if (start >= 0) return [...path.slice(start), node];
    if (done.has(node)) return undefined;
    for (const next of graph.get(node) ?? []) {
      const cycle = visit(next, [...path, node]);
      if (cycle) return cycle;
    }
    done.add(node);
    return undefined;
  };
  for (const node of graph.keys()) {
    const cycle = visit(node, []);
    if (cycle) return cycle;
  }
  return undefined;
}
