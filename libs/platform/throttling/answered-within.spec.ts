import { stat } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { answeredWithin, NoAnswerInTimeError } from './answered-within.js';

const LIMIT = 50;
const busyFor = (milliseconds: number) => {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
};

describe('an answer', () => {
  it('that is there in time is taken, be it good or bad', async () => {
    expect(await answeredWithin(LIMIT, 'Somebody', Promise.resolve('yes'))).toBe('yes');
    await expect(answeredWithin(LIMIT, 'Somebody', Promise.reject(new Error('no')))).rejects.toThrow('no');
  });

  it('that does not come is not waited for', async () => {
    await expect(answeredWithin(LIMIT, 'Somebody', new Promise(() => undefined))).rejects.toThrow(NoAnswerInTimeError);
  });

  it('that came while the process was busy is taken', async () => {
    // From here on in the phase of the loop that reads, after which timers come first.
    await stat('.');
    const answer = answeredWithin(
      LIMIT,
      'Somebody',
      stat('.').then(() => 'yes'),
    );
    busyFor(4 * LIMIT);
    expect(await answer).toBe('yes');
  });
});
