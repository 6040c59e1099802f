import type { OpenAPIObject } from '@nestjs/swagger';

type Schema = Record<string, unknown>;

const REQUEST_ID: Schema = { type: 'string', description: 'Also in the header X-Request-ID.' };
const link: Schema = { type: 'string', nullable: true, description: 'Ready-made address of that page.' };

const one = (data: Schema): Schema => ({
  type: 'object',
  required: ['success', 'data', 'requestId'],
  properties: { success: { type: 'boolean', enum: [true] }, data, requestId: REQUEST_ID },
});

const many = (items: Schema): Schema => ({
  type: 'object',
  required: ['success', 'count', 'countExact', 'next', 'previous', 'results', 'requestId'],
  properties: {
    success: { type: 'boolean', enum: [true] },
    count: { type: 'integer', description: 'Exact up to 10,000.' },
    countExact: { type: 'boolean' },
    next: link,
    previous: link,
    results: { type: 'array', items },
    requestId: REQUEST_ID,
  },
});

const ERROR: Schema = {
  type: 'object',
  required: ['success', 'error', 'requestId'],
  properties: {
    success: { type: 'boolean', enum: [false] },
    error: {
      type: 'object',
      required: ['code', 'message', 'details', 'timestamp', 'requestId'],
      properties: {
        code: { type: 'string', example: 'VALIDATION_FAILED' },
        message: { type: 'string' },
        details: { type: 'object', additionalProperties: true },
        timestamp: { type: 'string', format: 'date-time' },
        requestId: REQUEST_ID,
      },
    },
    requestId: REQUEST_ID,
  },
};

interface Response {
  description?: string;
  content?: { 'application/json'?: { schema?: Schema } };
}

/** Puts the answers of all routes into the envelope that the request pipeline puts them into, and adds the unified error. */
export function enveloped(document: OpenAPIObject): OpenAPIObject {
  const components = { ...document.components, schemas: { ...document.components?.schemas, Error: ERROR } };
  for (const [path, operations] of Object.entries(document.paths)) {
    if (!path.startsWith('/api/v1/')) continue;
    for (const operation of Object.values(operations) as { responses?: Record<string, Response> }[]) {
      const { responses } = operation;
      if (!responses) continue;
      for (const [status, response] of Object.entries(responses)) {
        // What is no JSON, such as a picture, goes out as it is.
        const isBare = response.content && !response.content['application/json'];
        if (!status.startsWith('2') || isBare) continue;
        const inner = response.content?.['application/json']?.schema ?? {};
        const schema = inner.type === 'array' ? many((inner.items ?? {}) as Schema) : one(inner);
        response.content = { 'application/json': { schema } };
      }
      responses.default = {
        description: 'The unified error; its code says what is wrong.',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
      };
    }
  }
  return { ...document, components } as OpenAPIObject;
}
