import { ParseUUIDPipe, ValidationPipe } from '@nestjs/common';
import type { ValidationError as ClassValidatorError } from 'class-validator';
import { NotFoundError, ValidationError } from '../errors/application-error.js';

/** Refuses unknown fields and wrong values of request bodies, all at once, as the unified 422. */
export const bodyValidation = () =>
  new ValidationPipe({
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    transform: true,
    stopAtFirstError: false,
    exceptionFactory: (errors) => new ValidationError(fieldsOf(errors)),
  });

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
