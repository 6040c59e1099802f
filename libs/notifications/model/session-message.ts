import type { Site } from '#accounts/contract/index.js';
import type { SessionMailAudience, SessionMailKind } from '../mails/session-mail-facts.js';
import { sessionTimes } from '../mails/session-times.js';
import type { SessionFacts } from './session-facts.js';

interface Told {
  readonly kind: SessionMailKind;
  readonly audience: SessionMailAudience;
  readonly session: SessionFacts;
  readonly site: Site;
  /** Whom the session is with. */
  readonly counterpart: string;
}

/** One sentence or two for the inbox, with the time as the clock on the site's wall shows it. */
export function sessionMessage({ kind, audience, session, site, counterpart }: Told): string {
  const { day, start } = sessionTimes({ ...session, timeZone: site.timeZone });
  const when = `${day} at ${start}`;
  switch (kind) {
    case 'scheduled':
      return `Your appointment with ${counterpart} is booked for ${when}, ${site.name}.`;
    case 'rescheduled':
      return `Your appointment with ${counterpart} has moved to ${when}, ${site.name}.`;
    case 'completed':
      return `Your appointment with ${counterpart} on ${when} is completed.`;
    case 'cancelled':
      return `Your appointment with ${counterpart} on ${when} is cancelled.${lateFee(audience, session.late)}`;
  }
}

function lateFee(audience: SessionMailAudience, late: boolean | undefined): string {
  if (!late) return '';
  return audience === 'patient' ? ' A late fee applies.' : ' The patient is charged a late fee.';
}
