import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { servingModules } from '#apps/application.js';
import { contexts } from '#apps/contexts.js';
import { SetupModule } from '#apps/setup/setup.module.js';
import { wiring } from '#apps/wiring.js';
import { compose } from '#platform/composition/compose.js';
import { readSettings } from '#platform/config/settings.js';
import { enveloped } from '#tools/generate/enveloped.js';
import { idempotent } from '#tools/generate/idempotent.js';

/** The REST interface, from the composed application. In preview nothing is constructed, so no database is needed. */
export async function openApiDocument(version: string): Promise<OpenAPIObject> {
  const root = compose({
    settings: readSettings('standalone', {}),
    databaseUrl: 'postgres://none/none',
    contexts,
    wiring,
    imports: [...servingModules(), SetupModule],
  });
  const app = await NestFactory.create<NestFastifyApplication>(root, new FastifyAdapter(), {
    preview: true,
    logger: false,
    abortOnError: false,
  });
  const head = new DocumentBuilder().setTitle('Praxis').setVersion(version).addBearerAuth().build();
  return idempotent(enveloped(SwaggerModule.createDocument(app, head)));
}
