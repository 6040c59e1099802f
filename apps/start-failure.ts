interface SystemError extends Error {
  readonly code?: string;
  readonly address?: string;
  readonly port?: number;
  readonly syscall?: string;
}

/** What is wrong, why, and what to do, for whoever has just tried to start Praxis. */
export function explainStartFailure(error: unknown): string {
  const { code, syscall, address, port, message, stack } = error as SystemError;
  const remedy = (what: string, why: string, cure: string) =>
    `Praxis cannot start: ${what}\n  Why: ${why}\n  What to do: ${cure}`;
  if (code === 'EADDRINUSE') {
    return remedy(
      `port ${port} of ${address} is taken.`,
      'Another program, perhaps another Praxis, listens there.',
      'End that program, or choose another port, for example PORT=3001 npm start',
    );
  }
  if (code === 'EACCES' && syscall === 'listen') {
    return remedy(
      `port ${port} may not be used.`,
      'Ports below 1024 need special rights.',
      'Choose a higher one, for example PORT=3000',
    );
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return remedy(
      `"${address ?? message}" is not an address of this machine or cannot be found.`,
      message,
      'Check HOST and the hosts in DATABASE_URL, REDIS_URL and SMTP_URL.',
    );
  }
  if (code === 'ECONNREFUSED') {
    return remedy(
      `nothing answers at ${address}:${port}.`,
      'A server named in DATABASE_URL or REDIS_URL is not running, or not there.',
      'Start it or correct the URL; without DATABASE_URL Praxis brings its own Postgres.',
    );
  }
  if (code === '28P01' || code === '28000') {
    return remedy(
      'the database refuses the user of DATABASE_URL.',
      message,
      'Correct user and password in DATABASE_URL.',
    );
  }
  if (code === '3D000')
    return remedy('the database of DATABASE_URL does not exist.', message, 'Create it, or correct its name.');
  if (code === '42501') {
    return remedy(
      'the user of DATABASE_URL lacks a right.',
      message,
      'It must own the database and be allowed to create roles: ALTER ROLE … CREATEROLE; and to create extension btree_gist.',
    );
  }
  // Errors of our own say all three themselves; of anything else the stack is the best there is.
  const ours = error instanceof Error && error.constructor !== Error && !code;
  return ours ? message : `Praxis cannot start: ${stack ?? message}`;
}
