import { beforeAll, describe, expect, it } from 'vitest';
import { schemasOf } from './rules/schemas-of-others.js';
import { breaches } from './source-rule.js';
import { SOURCE_RULES } from './source-rules.js';
import { projectSources, type Source } from './source-tree.js';

describe('the sources of the project', () => {
  let sources: Source[];

  beforeAll(async () => {
    sources = await projectSources();
  });

  it.each(SOURCE_RULES)('are seen by the rule $rule.name: at least $files', ({ rule, files }) => {
    expect(sources.filter((source) => rule.judges(source)).length).toBeGreaterThanOrEqual(files);
  });

  it.each(SOURCE_RULES)('keep the rule $rule.name', ({ rule }) => {
    expect(breaches(rule, sources)).toEqual([]);
  });

  it('create a schema per context, which the rule about schemas knows', () => {
    expect(Object.fromEntries(schemasOf(sources))).toMatchObject({
      accounts: 'accounts',
      billing: 'billing',
      identity: 'identity',
      messaging: 'platform',
      notifications: 'notifications',
      scheduling: 'scheduling',
    });
  });
});
