/** What the mails of the identity context are about. */
export const CREDENTIAL_MAIL_KINDS = [
  'invitation',
  'registration',
  'already-registered',
  'email-verification',
  'email-change',
  'email-change-notice',
  'password-reset',
  'password-changed',
  'second-factor-enabled',
  'second-factor-disabled',
] as const;
export type CredentialMailKind = (typeof CREDENTIAL_MAIL_KINDS)[number];

export interface CredentialMailFacts {
  /** Where the token is brought back. Those that carry none have no link. */
  readonly link?: string;
}

interface Words {
  readonly subject: string;
  readonly paragraphs: readonly string[];
  /** What the link is called. */
  readonly button?: string;
}

const NOT_YOU =
  'If that was not you, somebody may know your password: choose a new one at once, and tell your practice.';

/** No names: whoever invites or registers chooses those, and a mail of ours must not say what a stranger wants it to. */
export const CREDENTIAL_MAIL_WORDS: Readonly<Record<CredentialMailKind, (facts: CredentialMailFacts) => Words>> = {
  invitation: () => ({
    subject: 'You are invited to Praxis',
    paragraphs: [
      'A practice that works with Praxis has invited you to sign in there.',
      'Choose a password to accept. The invitation is good for 7 days, and once.',
      'If you do not know what this is about, leave it: nothing happens then.',
    ],
    button: 'Accept the invitation',
  }),
  registration: () => ({
    subject: 'Confirm your registration',
    paragraphs: [
      'Somebody, hopefully you, has registered with this address at a practice that works with Praxis.',
      'Confirm it within 24 hours, and you can sign in with the password that was chosen then.',
      'If it was not you, leave it and do not follow the link: no user is made then.',
    ],
    button: 'Confirm the registration',
  }),
  'already-registered': () => ({
    subject: 'You have an account already',
    paragraphs: [
      'Somebody, hopefully you, has tried to register with this address. There is an account with it already.',
      'Sign in as usual. If you have forgotten your password, ask for a new one where you sign in.',
      'If it was not you, there is nothing to do: whoever it was has learned nothing.',
    ],
  }),
  'email-verification': () => ({
    subject: 'Confirm your e-mail address',
    paragraphs: ['Confirm within 24 hours that this address is yours.'],
    button: 'Confirm the address',
  }),
  'email-change': () => ({
    subject: 'Confirm your new e-mail address',
    paragraphs: [
      'This is to become the address that you sign in with.',
      'Confirm it within 24 hours. Until then the old one goes on.',
      'If you do not know what this is about, leave it: nothing changes then.',
    ],
    button: 'Confirm the new address',
  }),
  'email-change-notice': () => ({
    subject: 'Your e-mail address is about to change',
    paragraphs: [
      'Your user is to get another e-mail address. It changes when the new one has been confirmed.',
      NOT_YOU,
    ],
  }),
  'password-reset': () => ({
    subject: 'Choose a new password',
    paragraphs: [
      'Somebody, hopefully you, has asked for a new password for this address.',
      'Choose it within an hour. The link is good once.',
      'If it was not you, there is nothing to do: your password stays as it is.',
    ],
    button: 'Choose a new password',
  }),
  'password-changed': () => ({
    subject: 'Your password was changed',
    paragraphs: ['Your password has just been changed, and your other sign-ins have ended.', NOT_YOU],
  }),
  'second-factor-enabled': () => ({
    subject: 'The second factor is on',
    paragraphs: [
      'From now on a code is asked for when you sign in. Keep your recovery codes in a safe place.',
      NOT_YOU,
    ],
  }),
  'second-factor-disabled': () => ({
    subject: 'The second factor is off',
    paragraphs: ['From now on your password alone is enough to sign in.', NOT_YOU],
  }),
};
