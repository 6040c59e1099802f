import type { Actor } from '#platform/context/actor.js';
import type { Action } from '#platform/http/envelope.js';
import type { SignInView } from '../queries/list-sign-ins.js';

export const SIGN_INS_PATH = '/api/v1/auth/sessions';

export function presentSignIn(actor: Actor, signIn: SignInView) {
  return { ...signIn, current: signIn.id === actor.signInId, actions: signInActions(signIn) };
}

export const signInActions = ({ id }: Pick<SignInView, 'id'>): Action[] => [
  { name: 'end', method: 'DELETE', href: `${SIGN_INS_PATH}/${id}` },
];
