import type { SourceRule } from '../source-rule.js';

const ROLES = ['module', 'entity', 'controller', 'resolver', 'gateway', 'dto', 'task', 'policy'];
const MEANINGLESS = /(^|[/.-])(utils?|helpers?|common|types|manager)(?=[/.-])/;
const NAME = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)?(\.spec)?\.tsx?$/;

/** A file is a verb phrase or a noun, with one role suffix of a closed list at most. */
export const fileNames: SourceRule = {
  name: 'file-names',
  judges: ({ path }) => /^(apps|libs|extensions)\//.test(path),
  *problems({ path }) {
    const name = path.slice(path.lastIndexOf('/') + 1);
    const [, word] = MEANINGLESS.exec(path)?.slice(1) ?? [];
    if (word) yield { line: 1, what: `"${word}" says nothing: name it after what it does or is` };
    if (!NAME.test(name)) yield { line: 1, what: 'is not like-this.ts, like-this.role.ts or like-this.spec.ts' };
    const role = name
      .split('.')
      .slice(1, -1)
      .find((suffix) => suffix !== 'spec');
    if (role && !ROLES.includes(role)) yield { line: 1, what: `".${role}" is none of the roles .${ROLES.join(' .')}` };
  },
};
