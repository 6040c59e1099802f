import type { Action } from '../http/envelope.js';

export const DEAD_LETTERS_PATH = '/api/v1/system/dead-letters';

/** Whoever sees a dead letter may replay it. */
export const deadLetterActions = ({ id }: { readonly id: string }): Action[] => [
  { name: 'replay', method: 'POST', href: `${DEAD_LETTERS_PATH}/${id}/replay` },
];
