import { constructorParameters } from './rules/constructor-parameters.js';
import { environmentReadOnce } from './rules/environment-read-once.js';
import { fileLength } from './rules/file-length.js';
import { fileNames } from './rules/file-names.js';
import { importedNames } from './rules/imported-names.js';
import { schemasOfOthers } from './rules/schemas-of-others.js';
import { shapeOfAContext } from './rules/shape-of-a-context.js';
import { stableNames } from './rules/stable-names.js';
import type { SourceRule } from './source-rule.js';

/** Each with the least number of files that it must find to judge; far fewer means that it has gone blind. */
export const SOURCE_RULES: readonly { rule: SourceRule; files: number }[] = [
  { rule: fileNames, files: 300 },
  { rule: fileLength, files: 350 },
  { rule: shapeOfAContext, files: 120 },
  { rule: constructorParameters, files: 250 },
  { rule: schemasOfOthers, files: 250 },
  { rule: importedNames, files: 250 },
  { rule: stableNames, files: 10 },
  { rule: environmentReadOnce, files: 250 },
];
