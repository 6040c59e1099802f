import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import extractDepcruiseOptions from 'dependency-cruiser/config-utl/extract-depcruise-options';
import { ROOT } from './source-tree.js';

/** What `npm run check` looks at, as far as it is there. */
const CRUISED = ['apps', 'libs', 'extensions', 'test', 'bench', 'ormconfig.ts'];

export interface Cruise {
  /** Names of the rules. */
  readonly rules: readonly string[];
  /** Paths of the project's own modules that were seen. */
  readonly modules: readonly string[];
  /** `rule: from → to`, or `rule: module` where a rule speaks of one module. Packages stand there by their names. */
  readonly violations: readonly string[];
}

/** Holds the project below `directory` against the rules of `.dependency-cruiser.mjs`. */
export async function cruiseProject(directory: string): Promise<Cruise> {
  const options = await extractDepcruiseOptions(join(ROOT, '.dependency-cruiser.mjs'));
  const present = CRUISED.filter((path) => existsSync(join(directory, path)));
  // Resolvers remember what they found, and the next project may look different.
  const { output } = await cruise(present, { ...options, baseDir: directory }, { bustTheCache: true });
  const { modules, summary } = output as ICruiseResult;
  return {
    rules: (options.ruleSet?.forbidden ?? []).map(({ name = '' }) => name),
    modules: modules.map(({ source }) => source).filter((source) => present.some((path) => source.startsWith(path))),
    violations: summary.violations.map(({ rule, from, to }) => {
      return `${rule.name}: ${from === to ? from : `${from} → ${packageName(to)}`}`;
    }),
  };
}

const packageName = (path: string): string => path.replace(/^.*node_modules\/((@[^/]+\/)?[^/]+)\/.*$/, '$1');
