import { plainToInstance } from 'class-transformer';
import { getMetadataStorage, type ValidationError, type ValidatorOptions, validateSync } from 'class-validator';
import type { TaskDefinition } from './task-definition.js';
import { InvalidTaskPayloadError } from './task-errors.js';

/** NUL, or half of a surrogate pair, escaped in JSON text: Postgres takes neither into jsonb. */
const UNSTORABLE = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f][0-9a-f]{2})/i;

/**
 * Checks a payload as the JSON that the handler will get, so that what passes here (and no `Date`, no `undefined`) is what
 * arrives there. Done when a task is enqueued; workers trust it.
 * @returns the payload as plain JSON
 * @throws InvalidTaskPayloadError
 */
export function checkedPayload<P extends object>(task: TaskDefinition<P>, payload: unknown): P {
  const plain = asStorableJson(task, payload);
  const problems = hasRules(task)
    ? problemsOf(plainToInstance(task.payload, plain), { whitelist: true, forbidNonWhitelisted: true })
    : Object.keys(plain).map((field) => `property ${field} should not exist`);
  if (problems.length > 0) throw new InvalidTaskPayloadError(task.name, problems);
  return plain as P;
}

/** Like {@link checkedPayload}, but leaves out what the task does not take: results are made for more than one reader. */
export function selectedPayload<P extends object>(task: TaskDefinition<P>, payload: object): P {
  const plain = asStorableJson(task, payload);
  if (!hasRules(task)) return {} as P;
  const selected = plainToInstance(task.payload, plain);
  const problems = problemsOf(selected, { whitelist: true });
  if (problems.length > 0) throw new InvalidTaskPayloadError(task.name, problems);
  return asStorableJson(task, selected) as P;
}

function asStorableJson(task: TaskDefinition, payload: unknown): object {
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) {
    throw new InvalidTaskPayloadError(task.name, ['it must be an object']);
  }
  const json = JSON.stringify(payload);
  // Looking for any escape first: the pattern alone took more time than all the rest of the check.
  if (json.includes('\\u') && UNSTORABLE.test(json)) {
    throw new InvalidTaskPayloadError(task.name, [
      'it holds text with NUL or broken characters, which cannot be stored',
    ]);
  }
  return JSON.parse(json);
}

const ruled = new WeakMap<object, boolean>();

function hasRules(task: TaskDefinition): boolean {
  let known = ruled.get(task.payload);
  if (known === undefined) {
    known = getMetadataStorage().getTargetValidationMetadatas(task.payload, '', true, false).length > 0;
    ruled.set(task.payload, known);
  }
  return known;
}

function problemsOf(instance: object, rules: ValidatorOptions): string[] {
  return validateSync(instance, rules).flatMap((error) => described(error));
}

function described(error: ValidationError, path = ''): string[] {
  const here = Object.values(error.constraints ?? {}).map((problem) => `${path}${problem}`);
  const below = (error.children ?? []).flatMap((child) => described(child, `${path}${error.property}.`));
  return [...here, ...below];
}
