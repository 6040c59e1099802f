import { beforeAll, describe, expect, it } from 'vitest';
import { cruiseProject } from './cruise.js';
import { exemptions } from './exemptions.js';
import { breaches } from './source-rule.js';
import { SOURCE_RULES } from './source-rules.js';
import { projectSources, ROOT } from './source-tree.js';

describe('without its exemption', () => {
  /** `rule: file` of everything that is wrong when nothing is exempt. */
  let broken: string[];

  beforeAll(async () => {
    const [{ violations }, sources] = await Promise.all([
      cruiseProject(ROOT, { withExemptions: false }),
      projectSources(),
    ]);
    const wrong = SOURCE_RULES.flatMap(({ rule }) =>
      breaches(rule, sources, []).map((breach) => `${rule.name}: ${breach.split(':')[0]}`),
    );
    broken = [...violations.map((violation) => violation.split(' → ')[0] as string), ...wrong];
  });

  it.each(exemptions)('$file breaks the rule $rule', ({ rule, file, reason }) => {
    expect(broken).toContain(`${rule}: ${file}`);
    expect(reason.length).toBeGreaterThan(20);
  });
});
