import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cruise, type ICruiseOptions, type ICruiseResult } from 'dependency-cruiser';
import extractDepcruiseOptions from 'dependency-cruiser/config-utl/extract-depcruise-options';
import { exemptions, patternOf } from './exemptions.js';
import { ROOT } from './source-tree.js';

/** What `npm run check` looks at, as far as it is there. */
const CRUISED = ['apps', 'libs', 'extensions', 'test', 'bench', 'tools', 'ormconfig.ts'];

export interface Cruise {
  /** Names of the rules. */
  readonly rules: readonly string[];
  /** Paths of the project's own modules that were seen. */
  readonly modules: readonly string[];
  /** `from → to`, between these. */
  readonly imports: readonly string[];
  /** `rule: from → to`, or `rule: module` where a rule speaks of one module. Packages stand there by their names. */
  readonly violations: readonly string[];
}

/** Holds the project below `directory` against the rules of `.dependency-cruiser.mjs`. */
export async function cruiseProject(directory: string, { withExemptions = true } = {}): Promise<Cruise> {
  const options = await extractDepcruiseOptions(join(ROOT, '.dependency-cruiser.mjs'));
  if (!withExemptions) dropExemptions(options);
  const present = CRUISED.filter((path) => existsSync(join(directory, path)));
  // Resolvers remember what they found, and the next project may look different.
  const { output } = await cruise(present, { ...options, baseDir: directory }, { bustTheCache: true });
  const { modules, summary } = output as ICruiseResult;
  const own = modules.filter(({ source }) => present.some((path) => source.startsWith(path)));
  return {
    rules: (options.ruleSet?.forbidden ?? []).map(({ name = '' }) => name),
    modules: own.map(({ source }) => source),
    imports: own.flatMap(({ source, dependencies }) => dependencies.map(({ resolved }) => `${source} → ${resolved}`)),
    violations: summary.violations.map(({ rule, from, to }) => {
      return `${rule.name}: ${from === to ? from : `${from} → ${packageName(to)}`}`;
    }),
  };
}

function dropExemptions({ ruleSet }: ICruiseOptions): void {
  const patterns = exemptions.map(patternOf);
  for (const rule of ruleSet?.forbidden ?? []) {
    for (const end of 'to' in rule ? [rule.from, rule.to] : [rule.from])
      end.pathNot = [end.pathNot ?? []].flat().filter((path) => !patterns.includes(path));
  }
}

const packageName = (path: string): string => path.replace(/^.*node_modules\/((@[^/]+\/)?[^/]+)\/.*$/, '$1');
