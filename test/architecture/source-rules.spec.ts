import { beforeAll, describe, expect, it } from 'vitest';
import { exemptions } from './exemptions.js';
import { constructorParameters } from './rules/constructor-parameters.js';
import { fileLength } from './rules/file-length.js';
import { fileNames } from './rules/file-names.js';
import { importedNames } from './rules/imported-names.js';
import { schemasOfOthers } from './rules/schemas-of-others.js';
import { shapeOfAContext } from './rules/shape-of-a-context.js';
import { stableNames } from './rules/stable-names.js';
import { breaches } from './source-rule.js';
import { projectSources, type Source } from './source-tree.js';

/** Each with the least number of files that it must find to judge; far fewer means that it has gone blind. */
const RULES = [
  { rule: fileNames, files: 300 },
  { rule: fileLength, files: 350 },
  { rule: shapeOfAContext, files: 120 },
  { rule: constructorParameters, files: 250 },
  { rule: schemasOfOthers, files: 250 },
  { rule: importedNames, files: 250 },
  { rule: stableNames, files: 10 },
];

describe('the sources of the project', () => {
  let sources: Source[];

  beforeAll(async () => {
    sources = await projectSources();
  });

  it.each(RULES)('are seen by the rule $rule.name: at least $files', ({ rule, files }) => {
    expect(sources.filter((source) => rule.judges(source)).length).toBeGreaterThanOrEqual(files);
  });

  it.each(RULES)('keep the rule $rule.name', ({ rule }) => {
    expect(breaches(rule, sources)).toEqual([]);
  });

  it.each(exemptions)('still need the exemption of $file from $rule', ({ rule: name, file }) => {
    const rule = RULES.find((each) => each.rule.name === name)?.rule;
    expect(rule && breaches(rule, sources, []).some((breach) => breach.startsWith(`${file}:`))).toBe(true);
  });
});
