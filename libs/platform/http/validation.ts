import { type ArgumentMetadata, ParseUUIDPipe, ValidationPipe } from '@nestjs/common';
import type { ValidationError as ClassValidatorError } from 'class-validator';
import { NotFoundError, ValidationError } from '../errors/application-error.js';

/** Refuses unknown fields and wrong values of request bodies, all at once, as the unified 422. */
class BodyValidation extends ValidationPipe {
  constructor() {
    super({
      whitelist: true,
      forbidNonWhitelisted: true,
      // A body of which nothing is expected has no rules to go by; that it is an object is checked below.
      forbidUnknownValues: false,
      transform: true,
      exceptionFactory: (errors) => new ValidationError(fieldsOf(errors)),
    });
  }

  override transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    // By name, so an argument of GraphQL, which has found out already that it may be null: the same as leaving it out.
    if (value === null && metadata.data !== undefined && isClass(metadata.metatype)) return Promise.resolve(undefined);
    if (metadata.type === 'body' && isClass(metadata.metatype) && value !== undefined && !isObject(value)) {
      throw new ValidationError({ '': ['must be a JSON object'] });
    }
    return super.transform(value, metadata);
  }
}

export const bodyValidation = (): ValidationPipe => new BodyValidation();

/** GraphQL hands over every argument as a body; those that are single values have a built-in type. */
const isClass = (metatype: unknown): boolean =>
  metatype !== undefined && ![String, Number, Boolean, Array, Object].includes(metatype as never);
const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);

function fieldsOf(errors: ClassValidatorError[], path = ''): Record<string, string[]> {
  const fields: Record<string, string[]> = {};
  for (const { property, constraints, children } of errors) {
    const name = path ? `${path}.${property}` : property;
    if (constraints) {
      fields[name] = Object.entries(constraints).map(([rule, message]) =>
        rule === 'whitelistValidation' ? 'is not a field of this request' : message,
      );
    }
    if (children?.length) Object.assign(fields, fieldsOf(children, name));
  }
  return fields;
}

/** An id in a path that is no UUID names nothing: 404 with the code of the thing looked for. */
export const idOf = (thing: string) =>
  new ParseUUIDPipe({
    exceptionFactory: () => new (class extends NotFoundError {})(`${thing}_NOT_FOUND`, 'There is no such thing here.'),
  });
