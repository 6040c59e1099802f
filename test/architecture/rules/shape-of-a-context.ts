import type { SourceRule } from '../source-rule.js';
import { ownerOf } from '../source-tree.js';

/** The folders of a context. A new one is a decision for all of them: it belongs in architecture.md too. */
const FOLDERS = ['api', 'commands', 'contract', 'migrations', 'model', 'queries', 'reactions', 'tasks', 'testing'];
/** What only one context has so much of that it got a folder. */
const OWN_FOLDERS: Readonly<Record<string, readonly string[]>> = {
  identity: ['authentication', 'mails'],
  notifications: ['mails', 'streams'],
};

/** Every context has the same shape, so that whoever knows one knows all. */
export const shapeOfAContext: SourceRule = {
  name: 'shape-of-a-context',
  judges: (source) => ![undefined, 'platform'].includes(ownerOf(source)),
  *problems(source) {
    const context = ownerOf(source) ?? '';
    const folders = [...FOLDERS, ...(OWN_FOLDERS[context] ?? [])];
    const [folder, ...below] = source.path.split('/').slice(2);
    if (below.length === 0) {
      if (folder === `${context}.module.ts` || folder?.endsWith('.spec.ts')) return;
      yield { line: 1, what: `beside the manifest there are only folders: ${folders.join(', ')}` };
    } else if (!folders.includes(folder ?? '')) {
      yield { line: 1, what: `a context has no folder "${folder}", only: ${folders.join(', ')}` };
    } else if (below.length > 1) {
      yield { line: 1, what: `is too deep: ${folder}/ holds files only` };
    }
  },
};
