import { ConfigurableModuleBuilder, Inject, Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { type DocsPagesOptions, registerDocsPages } from './docs-pages.js';

const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } = new ConfigurableModuleBuilder<DocsPagesOptions>()
  .setClassMethodName('forRoot')
  .build();

/** `DocsPagesModule.forRoot({ openapi, asyncapi })`, or `forRootAsync` when the documents come from providers. */
@Module({})
export class DocsPagesModule extends ConfigurableModuleClass implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost,
    @Inject(MODULE_OPTIONS_TOKEN) private readonly options: DocsPagesOptions,
  ) {
    super();
  }

  async onModuleInit(): Promise<void> {
    await registerDocsPages(this.host.httpAdapter.getInstance<FastifyInstance>(), this.options);
  }
}
