import { Logger } from '@nestjs/common';
import { Int, Query, Resolver } from '@nestjs/graphql';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Practice, practice } from '#test/support/practice.js';
import { BoundedContext } from '../composition/bounded-context.js';
import { Public } from '../http/demands.js';
import { StructuredLogger } from '../observability/logger.js';
import { codes } from './testing/graphql-answers.js';

@Resolver()
class PlantedResolver {
  @Query(() => Int)
  @Public()
  plantedScore() {
    return 'severe depression';
  }
}

@BoundedContext({ name: 'planted', label: 'Planted', resolvers: [PlantedResolver] })
class PlantedModule {}

let house: Practice;
const log: string[] = [];

beforeAll(async () => {
  house = await practice({ contexts: [PlantedModule] });
  Logger.overrideLogger(new StructuredLogger('error', { write: (line) => log.push(line) }));
});
afterAll(async () => {
  Logger.overrideLogger(['log', 'error', 'warn']);
  await house?.[Symbol.asyncDispose]();
});

it('a field whose type does not allow its value is a fault of ours, on record by its path, and the value is told nowhere', async () => {
  const answer = await house.anonymous().graphql('{ plantedScore }');
  expect([answer.status, ...codes(answer)]).toEqual([200, 'INTERNAL_ERROR']);
  expect(log.join()).toContain('Field plantedScore cannot be answered: Int cannot represent non-integer value.');
  expect(JSON.stringify(answer.body) + log.join()).not.toContain('depression');
});
