import type pg from 'pg';
import { accounts } from '#apps/standalone/demo-practice.js';

/** How all ids of the bystander begin, and the word in all its names and addresses: neither may be in any answer. */
export const BYSTANDER_ID = 'b0b0b0b0-';
export const BYSTANDER_WORD = 'bystander';

interface Table {
  readonly name: string;
  readonly key: string;
  readonly columns: string;
}

/**
 * An account to which nobody belongs who calls: the demo practice once more, with ids and names of its own. Requests that name
 * its objects must neither find nor change them.
 */
export class Bystander {
  private constructor(
    private readonly owner: pg.Client,
    private readonly tables: readonly Table[],
    readonly ids: readonly string[],
  ) {}

  static async copy(owner: pg.Client): Promise<Bystander> {
    const tables = await tenantTables(owner);
    // Foreign keys and triggers would ask for an order among the tables.
    await owner.query(`set session_replication_role = replica`);
    for (const { name, key, columns } of tables) {
      await owner.query(
        `insert into ${name} (${columns})
         select ${columns} from (
           select (jsonb_populate_record(null::${name}, replace(replace(regexp_replace(to_jsonb(t)::text,
             '[0-9a-f]{8}(-[0-9a-f]{4}-7[0-9a-f]{3}-)', '${BYSTANDER_ID.slice(0, 8)}\\1', 'g'),
             'demo.test', '${BYSTANDER_WORD}.test'), 'Demo Practice', '${BYSTANDER_WORD} practice')::jsonb)).*
           from ${name} t where ${key} = $1
         ) copied on conflict do nothing`,
        [accounts[0].id],
      );
    }
    await owner.query('reset session_replication_role');
    const ids: string[] = [];
    for (const { name, key, columns } of tables) {
      if (!columns.split(', ').includes('"id"')) continue;
      const { rows } = await owner.query(`select id from ${name} where ${key} = $1 limit 20`, [BYSTANDER_ACCOUNT]);
      ids.push(...rows.map(({ id }) => String(id)));
    }
    return new Bystander(owner, tables, ids);
  }

  /** Of all its rows, by table. */
  async fingerprint(): Promise<Record<string, string>> {
    const prints: Record<string, string> = {};
    for (const { name, key } of this.tables) {
      const { rows } = await this.owner.query(
        `select count(*) || ' rows ' || coalesce(md5(string_agg(r::text, '' order by r::text)), '') as print
         -- Of the version of its facts only that it moves on with them is promised.
         from (select to_jsonb(t) - 'facts' as r from ${name} t where ${key} = $1) rows`,
        [BYSTANDER_ACCOUNT],
      );
      prints[name] = rows[0].print;
    }
    return prints;
  }
}

export const BYSTANDER_ACCOUNT = accounts[0].id.replace(/^.{8}-/, BYSTANDER_ID);

/** All that hold rows of an account. Without the event store: its copies would be told to all reactions. */
async function tenantTables(owner: pg.Client): Promise<Table[]> {
  const { rows } = await owner.query(`
    select format('%I.%I', c.table_schema, c.table_name) as name,
           case when c.table_schema || '.' || c.table_name = 'accounts.account' then 'id' else 'account_id' end as key,
           string_agg(format('%I', c.column_name), ', ' order by c.ordinal_position) as columns
    from information_schema.columns c
    join information_schema.tables t using (table_schema, table_name)
    where t.table_type = 'BASE TABLE' and c.table_schema not in ('messaging', 'tasks', 'pg_catalog', 'information_schema')
      and c.is_generated = 'NEVER' and c.is_identity = 'NO'
    group by c.table_schema, c.table_name
    having bool_or(c.column_name = 'account_id') or c.table_schema || '.' || c.table_name = 'accounts.account'
    order by 1`);
  return rows.map((row) => ({ ...row, columns: row.columns.replace(/(?<=^|, )(\w+)(?=,|$)/g, '"$1"') }));
}
