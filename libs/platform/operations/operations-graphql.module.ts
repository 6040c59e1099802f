import { Module } from '@nestjs/common';
import { CatalogueResolver } from './catalogue.resolver.js';
import { DeadLettersResolver } from './dead-letters.resolver.js';
import { EventsResolver } from './events.resolver.js';

export const operationsResolvers = [EventsResolver, CatalogueResolver, DeadLettersResolver];

/** The same over GraphQL, for processes that serve requests. */
@Module({ providers: operationsResolvers })
export class OperationsGraphqlModule {}
