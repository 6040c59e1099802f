import { Module } from '@nestjs/common';
import type { Settings } from '#platform/config/settings.js';
import { SetupController } from './setup.controller.js';

/** The way to the first administrator. For processes that serve requests and run both contexts that it needs. */
@Module({ controllers: [SetupController] })
export class SetupModule {}

export const canSetUp = ({ role, contexts }: Settings): boolean =>
  role !== 'worker' && ['identity', 'accounts'].every((name) => contexts?.includes(name) ?? true);
