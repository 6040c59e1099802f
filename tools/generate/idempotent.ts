import type { OpenAPIObject } from '@nestjs/swagger';
import { honoursKey } from '#platform/idempotency/idempotency.js';

interface Operation {
  readonly security?: readonly object[];
  parameters?: object[];
}

const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'The same for each try at one request: it is carried out once, and tried again answered as before.',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
};

/** Adds the header to all operations that honour it. */
export function idempotent(document: OpenAPIObject): OpenAPIObject {
  for (const operations of Object.values(document.paths)) {
    for (const [method, operation] of Object.entries(operations) as [string, Operation][]) {
      if (!honoursKey(method.toUpperCase(), Boolean(operation.security?.length))) continue;
      operation.parameters = [...(operation.parameters ?? []), IDEMPOTENCY_KEY];
    }
  }
  return document;
}
