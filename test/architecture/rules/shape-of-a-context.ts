import type { SourceRule } from '../source-rule.js';
import { ownerOf } from '../source-tree.js';

/** All folders that a context may have. A new one is a decision for all contexts: add it here and in architecture.md. */
const FOLDERS = [
  'api',
  'commands',
  'contract',
  'mails',
  'migrations',
  'model',
  'queries',
  'reactions',
  'tasks',
  'testing',
];

/** Every context has the same shape, so that whoever knows one knows all. */
export const shapeOfAContext: SourceRule = {
  name: 'shape-of-a-context',
  judges: (source) => ![undefined, 'platform'].includes(ownerOf(source)),
  *problems(source) {
    const context = ownerOf(source);
    const [folder, ...below] = source.path.split('/').slice(2);
    if (below.length === 0) {
      if (folder === `${context}.module.ts` || folder?.endsWith('.spec.ts')) return;
      yield { line: 1, what: `beside the manifest there are only folders: ${FOLDERS.join(', ')}` };
    } else if (!FOLDERS.includes(folder ?? '')) {
      yield { line: 1, what: `a context has no folder "${folder}", only: ${FOLDERS.join(', ')}` };
    } else if (below.length > 1) {
      yield { line: 1, what: `is too deep: ${folder}/ holds files only` };
    }
  },
};
