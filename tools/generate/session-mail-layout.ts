import { readFile } from 'node:fs/promises';
import mjml2html from 'mjml';

/**
 * The layout of session mails as a module, from its MJML source. MJML is compiled here and not in the running system:
 * loading it costs 0.2 to 0.3 s and 79 MB resident, of the 3 s and 220 MB that the whole of it may take.
 */
export async function sessionMailLayout(sourceFile: string): Promise<string> {
  const mjml = await readFile(sourceFile, 'utf8');
  const { html } = await mjml2html(mjml, { validationLevel: 'strict', keepComments: false, fonts: {} });
  const lines = html
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const literal = lines.join('\n').replace(/[`\\]|\$\{/g, '\\$&');
  return `// Generated from session-mail.mjml by "npm run generate". Do not edit.\nexport const SESSION_MAIL_LAYOUT = \`${literal}\n\`;\n`;
}
