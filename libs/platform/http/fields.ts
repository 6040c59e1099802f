import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Type as Nested, Transform } from 'class-transformer';
import {
  Allow,
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsEmail,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateBy,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { canonicalId } from '../context/ids.js';
import { beginsWithCalendarDay } from '../lists/calendar-day.js';

/** One decorator says all about an input or output field: how it is checked and how the OpenAPI document describes it. */
interface FieldOptions {
  /** May be left out. `null` counts as left out only where the field is nullable. */
  readonly optional?: boolean;
  readonly nullable?: boolean;
  readonly description?: string;
  readonly example?: unknown;
}

/**
 * The group of transformations for where a field can be left out only by being nullable, as in GraphQL. REST tells the two apart, and
 * refuses `null` for what is just optional.
 */
export const NULL_IS_LEFT_OUT = 'null is left out';

/** Of a list that a request may hold, unless its field says otherwise. */
const MOST_ENTRIES = 100;

/** ISO-8601 with a zone: without one the same text would be a different moment on another machine. */
const INSTANT =
  /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/;

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it refuses
const PLAIN_TEXT = /^[^\u0000-\u0008\u000b\u000c\u000e-\u001f]*$/;

function field(
  options: FieldOptions,
  schema: Record<string, unknown>,
  ...checks: PropertyDecorator[]
): PropertyDecorator {
  const { optional = false, nullable = false, description, example } = options;
  const presence = optional
    ? nullable
      ? IsOptional()
      : ValidateIf((_object, value) => value !== undefined)
    : nullable
      ? ValidateIf((_object, value) => value !== null)
      : Allow();
  return applyDecorators(
    ApiProperty({ ...schema, required: !optional, nullable: nullable || undefined, description, example } as never),
    presence,
    ...(optional && !nullable ? [Transform(({ value }) => value ?? undefined, { groups: [NULL_IS_LEFT_OUT] })] : []),
    ...checks,
  );
}

/** Takes a UUID in capitals, or several, for the same in small letters. Other texts stay as they are. */
export const AsCanonicalId = () =>
  Transform(({ value }) => (Array.isArray(value) ? value.map(canonicalId) : canonicalId(value)), { toClassOnly: true });

export const Id = (options: FieldOptions = {}) =>
  field(options, { type: String, format: 'uuid' }, IsUUID(undefined, { message: 'must be a UUID' }), AsCanonicalId());

export const Ids = (options: FieldOptions = {}) =>
  field(
    options,
    { type: 'array', items: { type: 'string', format: 'uuid' }, maxItems: MOST_ENTRIES },
    IsArray({ message: 'must be a list' }),
    ArrayMaxSize(MOST_ENTRIES, { message: `must have at most ${MOST_ENTRIES} entries` }),
    IsUUID(undefined, { each: true, message: 'must hold only UUIDs' }),
    AsCanonicalId(),
  );

export const Text = (options: FieldOptions & { min?: number; max?: number } = {}) => {
  const { min = 1, max = 200 } = options;
  return field(
    options,
    { type: String, minLength: min, maxLength: max },
    IsString({ message: 'must be a text' }),
    MinLength(min, { message: min === 1 ? 'must not be empty' : `must have at least ${min} characters` }),
    MaxLength(max, { message: `must have at most ${max} characters` }),
    Matches(PLAIN_TEXT, { message: 'must not contain control characters' }),
  );
};

/** Quoted names may hold line ends by RFC 5322, and any may hold what shows as another address; nobody's does. Ranges as in a pattern. */
const IN_NO_ADDRESS = '"\\s\\u0000-\\u001f\\u007f-\\u009f\\u00ad\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u206f\\ufeff';

export const Email = (options: FieldOptions = {}) =>
  field(
    options,
    { type: String, format: 'email', maxLength: 254 },
    IsEmail({ blacklisted_chars: IN_NO_ADDRESS }, { message: 'must be an e-mail address' }),
    MaxLength(254, { message: 'must have at most 254 characters' }),
  );

const OnCalendar = (form: RegExp, message: string) =>
  ValidateBy(
    {
      name: 'onCalendar',
      validator: {
        validate: (value) => typeof value === 'string' && form.test(value) && beginsWithCalendarDay(value),
      },
    },
    { message },
  );

export const Instant = (options: FieldOptions = {}) =>
  field(
    options,
    { type: String, format: 'date-time' },
    OnCalendar(INSTANT, 'must be a time with zone, for example 2026-03-01T09:00:00Z'),
  );

export const LocalDate = (options: FieldOptions = {}) =>
  field(
    options,
    { type: String, format: 'date' },
    OnCalendar(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, 'must be a date, for example 1980-12-31'),
  );

/** What a clock on the wall reads: `HH:MM`, in the zone of whatever it is about. @param endOfDay also `24:00` */
export const LocalTime = (options: FieldOptions & { endOfDay?: boolean } = {}) => {
  const form = options.endOfDay ? /^(([01]\d|2[0-3]):[0-5]\d|24:00)$/ : /^([01]\d|2[0-3]):[0-5]\d$/;
  return field(
    options,
    { type: String, pattern: form.source },
    Matches(form, { message: 'must be a time of day, for example 09:30' }),
  );
};

export const OneOf = (values: readonly (string | number)[], options: FieldOptions = {}) =>
  field(
    options,
    { enum: values, type: typeof values[0] === 'number' ? Number : String },
    IsIn([...values], { message: `must be one of ${values.join(', ')}` }),
  );

export const Int = (options: FieldOptions & { min?: number; max?: number } = {}) => {
  const { min = 0, max = Number.MAX_SAFE_INTEGER } = options;
  return field(
    options,
    { type: 'integer', minimum: min, maximum: max },
    IsInt({ message: 'must be a whole number' }),
    Min(min, { message: `must be at least ${min}` }),
    Max(max, { message: `must be at most ${max}` }),
  );
};

export const Flag = (options: FieldOptions = {}) =>
  field(options, { type: Boolean }, IsBoolean({ message: 'must be true or false' }));

/** Any object of JSON. */
export const JsonObject = (options: FieldOptions = {}) =>
  field(options, { type: 'object', additionalProperties: true }, IsObject({ message: 'must be an object' }));

/** A list of texts, of at most `max` characters each. */
export const Texts = (options: FieldOptions & { max?: number; atMost?: number } = {}) => {
  const { max = 200, atMost = 100 } = options;
  return field(
    options,
    { type: [String], maxItems: atMost },
    IsArray({ message: 'must be a list' }),
    ArrayMaxSize(atMost, { message: `must have at most ${atMost} entries` }),
    IsString({ each: true, message: 'must hold only texts' }),
    MaxLength(max, { each: true, message: `must hold only texts of at most ${max} characters` }),
    Matches(PLAIN_TEXT, { each: true, message: 'must not contain control characters' }),
  );
};

export const ListOf = (values: readonly string[], options: FieldOptions = {}) =>
  field(
    options,
    { type: [String], enum: values, maxItems: MOST_ENTRIES },
    IsArray({ message: 'must be a list' }),
    ArrayMaxSize(MOST_ENTRIES, { message: `must have at most ${MOST_ENTRIES} entries` }),
    IsIn([...values], { each: true, message: `must hold only ${values.join(', ')}` }),
  );

// The document's maker takes a function for one that gives the class only when its name is "type".
export const Part = (type: () => new () => object, options: FieldOptions = {}) =>
  field(options, { type: () => type() }, IsObject({ message: 'must be an object' }), ValidateNested(), Nested(type));

export const Parts = (type: () => new () => object, options: FieldOptions = {}) =>
  field(
    options,
    { type: () => type(), isArray: true, maxItems: MOST_ENTRIES },
    IsArray({ message: 'must be a list' }),
    ArrayMaxSize(MOST_ENTRIES, { message: `must have at most ${MOST_ENTRIES} entries` }),
    // A list within the list would be passed over: its own entries, of which there may be none, are what is looked at.
    IsObject({ each: true, message: 'must hold only objects' }),
    ValidateNested({ each: true }),
    Nested(type),
  );
