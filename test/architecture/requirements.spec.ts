import { Registry } from 'prom-client';
import { beforeAll, describe, expect, it } from 'vitest';
import { type ContextManifest, manifestOf } from '#platform/composition/bounded-context.js';
import { eventNamespace } from '#platform/events/event-definition.js';
import { permissionNamespace } from '#platform/permissions/permission.js';
import { ServiceContract } from '#platform/services/service-contract.js';
import { MissingProviderError, RequirementCycleError } from '#platform/services/service-errors.js';
import { ServiceRegistry } from '#platform/services/service-registry.js';
import { allContexts } from './contexts.js';

/** As start-up does, but without an application. */
function verifyRequirements(manifests: readonly ContextManifest[]): void {
  const registry = new ServiceRegistry(new Registry());
  for (const { name, requires = [], provides = [] } of manifests) {
    for (const contract of requires) registry.require(name, contract);
    for (const { contract, by } of provides) registry.provide(name, contract, by.prototype);
  }
  registry.verify();
}

describe('the contexts', () => {
  let contexts: Awaited<ReturnType<typeof allContexts>>;

  beforeAll(async () => {
    contexts = await allContexts();
  });

  it('are all that there are, and each is named after its folder', async () => {
    const listed = (await import('#apps/contexts.js')).contexts.map((context) => manifestOf(context).name);
    const inLibs = contexts.filter(({ folder }) => folder.startsWith('libs/'));
    expect(inLibs.map(({ manifest }) => manifest.name).sort()).toEqual([...listed].sort());
    expect(listed).toEqual(expect.arrayContaining(['accounts', 'billing', 'identity', 'notifications', 'scheduling']));
    for (const { folder, manifest } of contexts) expect(folder.split('/')[1]).toBe(manifest.name);
  });

  it('require nothing in a circle, and nothing that nobody provides', () => {
    const manifests = contexts.map(({ manifest }) => manifest);
    expect(manifests.flatMap(({ requires = [] }) => requires).length).toBeGreaterThan(2);
    expect(() => verifyRequirements(manifests)).not.toThrow();
  });

  it('declare events and permissions in namespaces of their own names', () => {
    for (const { name, emits, permissions = {} } of contexts.map(({ manifest }) => manifest)) {
      expect(emits?.name ?? name).toBe(name);
      for (const permission of Object.values(permissions)) expect(permission.name).toMatch(new RegExp(`^${name}\\.`));
    }
  });
});

describe('requirements', () => {
  @ServiceContract({ name: 'a.things', label: 'Things of a', methods: { things: 'all' } })
  abstract class ThingsOfA {
    abstract things(): Promise<string[]>;
  }
  @ServiceContract({ name: 'b.things', label: 'Things of b', methods: { things: 'all' } })
  abstract class ThingsOfB {
    abstract things(): Promise<string[]>;
  }
  class Things {
    async things() {
      return [];
    }
  }
  const a = { name: 'a', label: 'A', emits: eventNamespace('a', 'A'), permissions: permissionNamespace('a', 'A', {}) };
  const b = { name: 'b', label: 'B' };

  it('may go one way', () => {
    const manifests = [
      { ...a, requires: [ThingsOfB] },
      { ...b, provides: [{ contract: ThingsOfB, by: Things }] },
    ];
    expect(() => verifyRequirements(manifests)).not.toThrow();
  });

  it('in a circle are caught', () => {
    const manifests = [
      { ...a, requires: [ThingsOfB], provides: [{ contract: ThingsOfA, by: Things }] },
      { ...b, requires: [ThingsOfA], provides: [{ contract: ThingsOfB, by: Things }] },
    ];
    expect(() => verifyRequirements(manifests)).toThrow(RequirementCycleError);
  });

  it('that nobody meets are caught', () => {
    expect(() => verifyRequirements([{ ...a, requires: [ThingsOfB] }])).toThrow(MissingProviderError);
  });
});
