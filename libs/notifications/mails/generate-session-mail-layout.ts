import { readFile, writeFile } from 'node:fs/promises';
import mjml2html from 'mjml';

/*
 * MJML is compiled here, when the layout changes, and not in the running system: loading it costs 0.2 to 0.3 s and 79 MB
 * resident, of the 3 s and 220 MB that the whole of it may take. After a change of session-mail.mjml:
 *
 *   node libs/notifications/mails/generate-session-mail-layout.ts
 */

const SOURCE = new URL('session-mail.mjml', import.meta.url);
const TARGET = new URL('session-mail-layout.generated.ts', import.meta.url);

/** The text of the generated module. */
export async function generateSessionMailLayout(): Promise<string> {
  const mjml = await readFile(SOURCE, 'utf8');
  const { html } = await mjml2html(mjml, { validationLevel: 'strict', keepComments: false, fonts: {} });
  const lines = html
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const literal = lines.join('\n').replace(/[`\\]|\$\{/g, '\\$&');
  return `// Generated from session-mail.mjml by generate-session-mail-layout.ts. Do not edit.\nexport const SESSION_MAIL_LAYOUT = \`${literal}\n\`;\n`;
}

if (import.meta.main) await writeFile(TARGET, await generateSessionMailLayout());
