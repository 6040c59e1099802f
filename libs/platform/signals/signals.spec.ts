import { Logger } from '@nestjs/common';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Signals } from './signals.js';

beforeAll(() => Logger.overrideLogger(false));
afterAll(() => Logger.overrideLogger(['log', 'error', 'warn']));

it('calls every receiver, and reports one that fails without stopping the others', async () => {
  const signals = new Signals();
  const called: string[] = [];
  const defect = new Error('defect');
  signals.on('system.ready', 'first', () => void called.push('first'));
  signals.on('system.ready', 'broken', async () => {
    throw defect;
  });
  signals.on('system.ready', 'last', async () => void called.push('last'));
  signals.on('system.shutdown', 'other', () => void called.push('other'));
  expect(await signals.send('system.ready', {})).toEqual([{ receiver: 'broken', error: defect }]);
  expect(called).toEqual(['first', 'last']);
});
