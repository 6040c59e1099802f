import { type ArgumentMetadata, ParseUUIDPipe, ValidationPipe } from '@nestjs/common';
import { type ValidationError as ClassValidatorError, getMetadataStorage, type MetadataStorage } from 'class-validator';
import { canonicalId } from '../context/ids.js';
import { NotFoundError, ValidationError } from '../errors/application-error.js';
import { NULL_IS_LEFT_OUT } from './fields.js';

/** Refuses unknown fields and wrong values, all at once, as the unified 422. */
class FieldValidation extends ValidationPipe {
  /** @param groups of transformations to apply besides those that always apply */
  constructor(groups: string[] = []) {
    super({
      whitelist: true,
      forbidNonWhitelisted: true,
      // A body of which nothing is expected has no rules to go by; that it is an object is checked below.
      forbidUnknownValues: false,
      transform: true,
      transformOptions: { groups },
      exceptionFactory: (errors) => new ValidationError(fieldsOf(errors)),
    });
  }
}

/** Of request bodies, and of arguments of GraphQL. */
class BodyValidation extends FieldValidation {
  readonly #ofArguments = new FieldValidation([NULL_IS_LEFT_OUT]);

  override transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    // By name, so an argument of GraphQL, which has found out already what may be null: the same as leaving it out.
    if (metadata.type === 'body' && metadata.data !== undefined && isClass(metadata.metatype)) {
      return value === null ? Promise.resolve(undefined) : this.#ofArguments.transform(value, metadata);
    }
    if (metadata.type === 'body' && isClass(metadata.metatype) && value !== undefined && !isObject(value)) {
      throw new ValidationError({ '': ['must be a JSON object'] });
    }
    return super.transform(value, metadata);
  }
}

/**
 * The rules of a class are looked for among those of all classes, anew for each body. They do not change once the application has
 * been put together, and groups are not used here.
 */
function rememberRules(storage: MetadataStorage): void {
  const find = storage.getTargetValidationMetadatas.bind(storage);
  const found = new WeakMap<object, ReturnType<typeof find>>();
  storage.getTargetValidationMetadatas = (target, schema, always, strict, groups) => {
    if (schema || always || strict || groups?.length) return find(target, schema, always, strict, groups);
    const rules = found.get(target) ?? find(target, schema, always, strict, groups);
    found.set(target, rules);
    return rules;
  };
}
rememberRules(getMetadataStorage());

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

class ParseId extends ParseUUIDPipe {
  override async transform(...given: Parameters<ParseUUIDPipe['transform']>) {
    return canonicalId(await super.transform(...given));
  }
}

/** An id in a path that is no UUID names nothing: 404 with the code of the thing looked for. */
export const idOf = (thing: string) =>
  new ParseId({
    exceptionFactory: () => new (class extends NotFoundError {})(`${thing}_NOT_FOUND`, 'There is no such thing here.'),
  });
