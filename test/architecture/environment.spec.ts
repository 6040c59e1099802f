import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROLES_OF_PROCESS, readSettings } from '#platform/config/settings.js';
import { ROOT } from './source-tree.js';

interface Variable {
  readonly name: string;
  readonly value: string;
  /** Off: the line is a comment. */
  readonly on: boolean;
  readonly explained: boolean;
}

function variablesIn(text: string): Variable[] {
  const lines = text.split('\n');
  return lines.flatMap((line, at) => {
    const [, off, name = '', value = ''] = /^(# )?([A-Z][A-Z0-9_]+)=(.*)$/.exec(line) ?? [];
    return name ? [{ name, value, on: off === undefined, explained: /^# .*[.:]$/.test(lines[at - 1] ?? '') }] : [];
  });
}

/** What the reader asks the environment for, whatever role it reads for. */
function variablesRead(): string[] {
  const asked = new Set<string>();
  const environment = new Proxy<Record<string, string>>(
    {},
    {
      get: (_target, name) => {
        asked.add(String(name));
        return undefined;
      },
    },
  );
  for (const role of ROLES_OF_PROCESS) {
    try {
      readSettings(role, environment);
    } catch {
      // A role that needs what is missing says so after it has asked for everything.
    }
  }
  return [...asked];
}

const environmentOf = (variables: readonly Variable[]) =>
  Object.fromEntries(variables.map(({ name, value }) => [name, value]));

describe('.env.example', () => {
  const variables = variablesIn(readFileSync(join(ROOT, '.env.example'), 'utf8'));

  it('names exactly the variables that are read, once each', () => {
    expect(variables.length).toBeGreaterThan(10);
    expect(variables.map(({ name }) => name).sort()).toEqual(variablesRead().sort());
  });

  it('explains every variable', () => {
    expect(variables.filter(({ explained }) => !explained)).toEqual([]);
  });

  it('says the defaults', () => {
    const on = variables.filter((variable) => variable.on);
    expect(on.length).toBeGreaterThan(5);
    expect(readSettings('standalone', environmentOf(on))).toEqual(readSettings('standalone', {}));
  });

  it('is a valid environment for a production process when all of it is on and there is a secret', () => {
    const environment = { ...environmentOf(variables), JWT_SECRET: 'x'.repeat(32) };
    for (const role of ROLES_OF_PROCESS) expect(() => readSettings(role, environment)).not.toThrow();
  });

  it('would be caught with a variable missing, too many or unexplained', () => {
    const planted = variablesIn('# Port that is served.\nPORT=3000\n\nNOBODY_READS=1\n');
    expect(planted.map(({ name }) => name)).not.toEqual(variablesRead());
    expect(variablesRead()).toContain('DATABASE_URL');
    expect(variablesRead()).not.toContain('NOBODY_READS');
    expect(planted.map(({ explained }) => explained)).toEqual([true, false]);
  });
});
