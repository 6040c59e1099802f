import 'reflect-metadata';
import { TypeMetadataStorage } from '@nestjs/graphql';
import { describe, expect, it } from 'vitest';
import { ValidationError } from '#platform/errors/application-error.js';
import { bodyValidation } from '#platform/http/validation.js';
import { graphqlSchema } from '#tools/generate/graphql-schema.js';

interface InputField {
  readonly input: string;
  readonly field: string;
  readonly metatype: new () => object;
}

/** Every nullable field of every input of GraphQL; they are known once the schema has been made. */
async function nullableFields(): Promise<InputField[]> {
  await graphqlSchema();
  // Filters pass validation by: `ListFilter` reads them, and null is no filter to it.
  const inputs = TypeMetadataStorage.getInputTypesMetadata().filter(({ name }) => !name.endsWith('FilterInput'));
  return inputs.flatMap(({ name, target, properties = [] }) =>
    properties
      .filter(({ options }) => options.nullable)
      .map((property) => ({ input: name, field: property.name, metatype: target as new () => object })),
  );
}

const validation = bodyValidation();
async function isRefused({ field, metatype }: InputField): Promise<boolean> {
  try {
    await validation.transform({ [field]: null }, { type: 'body', metatype, data: 'input' });
    return false;
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
    return field in error.fields;
  }
}

describe('an input of GraphQL', () => {
  it('takes null where its schema says so', async () => {
    const fields = await nullableFields();
    expect(fields.length).toBeGreaterThan(25);
    expect(fields.map(({ input, field }) => `${input}.${field}`)).toContain(
      'RescheduleTherapySessionInput.durationMinutes',
    );
    const refused = await Promise.all(fields.map(async (each) => ((await isRefused(each)) ? each : undefined)));
    expect(refused.filter(Boolean)).toEqual([]);
  });
});
