import { execFile } from 'node:child_process';

/** The system user that a program runs as. */
export interface Identity {
  readonly uid: number;
  readonly gid: number;
}

export interface Outcome {
  readonly ok: boolean;
  /** Standard output and error, or why the program could not be run at all. */
  readonly output: string;
}

/**
 * Runs a program to its end. Never rejects: a program that fails, or cannot be run, is an outcome.
 * The environment is bare, because PGPORT, PGDATA, PGOPTIONS or LC_ALL of the caller would reach the server; the working
 * directory is `/`, because that of the caller may be closed to `as`.
 */
export function run(program: string, args: readonly string[], as?: Identity): Promise<Outcome> {
  const env = { PATH: process.env.PATH ?? '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C', TZ: 'UTC' };
  return new Promise((resolve) => {
    execFile(program, args, { ...as, cwd: '/', env }, (error, stdout, stderr) => {
      const said = `${stdout}${stderr}`.trim();
      resolve({ ok: !error, output: said || (error?.message ?? '') });
    });
  });
}
