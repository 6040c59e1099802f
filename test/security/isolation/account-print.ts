import type pg from 'pg';

/** Of all rows of an account, by table: events, tasks on their way and reports of requests included. */
export async function printOf(owner: pg.Client, accountId: string): Promise<Record<string, string>> {
  const { rows: tables } = await owner.query<{ name: string }>(`
    select format('%I.%I', c.table_schema, c.table_name) as name
    from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
    where t.table_type = 'BASE TABLE' and c.column_name = 'account_id' and c.data_type = 'uuid'
      and c.table_schema not in ('pg_catalog', 'information_schema') order by 1`);
  const prints: Record<string, string> = {};
  for (const { name } of tables) {
    const { rows } = await owner.query(
      `select count(*) || ' rows ' || coalesce(md5(string_agg(t::text, '' order by t::text)), '') as print
       from ${name} t where account_id = $1`,
      [accountId],
    );
    prints[name] = rows[0].print;
  }
  return prints;
}

/** Numbers of database statements of tracked requests, by request id. */
export async function statementCounts(owner: pg.Client): Promise<ReadonlyMap<string, number>> {
  const { rows } = await owner.query<{ id: string; queries: number }>(`
    select report ->> 'requestId' as id, (report #>> '{database,queries}')::int as queries from platform.resource_report`);
  return new Map(rows.map(({ id, queries }) => [id, queries]));
}
