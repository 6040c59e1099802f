import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { AccessControl } from '../access/access-control.js';
import { DeclaredVisibility } from '../access/declared-visibility.js';
import { ObjectCatalogue } from '../access/object-catalogue.js';
import { Delivery } from '../messaging/delivery.js';
import { EventStore } from '../messaging/event-store.js';
import { type Reacts, reactionOptions, type WiredReaction, wiredReaction } from '../messaging/reaction.js';
import { ServiceRegistry } from '../services/service-registry.js';
import { type ObjectVisibility, VisibilityRegistry } from '../visibility/object-visibility.js';
import type { ContextManifest } from './bounded-context.js';

export const CONTEXTS = Symbol('praxis:contexts');

/** Connects what the contexts bring, and refuses to go on when it does not fit together. */
@Injectable()
export class Startup implements OnModuleInit {
  constructor(
    @Inject(CONTEXTS) private readonly contexts: readonly ContextManifest[],
    private readonly modules: ModuleRef,
    private readonly services: ServiceRegistry,
    private readonly delivery: Delivery,
    private readonly store: EventStore,
    private readonly visibilities: VisibilityRegistry,
  ) {}

  onModuleInit(): void {
    for (const { name, provides = [] } of this.contexts) {
      for (const { contract, by } of provides) this.services.provide(name, contract, this.#instance(by));
    }
    this.services.verify();
    const access = this.#instance(AccessControl) as AccessControl;
    for (const type of (this.#instance(ObjectCatalogue) as ObjectCatalogue).all) {
      this.visibilities.register(new DeclaredVisibility(type, access));
    }
    for (const visibility of this.contexts.flatMap(({ visibilities = [] }) => visibilities)) {
      this.visibilities.register(this.#instance(visibility) as ObjectVisibility);
    }
    const reactions = this.contexts.flatMap(({ reactions = [] }) => reactions.map((reaction) => this.#wired(reaction)));
    this.delivery.attach(reactions);
    for (const reaction of reactions) if (reaction.mode === 'blocking') this.store.addBlocking(reaction);
  }

  #wired(reaction: new (...args: never[]) => object): WiredReaction {
    const options = reactionOptions(reaction);
    if (!options) throw new Error(`${reaction.name} is listed as a reaction but is not decorated with @Reaction.`);
    return wiredReaction(this.#instance(reaction) as Reacts, options);
  }

  #instance(type: new (...args: never[]) => object): object {
    return this.modules.get(type as never, { strict: false });
  }
}
