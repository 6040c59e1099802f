import type { SessionMailAudience, SessionMailFacts, SessionMailKind } from './session-mail-facts.js';
import type { SessionTimes } from './session-times.js';

/** What differs from mail to mail. The subject names nobody: it is seen on locked screens. */
interface SessionMailWords {
  readonly subject: string;
  readonly heading: string;
  readonly message: string;
  readonly closing: string;
}

type Write = (facts: SessionMailFacts, times: SessionTimes) => SessionMailWords;

/** What patients may expect; the amount and the exact limit are decided by billing when a session is cancelled. */
const HOW_TO_CANCEL =
  'If you cannot come, please cancel as early as you can: sign in to Praxis, open the appointment and choose Cancel. ' +
  'This is free of charge up to 24 hours before the start; after that a late fee applies.';

const HOW_TO_CHANGE = 'To move or cancel it, sign in to Praxis and open the appointment; the patient is told at once.';

const bookAnother = (siteName: string) =>
  `To book another appointment, sign in to Praxis or ask the team at ${siteName}.`;

const costs = (lateFee: boolean | undefined, charged: string, free: string) => {
  if (lateFee === undefined) return '';
  return lateFee ? `As it was cancelled less than 24 hours before the start, ${charged} ` : `${free} `;
};

export const SESSION_MAIL_WORDS: Record<SessionMailKind, Record<SessionMailAudience, Write>> = {
  scheduled: {
    patient: ({ therapistName }, { day, start }) => ({
      subject: `Your appointment on ${day} at ${start}`,
      heading: 'Your appointment is booked',
      message: `Your appointment with ${therapistName} is booked. We look forward to seeing you.`,
      closing: HOW_TO_CANCEL,
    }),
    therapist: ({ patientName }, { day, start }) => ({
      subject: `New appointment on ${day} at ${start}`,
      heading: 'A new appointment',
      message: `An appointment with ${patientName} has been booked for you.`,
      closing: HOW_TO_CHANGE,
    }),
  },
  rescheduled: {
    patient: ({ therapistName }, { day, start }) => ({
      subject: `Your appointment has moved to ${day} at ${start}`,
      heading: 'Your appointment has moved',
      message: `Your appointment with ${therapistName} has a new time. The earlier one no longer holds.`,
      closing: HOW_TO_CANCEL,
    }),
    therapist: ({ patientName }, { day, start }) => ({
      subject: `Appointment moved to ${day} at ${start}`,
      heading: 'An appointment has moved',
      message: `Your appointment with ${patientName} has a new time. The earlier one no longer holds.`,
      closing: HOW_TO_CHANGE,
    }),
  },
  cancelled: {
    patient: ({ therapistName, siteName, lateFee }, { day, start }) => ({
      subject: `Your appointment on ${day} at ${start} is cancelled`,
      heading: 'Your appointment is cancelled',
      message: `Your appointment with ${therapistName} has been cancelled.`,
      closing: `${costs(lateFee, 'a late fee applies.', 'Nothing is charged for it.')}${bookAnother(siteName)}`,
    }),
    therapist: ({ patientName, lateFee }, { day, start }) => ({
      subject: `Appointment on ${day} at ${start} is cancelled`,
      heading: 'An appointment is cancelled',
      message: `Your appointment with ${patientName} has been cancelled.`,
      closing: `${costs(lateFee, 'the patient is charged a late fee.', 'The patient is not charged.')}The time is free again for others.`,
    }),
  },
  completed: {
    patient: ({ therapistName, siteName }, { day }) => ({
      subject: `Thank you for your visit on ${day}`,
      heading: 'Thank you for your visit',
      message: `Thank you for coming to your appointment with ${therapistName}.`,
      closing: bookAnother(siteName),
    }),
    therapist: ({ patientName }, { day, start }) => ({
      subject: `Appointment on ${day} at ${start} is completed`,
      heading: 'An appointment is completed',
      message: `Your appointment with ${patientName} has been marked as completed.`,
      closing: 'If that is a mistake, please tell your practice administration.',
    }),
  },
};
