import pg from 'pg';

/** Pipelined: statements sent without awaiting each other share a round trip. Statements with a name are prepared once. */
export async function connect(connectionString) {
  const client = new pg.Client({ connectionString, pipeline: true });
  await client.connect();
  return client;
}

export async function withClient(url, work) {
  const client = await connect(url);
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

export async function withClients(url, count, work) {
  const clients = await Promise.all(Array.from({ length: count }, () => connect(url)));
  try {
    return await work(clients);
  } finally {
    await Promise.all(clients.map((client) => client.end()));
  }
}

/** All statements in one transaction and one round trip; if one fails, the commit at the end becomes a rollback. */
export async function transaction(client, statements) {
  const [, ...results] = await Promise.all([
    client.query('begin'),
    ...statements.map((statement) => client.query(statement)),
    client.query('commit'),
  ]);
  return results;
}

export async function until(condition, what, seconds = 60) {
  const deadline = performance.now() + seconds * 1000;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`Waited ${seconds} s in vain for ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
