import { type DynamicModule, Module } from '@nestjs/common';
import { DeclaredTables } from './declared-tables.js';
import { LegalHolds } from './legal-holds.js';
import { Purge } from './purge.js';
import { RemainingHistory } from './remaining-history.js';
import { type Declaring, RetentionCatalogue } from './retention-catalogue.js';
import { RetentionPreview } from './retention-preview.js';
import { TrashedObjects } from './trashed-objects.js';

const PARTS = [LegalHolds, Purge, RemainingHistory, RetentionPreview, TrashedObjects];

/** Deleting, keeping and purging objects of all contexts; `libs/retention` says who may, and when. */
@Module({})
export class RetainedObjectsModule {
  /** @param contexts all that there are, also those that run in other processes: they share the database */
  static forRoot(contexts: readonly Declaring[]): DynamicModule {
    return {
      module: RetainedObjectsModule,
      global: true,
      providers: [
        { provide: RetentionCatalogue, useValue: new RetentionCatalogue(contexts) },
        DeclaredTables,
        ...PARTS,
      ],
      exports: [RetentionCatalogue, ...PARTS],
    };
  }
}
