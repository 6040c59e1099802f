import type { Actor } from '#platform/context/actor.js';
import type { Action } from '#platform/http/envelope.js';
import { isInPerson } from '../model/in-person.js';
import type { SignInView } from '../queries/list-sign-ins.js';

export const SIGN_INS_PATH = '/api/v1/auth/sessions';

export function presentSignIn(actor: Actor, signIn: SignInView) {
  return { ...signIn, current: signIn.id === actor.signInId, actions: signInActions(actor, signIn) };
}

/** A key that was made for a program sees where its user is signed in, and ends nothing. */
export function signInActions(actor: Actor, { id }: Pick<SignInView, 'id'>): Action[] {
  const href = `${SIGN_INS_PATH}/${id}`;
  const events: Action = { name: 'events', method: 'GET', href: `${href}/events` };
  return isInPerson(actor) ? [{ name: 'end', method: 'DELETE', href }, events] : [events];
}
