import 'reflect-metadata';
import { contexts } from '#apps/contexts.js';
import { migrations } from '#apps/migrations.js';
import { manifestOf } from '#platform/composition/bounded-context.js';
import { ownerDataSource } from '#platform/database/migrate.js';

const url = process.env.DATABASE_URL;
if (!url)
  throw new Error(
    'Set DATABASE_URL to the owner of the database, for example postgres://owner:password@localhost:5432/praxis',
  );

/** For the TypeORM command line: `npm run migration:generate|run|revert`. */
export default ownerDataSource(
  url,
  migrations,
  contexts.flatMap((context) => [...(manifestOf(context).entities ?? [])]),
);
