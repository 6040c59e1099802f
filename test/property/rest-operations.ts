import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { enveloped } from '#tools/generate/enveloped.js';
import { idempotent } from '#tools/generate/idempotent.js';
import type { Schema } from './schema-values.js';

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header' | 'cookie';
  readonly required?: boolean;
  readonly description?: string;
  readonly schema?: Schema;
}

type Content = Readonly<Record<string, { readonly schema?: Schema }>>;

export interface RestOperation {
  /** `post /api/v1/therapy-sessions` */
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly needsCredential: boolean;
  readonly parameters: readonly Parameter[];
  /** Undefined where it takes none. */
  readonly body?: Schema;
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
}

export interface RestInterface {
  readonly operations: readonly RestOperation[];
  readonly schemas: Readonly<Record<string, Schema>>;
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

/** As the running application describes itself, so a new route is tested from its first day. */
export function restInterfaceOf(app: INestApplication): RestInterface {
  const document = idempotent(enveloped(SwaggerModule.createDocument(app, new DocumentBuilder().build())));
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([method]) => METHODS.includes(method))
      .map(([method, operation]): RestOperation => {
        const content: Content = operation.requestBody?.content ?? {};
        return {
          name: `${method} ${path}`,
          method: method.toUpperCase(),
          path,
          needsCredential: Boolean(operation.security?.length),
          parameters: operation.parameters ?? [],
          body: Object.values(content)[0]?.schema,
          responses: operation.responses,
        };
      }),
  );
  return { operations, schemas: (document.components?.schemas ?? {}) as Readonly<Record<string, Schema>> };
}

/** Follows references within the document. */
export const resolverOf =
  (schemas: RestInterface['schemas']) =>
  (schema: Schema): Schema => {
    if (!schema.$ref) return schema;
    const found = schemas[schema.$ref.replace('#/components/schemas/', '')];
    if (!found) throw new Error(`The document refers to "${schema.$ref}", which is not in it.`);
    return found;
  };
