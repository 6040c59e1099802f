import { escapeHtml } from '#platform/mail/escape-html.js';
import { type SessionCalendar, sessionCalendar } from './session-calendar.js';
import {
  checkedFacts,
  parties,
  type SessionMailAudience,
  type SessionMailFacts,
  type SessionMailKind,
} from './session-mail-facts.js';
import { SESSION_MAIL_LAYOUT } from './session-mail-layout.generated.js';
import { SESSION_MAIL_WORDS } from './session-mail-words.js';
import { sessionTimes } from './session-times.js';

export interface SessionMail {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  /** Absent for completed sessions. */
  readonly calendar?: SessionCalendar;
}

/**
 * The mail that tells one of the two parties about a step in a session's life. A pure function: the same facts give the
 * same bytes, so that a retried mail is the same mail.
 * @throws SessionMailFactError
 */
export function renderSessionMail(
  kind: SessionMailKind,
  audience: SessionMailAudience,
  unchecked: SessionMailFacts,
): SessionMail {
  const facts = checkedFacts(unchecked);
  const times = sessionTimes(facts);
  const words = SESSION_MAIL_WORDS[kind][audience](facts, times);
  const { reader, counterpart } = parties(audience, facts);
  const content: SessionMailContent = {
    ...words,
    counterpart,
    greeting: `Hello ${reader},`,
    when: times.full,
    duration: `${facts.durationMinutes} minutes`,
    siteName: facts.siteName,
    siteAddress: facts.siteAddress,
    footer: `This mail was sent automatically by Praxis for ${facts.siteName}. Please do not reply to it.`,
  };
  return {
    subject: words.subject,
    html: asHtml(content),
    text: asText(content),
    calendar: sessionCalendar(kind, audience, facts),
  };
}

/** What the layout has a place for. */
interface SessionMailContent {
  subject: string;
  heading: string;
  greeting: string;
  message: string;
  when: string;
  duration: string;
  counterpart: string;
  siteName: string;
  siteAddress: string;
  closing: string;
  footer: string;
}

/** One pass, so that a name such as `{{footer}}` stays what it is. */
function asHtml(content: SessionMailContent): string {
  return SESSION_MAIL_LAYOUT.replace(/\{\{(\w+)\}\}/g, (_, place: keyof SessionMailContent) =>
    escapeHtml(content[place]),
  );
}

function asText(content: SessionMailContent): string {
  return `${content.greeting}

${content.message}

  When:      ${content.when}
  Duration:  ${content.duration}
  With:      ${content.counterpart}
  Where:     ${[content.siteName, content.siteAddress].filter(Boolean).join(`\n${' '.repeat(13)}`)}

${content.closing}

--${' '}
${content.footer}
`;
}
