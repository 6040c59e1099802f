import { DataSource, type EntityTarget, type MixedList } from 'typeorm';
import { APP_ROLE, roleUrl, SYSTEM_ROLE } from './connection-urls.js';
import { SteadyClient } from './steady-client.js';
import { valueParsers } from './value-parsers.js';

type EntityClasses = MixedList<EntityTarget<object> & (new () => object)>;

interface RuntimePools {
  readonly ownerUrl: string;
  readonly entities: EntityClasses;
  readonly appConnections: number;
  readonly systemConnections: number;
}

const runtime = (url: string, entities: EntityClasses, connections: number, name: string): DataSource =>
  new DataSource({
    type: 'postgres',
    url,
    entities: entities as never,
    applicationName: name,
    poolSize: connections,
    installExtensions: false,
    synchronize: false,
    logging: false,
    extra: {
      // Statements are sent without waiting for the answer to the one before (see Transaction).
      pipeline: true,
      types: valueParsers,
      Client: SteadyClient,
      options: '-c timezone=UTC -c jit=off -c statement_timeout=30s -c idle_in_transaction_session_timeout=60s',
    },
  });

/** The two pools of a running process. */
export function runtimeDataSources(pools: RuntimePools): { app: DataSource; system: DataSource } {
  return {
    app: runtime(roleUrl(pools.ownerUrl, APP_ROLE), pools.entities, pools.appConnections, 'praxis-app'),
    system: runtime(roleUrl(pools.ownerUrl, SYSTEM_ROLE), pools.entities, pools.systemConnections, 'praxis-system'),
  };
}
