import { parseArgs } from 'node:util';
import { plainToInstance } from 'class-transformer';
import { validate } from 'class-validator';
import type { Settings } from '#platform/config/settings.js';
import { ValidationError } from '#platform/errors/application-error.js';
import { ClaimDto } from './claim.dto.js';
import type { Claim } from './claim-installation.js';
import { Terminal } from './terminal.js';

const USAGE = `Usage: npm run setup -- [--account "My Practice"] [--email me@example.org] [--first-name Ada] [--last-name Brandt] [--developer]
What is not given is asked for. --developer: the administrator also runs Praxis itself, and may work in every account, on record. For scripts: SETUP_ACCOUNT, SETUP_EMAIL and SETUP_PASSWORD are taken from the environment.
`;

class MissingAnswerError extends Error {
  constructor(what: string) {
    super(`Setup needs ${what}, and there is no terminal to ask at.\n${USAGE}`);
  }
}

/** The password is no argument: whoever lists the processes of the machine would see it. */
export async function setupAnswers(args: readonly string[], { setup }: Pick<Settings, 'setup'>): Promise<Claim> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      account: { type: 'string' },
      email: { type: 'string' },
      'first-name': { type: 'string' },
      'last-name': { type: 'string' },
      developer: { type: 'boolean' },
    },
  });
  using terminal = process.stdin.isTTY ? new Terminal() : undefined;
  const answer = async (given: string | undefined, what: string, secretly = false): Promise<string> => {
    if (given) return given;
    if (!terminal) throw new MissingAnswerError(what);
    return secretly ? terminal.askSecretly(what) : terminal.ask(what);
  };
  const account = { name: await answer(values.account ?? setup.account, 'the name of the practice') };
  const email = await answer(values.email ?? setup.email, 'the administrator’s e-mail address');
  const password = await answer(setup.password, 'a password of 8 characters or more', true);
  const profile = { firstName: values['first-name'], lastName: values['last-name'] };
  const claim = await checked({ account, admin: { email, password, profile } });
  return { ...claim, developer: values.developer };
}

/** Held to the same rules as a request. @throws ValidationError */
async function checked(claim: Claim): Promise<Claim> {
  const errors = await validate(plainToInstance(ClaimDto, { token: 'none', ...claim }));
  const fields: Record<string, string[]> = {};
  for (const { property, children = [] } of errors) {
    for (const child of children) {
      fields[`${property}.${child.property}`] = Object.values(child.constraints ?? { nested: 'is not right' });
    }
  }
  if (errors.length > 0) throw new ValidationError(fields);
  return claim;
}
