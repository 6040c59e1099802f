import { ROLES, type Role } from '#platform/context/actor.js';
import type { KindName } from './objects.js';

/** How an operation is called with an object, and what is to come of it. */
export interface Entry {
  /** In the address, or as arguments. */
  readonly ids?: Readonly<Record<string, KindName>>;
  /** In the body, or in what GraphQL calls the input. */
  readonly refs?: Readonly<Record<string, KindName>>;
  /** The rest of the body. @param n unlike that of any other call */
  readonly body?: (n: number) => object;
  /** The rest of the query. */
  readonly query?: Readonly<Record<string, string>>;
  /** Instead of a body in JSON. */
  readonly media?: { readonly type: string; readonly bytes: Buffer };
  /** Status for who is let through; default: any from 200 to 299. Others mean that it gets as far as being refused for another reason. */
  readonly ok?: number;
  /** Status for who would need to take part in the object, and does not. Default: 404 with an object, otherwise as if let through. */
  readonly bystander?: number;
  /** Status for roles whom the operation holds to more than it declares. */
  readonly roles?: Readonly<Partial<Record<Role, number>>>;
  /** It uses up its caller, or the caller's account. */
  readonly consumes?: 'user' | 'account';
  /** Types of the events that it publishes when it is let through, in alphabetical order. Default: none. */
  readonly events?: readonly string[];
  /** What must be there besides the objects, in SQL; `:account` and the names of `ids` stand for values. */
  readonly given?: string;
  /** Permissions that together let somebody do it to the object without any role that would. Absent: nothing that could be granted. */
  readonly granted?: readonly string[];
  /** A list of such objects. Whoever has none of the permissions is answered too, without them. */
  readonly lists?: KindName;
  /** Which of the ids or refs they are granted on. Default: `id`. */
  readonly grantedOn?: string;
}

/** What it says of the operation of REST that does the same holds for it, too. */
export type GraphqlEntry = { readonly twin: string } & Entry;

export const MANAGERS: readonly Role[] = ['developer', 'owner', 'admin'];
/** The same status for all roles but some. */
export const everybodyElse = (status: number, ...but: Role[]): Readonly<Partial<Record<Role, number>>> =>
  Object.fromEntries(ROLES.filter((role) => !but.includes(role)).map((role) => [role, status]));
