import { BYSTANDER_ID, BYSTANDER_WORD } from './bystander.js';

const INTERNALS: readonly (readonly [what: string, form: RegExp])[] = [
  ['a stack', /\n? {2,}at .+[:(]|\bat \S+ \(.+:\d+:\d+\)/],
  ['the place of a file', /node_modules|file:\/\/|\/(libs|apps|dist)\/\S+\.[jt]s|\.[jt]s:\d+/],
  [
    'words of the database',
    /violates .{0,40}constraint|relation ".*" does not exist|syntax error at or near|row-level security/,
  ],
  ['SQL', /\b(select\s.{1,200}\sfrom|insert into|delete from|update)\s+"?\w+"?\."?\w+"?/i],
  ['a password’s hash', /\$argon2/],
];
const ID_OF_BYSTANDER = new RegExp(`${BYSTANDER_ID}[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`, 'g');

/**
 * What an answer tells that nobody must learn: how the inside looks, or anything of another account.
 * @param asked the request: what somebody sends may come back to them
 */
export function leaksIn(answer: string, asked: string): string[] {
  const known = asked.toLowerCase();
  const internals = INTERNALS.filter(([, form]) => form.test(answer)).map(([what]) => `${what} is in the answer`);
  const ids = [...answer.matchAll(ID_OF_BYSTANDER)].map(([id]) => id).filter((id) => !known.includes(id));
  const words = !known.includes(BYSTANDER_WORD) && answer.toLowerCase().includes(BYSTANDER_WORD);
  return [
    ...internals,
    ...[...new Set(ids)].map((id) => `${id}, of another account, is in the answer`),
    ...(words ? ['a text of another account is in the answer'] : []),
  ];
}
