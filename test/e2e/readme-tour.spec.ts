import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DateTime } from 'luxon';
import { expect, it } from 'vitest';
import { sites } from '#apps/standalone/demo-practice.js';
import { freePort } from '#bench/processes/free-port.js';
import { PraxisProcess } from '#test/chaos/praxis-process.js';
import { freshDatabase } from '#test/support/database.js';
import { until } from '#test/support/until.js';

const ROOT = join(import.meta.dirname, '../..');

it('the tour of the README does what the README says', { timeout: 120_000 }, async () => {
  await using resources = new AsyncDisposableStack();
  const { ownerUrl } = resources.use(await freshDatabase());
  const home = await mkdtemp(join(tmpdir(), 'praxis-tour-'));
  resources.defer(() => rm(home, { recursive: true, force: true }));
  const port = await freePort();
  const praxis = new PraxisProcess(ownerUrl, home, port, { THROTTLE: 'on' });
  resources.defer(() => praxis.kill());
  await praxis.start();

  const shell = resources.use(new Shell());
  const steps = await tourOf(join(ROOT, 'README.md'));
  expect(steps.length).toBeGreaterThan(4);
  for (const { script, answers } of steps) {
    const here = script
      .replaceAll(/(localhost|127\.0\.0\.1):3000/g, `127.0.0.1:${port}`)
      .replaceAll('.praxis/', `${home}/`);
    await shell.run(here);
    for (const answer of answers) {
      const missed = async () => {
        // Whoever asks at once, and not as slowly as people read, may be ahead of the reactions.
        if (onlyReads(script) && missing(answer, shell.told).length > 0) await shell.run(here);
        return missing(answer, shell.told);
      };
      await expect.poll(missed, { timeout: 10_000, message: `what the README shows below\n${script}` }).toEqual([]);
    }
  }

  const [, startsAt = ''] = /"startsAt":"([^"]+)","endsAt":"[^"]+","durationMinutes"/.exec(shell.history) ?? [];
  const at = DateTime.fromISO(startsAt, { zone: sites[0].timeZone }).toFormat(`cccc d LLLL yyyy 'at' HH:mm`);
  await until('the therapist has seen it live', () => shell.history.includes(`is booked for ${at}, Riverside.`));
  expect(shell.history).toContain(`Subject: Your appointment on ${at}`);
  expect(shell.history).toContain(`Subject: New appointment on ${at}`);
});

interface Step {
  readonly script: string;
  readonly answers: readonly string[];
}

/** Each block of shell in the tour, with the blocks up to the next, which show what comes of it. */
async function tourOf(path: string): Promise<Step[]> {
  const [, tour = ''] = /^## Two-minute tour\n(.*?)^## /ms.exec(await readFile(path, 'utf8')) ?? [];
  const steps: { script: string; answers: string[] }[] = [];
  for (const [, language, text = ''] of tour.matchAll(/^```(\w*)\n(.*?)^```$/gms)) {
    if (language === 'sh') steps.push({ script: text, answers: [] });
    else steps.at(-1)?.answers.push(text);
  }
  return steps;
}

const onlyReads = (script: string): boolean => !/ -d |&$/m.test(script);

/** The lines of an answer that were not told. JSON is told on one line; others come in any order, since reactions do not wait for one another. */
function missing(answer: string, told: string): string[] {
  if (answer.startsWith('{')) return shown(answer).test(bare(told)) ? [] : [answer];
  const lines = told.split('\n').map(bare);
  return answer
    .trim()
    .split('\n')
    .filter((line) => {
      const at = lines.findIndex((candidate) => shown(line).test(candidate));
      if (at >= 0) lines.splice(at, 1);
      return at < 0;
    });
}

/** `…` stands for anything. */
const shown = (text: string): RegExp => new RegExp(bare(text).split('…').map(escaped).join('.*?'));
const bare = (text: string): string => text.replaceAll(/\s/g, '');
const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** One bash for all blocks, as a reader's terminal is. */
class Shell implements AsyncDisposable {
  readonly #bash: ChildProcessWithoutNullStreams = spawn('bash', { cwd: ROOT, detached: true });
  #history = '';
  #begin = 0;
  #blocks = 0;

  constructor() {
    for (const stream of [this.#bash.stdout, this.#bash.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        this.#history += chunk;
      });
    }
  }

  get history(): string {
    return this.#history;
  }

  /** What was printed since the last block began, also by what that or an earlier one left running. */
  get told(): string {
    return this.#history.slice(this.#begin);
  }

  async run(script: string): Promise<void> {
    const end = `end-of-block-${++this.#blocks}`;
    this.#begin = this.#history.length;
    this.#bash.stdin.write(`${script}\necho ${end}\n`);
    await until(`this has run:\n${script}`, () => this.told.includes(end));
  }

  /** With all that the blocks left running. */
  async [Symbol.asyncDispose](): Promise<void> {
    const { pid, exitCode } = this.#bash;
    if (pid === undefined || exitCode !== null) return;
    const exited = once(this.#bash, 'exit');
    process.kill(-pid);
    await exited;
  }
}
