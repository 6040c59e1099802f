/** A Mermaid drawing as a Markdown code block. Syntax: https://mermaid.js.org/syntax/flowchart.html */
export const flowchart = (lines: readonly string[]): string =>
  ['```mermaid', 'flowchart LR', ...lines, '```'].join('\n');

/** A node with one or more lines of text. */
export const box = (kind: string, name: string, ...label: string[]): string =>
  `${id(kind, name)}["${[name, ...label].map(escaped).join('<br/>')}"]`;

/** Safe as a Mermaid id, where `end`, `-` and `.` have meanings, and different for different names. */
export const id = (kind: string, name: string): string =>
  `${kind}_${name.replaceAll(/[^A-Za-z0-9]/g, (sign) => `_${sign.codePointAt(0)}_`)}`;

/** These signs would end the text or start markup; Mermaid writes them as `#34;`. */
const escaped = (text: string): string => text.replaceAll(/[#"<>]/g, (sign) => `#${sign.codePointAt(0)};`);
