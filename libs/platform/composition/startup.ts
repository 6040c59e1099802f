import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnModuleInit,
} from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { Delivery } from '../messaging/delivery.js';
import { EventStore } from '../messaging/event-store.js';
import { type Reacts, reactionOptions, type WiredReaction, wiredReaction } from '../messaging/reaction.js';
import { Signals } from '../messaging/signals.js';
import { ServiceRegistry } from '../services/service-registry.js';
import { type ObjectVisibility, VisibilityRegistry } from '../visibility/object-visibility.js';
import type { ContextManifest } from './bounded-context.js';

export const CONTEXTS = Symbol('praxis:contexts');

/** Connects what the contexts bring, and refuses to go on when it does not fit together. */
@Injectable()
export class Startup implements OnModuleInit, OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(
    @Inject(CONTEXTS) private readonly contexts: readonly ContextManifest[],
    private readonly modules: ModuleRef,
    private readonly services: ServiceRegistry,
    private readonly delivery: Delivery,
    private readonly store: EventStore,
    private readonly signals: Signals,
    private readonly visibilities: VisibilityRegistry,
  ) {}

  onModuleInit(): void {
    for (const { name, provides = [] } of this.contexts) {
      for (const { contract, by } of provides) this.services.provide(name, contract, this.#instance(by));
    }
    this.services.verify();
    for (const visibility of this.contexts.flatMap(({ visibilities = [] }) => visibilities)) {
      this.visibilities.register(this.#instance(visibility) as ObjectVisibility);
    }
    const reactions = this.contexts.flatMap(({ reactions = [] }) => reactions.map((reaction) => this.#wired(reaction)));
    this.delivery.attach(reactions);
    for (const reaction of reactions) if (reaction.mode === 'blocking') this.store.addBlocking(reaction);
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.delivery.start();
    await this.signals.send('system.ready', {});
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.signals.send('system.shutdown', {});
    await this.delivery.stop();
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
