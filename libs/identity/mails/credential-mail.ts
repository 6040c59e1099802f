import { escapeHtml } from '#platform/mail/escape-html.js';
import { CREDENTIAL_MAIL_WORDS, type CredentialMailFacts, type CredentialMailKind } from './credential-mail-words.js';

export interface CredentialMail {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}

/** A pure function: the same facts give the same bytes, so that a retried mail is the same mail. */
export function credentialMail(kind: CredentialMailKind, facts: CredentialMailFacts): CredentialMail {
  const { subject, paragraphs, button } = CREDENTIAL_MAIL_WORDS[kind](facts);
  const footer = 'This mail was sent automatically by Praxis. Please do not reply to it.';
  const link = button && facts.link ? { href: facts.link, label: button } : undefined;
  return { subject, html: asHtml(subject, paragraphs, link, footer), text: asText(paragraphs, link, footer) };
}

interface Link {
  readonly href: string;
  readonly label: string;
}

function asText(paragraphs: readonly string[], link: Link | undefined, footer: string): string {
  const action = link ? [`${link.label}:\n${link.href}`] : [];
  return `${['Hello,', ...paragraphs, ...action].join('\n\n')}\n\n-- \n${footer}\n`;
}

/** Plain enough for every mail client: one column, styles on the elements, nothing that is loaded from elsewhere. */
function asHtml(subject: string, paragraphs: readonly string[], link: Link | undefined, footer: string): string {
  const body = ['Hello,', ...paragraphs].map((text) => `<p style="margin:0 0 16px">${escapeHtml(text)}</p>`);
  if (link) {
    const style = 'display:inline-block;padding:12px 20px;background:#1f5f5b;color:#ffffff;text-decoration:none';
    const href = escapeHtml(link.href);
    body.push(`<p style="margin:0 0 16px"><a href="${href}" style="${style}">${escapeHtml(link.label)}</a></p>`);
    body.push(`<p style="margin:0 0 16px;font-size:13px;word-break:break-all">${href}</p>`);
  }
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(subject)}</title></head>
<body style="margin:0;padding:24px;background:#f4f5f5;font-family:Arial,sans-serif;font-size:16px;line-height:1.5;color:#1c2423">
<div style="max-width:560px;margin:0 auto;padding:32px;background:#ffffff">
<h1 style="margin:0 0 24px;font-size:20px">${escapeHtml(subject)}</h1>
${body.join('\n')}
<p style="margin:24px 0 0;font-size:12px;color:#66706f">${escapeHtml(footer)}</p>
</div>
</body>
</html>
`;
}
