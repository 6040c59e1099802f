/** A small house that keeps all rules of `.dependency-cruiser.mjs`. What it imports is what each of them must allow. */
export const CLEAN_HOUSE: Readonly<Record<string, string>> = {
  'ormconfig.ts': "import '#apps/contexts.js'; import 'typeorm';",
  'apps/contexts.ts': "import '#billing/billing.module.js'; import '#scheduling/scheduling.module.js';",
  'apps/console/main.tsx': "import 'vitest'; import './page.js';",
  'apps/console/page.tsx': 'export {};',
  'extensions/reports/reports.module.ts': "import '#billing/contract/index.js'; import '#platform/context/ids.js';",
  'libs/platform/context/ids.ts': "import 'node:crypto';",
  'libs/platform/context/request-context.ts': "import 'node:async_hooks';",
  'libs/platform/database/tenant-database.ts': "import 'pg'; import 'typeorm'; import '../context/request-context.js';",
  'libs/platform/database/tenant-database.spec.ts': "import 'vitest'; import '#test/support/practice.js';",
  'libs/billing/billing.module.ts': `
    import './api/charges.controller.js'; import './model/charge.entity.js'; import './migrations/1-billing.js';`,
  'libs/billing/api/charges.controller.ts': "import '../commands/settle-charge.js'; import '@nestjs/cqrs';",
  'libs/billing/commands/settle-charge.ts': `
    import '#platform/database/tenant-database.js'; import '#scheduling/contract/index.js'; import '../model/charge.entity.js';
    import type { RequestContext } from '#platform/context/request-context.js';`,
  'libs/billing/contract/index.ts': "export * from './charges.js'; import '#platform/context/ids.js';",
  'libs/billing/contract/charges.ts': 'export interface Charge { id: string }',
  'libs/billing/migrations/1-billing.ts': "import type { QueryRunner } from 'typeorm';",
  'libs/billing/model/charge.entity.ts': "import { Entity } from 'typeorm'; import { price } from './price.js';",
  'libs/billing/model/price.ts': 'export const price = 1;',
  'libs/scheduling/scheduling.module.ts': "import './queries/list-sessions.js';",
  'libs/scheduling/contract/index.ts': 'export {};',
  'libs/scheduling/queries/list-sessions.ts': "import type { Charge } from '#billing/contract/index.js';",
  'test/support/practice.ts': "import '#apps/contexts.js'; import '#platform/context/request-context.js'; import 'pg';",
};

interface PlantedImport {
  readonly file: string;
  readonly source: string;
  /** `rule → imported`, or only the rule where it speaks of one module. */
  readonly broken: readonly string[];
}

const plant = (file: string, source: string, ...broken: string[]): PlantedImport => ({ file, source, broken });

/** Each breaks exactly the rules that it names. */
export const PLANTED_IMPORTS: readonly PlantedImport[] = [
  plant(
    'libs/platform/http/a.ts',
    "import '#billing/contract/index.js';",
    'platform-knows-no-context → libs/billing/contract/index.ts',
  ),
  plant(
    'libs/platform/http/b.spec.ts',
    "import '#scheduling/scheduling.module.js';",
    'platform-knows-no-context → libs/scheduling/scheduling.module.ts',
  ),
  plant(
    'libs/platform/signals/c.ts',
    "import '../database/tenant-database.js';",
    'platform-rooms-stand-in-order → libs/platform/database/tenant-database.ts',
  ),
  plant(
    'libs/scheduling/commands/value.ts',
    "import '#billing/commands/settle-charge.js';",
    'contexts-meet-at-contracts → libs/billing/commands/settle-charge.ts',
  ),
  plant(
    'libs/scheduling/commands/type.ts',
    "import type { Charge } from '#billing/model/charge.entity.js';",
    'contexts-meet-at-contracts → libs/billing/model/charge.entity.ts',
  ),
  plant(
    'libs/scheduling/commands/relative.ts',
    "export * from '../../billing/model/price.js';",
    'contexts-meet-at-contracts → libs/billing/model/price.ts',
  ),
  plant(
    'libs/scheduling/commands/late.ts',
    "await import('#billing/billing.module.js');",
    'contexts-meet-at-contracts → libs/billing/billing.module.ts',
  ),
  plant(
    'libs/scheduling/queries/in-a.spec.ts',
    "import '#billing/model/price.js';",
    'contexts-meet-at-contracts → libs/billing/model/price.ts',
  ),
  plant(
    'extensions/exports/exports.module.ts',
    "import '#scheduling/queries/list-sessions.js'; import '../reports/reports.module.js';",
    'contexts-meet-at-contracts → libs/scheduling/queries/list-sessions.ts',
    'contexts-meet-at-contracts → extensions/reports/reports.module.ts',
  ),
  plant(
    'libs/billing/contract/leak.ts',
    "import type { Charge } from '../model/charge.entity.js';",
    'contract-stands-alone → libs/billing/model/charge.entity.ts',
  ),
  plant('libs/scheduling/tasks/a.ts', "import '#apps/contexts.js';", 'nobody-imports-apps → apps/contexts.ts'),
  plant(
    'libs/scheduling/tasks/b.ts',
    "import '#test/support/practice.js'; import '../queries/in-a.spec.js';",
    'production-imports-no-tests → test/support/practice.ts',
    'production-imports-no-tests → libs/scheduling/queries/in-a.spec.ts',
  ),
  plant(
    'libs/billing/api/a.controller.ts',
    "import '#platform/database/tenant-database.js'; import { Charge } from '../model/charge.entity.js';",
    'adapters-only-dispatch → libs/platform/database/tenant-database.ts',
    'adapters-only-dispatch → libs/billing/model/charge.entity.ts',
  ),
  plant(
    'libs/billing/api/b.resolver.ts',
    "import { In } from 'typeorm'; import pg from 'pg';",
    'adapters-only-dispatch → typeorm',
    'adapters-only-dispatch → pg',
    'typeorm-in-entities-and-migrations → typeorm',
    'drivers-belong-to-platform → pg',
  ),
  plant(
    'libs/billing/queries/a.ts',
    "import '../api/charges.controller.js';",
    'adapters-are-outermost → libs/billing/api/charges.controller.ts',
  ),
  plant('libs/billing/model/egg.ts', "import './hen.js';", 'no-circular-imports → libs/billing/model/hen.ts'),
  plant('libs/billing/model/hen.ts', "import './egg.js';"),
  plant(
    'libs/billing/model/invoice.ts',
    "import { line } from './line.js'; export type Invoice = typeof line;",
    'no-circular-imports → libs/billing/model/line.ts',
  ),
  plant(
    'libs/billing/model/line.ts',
    "import type { Invoice } from './invoice.js'; export const line = (invoice: Invoice) => invoice;",
  ),
  plant('libs/billing/reactions/alone.ts', 'export {};', 'no-orphans'),
  plant('libs/billing/reactions/only-tested.ts', 'export {};', 'no-orphans'),
  plant('libs/billing/reactions/only-tested.spec.ts', "import './only-tested.js';"),
  plant('libs/billing/queries/b.ts', "import 'vitest';", 'no-development-package-in-production → vitest'),
  plant('libs/billing/queries/c.ts', "import 'uuid';", 'no-undeclared-package → uuid'),
  plant(
    'libs/billing/queries/d.ts',
    "import { currentContext } from '#platform/context/request-context.js'; import 'node:async_hooks';",
    'ambient-context-belongs-to-platform → libs/platform/context/request-context.ts',
    'ambient-context-belongs-to-platform → async_hooks',
  ),
  plant('apps/a.ts', "import 'async_hooks';", 'ambient-context-belongs-to-platform → async_hooks'),
  plant(
    'libs/billing/queries/e.ts',
    "import 'typeorm'; import 'pg'; import 'bullmq'; import '@nestjs/bullmq'; import 'ioredis';",
    'typeorm-in-entities-and-migrations → typeorm',
    'drivers-belong-to-platform → pg',
    'drivers-belong-to-platform → bullmq',
    'drivers-belong-to-platform → @nestjs/bullmq',
    'drivers-belong-to-platform → ioredis',
  ),
  plant('libs/billing/model/pg.entity.ts', "import type { Pool } from 'pg';", 'drivers-belong-to-platform → pg'),
  plant(
    'apps/console/cheat.tsx',
    "import '#billing/contract/index.js'; import '../contexts.js';",
    'console-is-a-client → libs/billing/contract/index.ts',
    'console-is-a-client → apps/contexts.ts',
  ),
  plant('libs/billing/queries/f.ts', "import './gone.js';", 'every-import-resolves → ./gone.js'),
];
