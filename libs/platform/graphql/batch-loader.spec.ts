import { describe, expect, it } from 'vitest';
import { BatchLoader } from './batch-loader.js';

/** Answers every known key with the key and who asked; keeps what was asked for. */
function directory(answer = async (keys: readonly string[]) => keys.filter((key) => key !== 'nobody')) {
  const calls: string[][] = [];
  const loader = new BatchLoader<string, string>(async (keys) => {
    calls.push([...keys]);
    return new Map((await answer(keys)).map((key) => [key, `${key}#${calls.length}`]));
  });
  return { loader, calls };
}

describe('a batch loader', () => {
  it('asks once for all that is asked for in one turn, and once for each key', async () => {
    const { loader, calls } = directory();
    const request = {};
    const loaded = await Promise.all(['a', 'b', 'a', 'nobody'].map((key) => loader.load(request, key)));
    expect(loaded).toEqual(['a#1', 'b#1', 'a#1', null]);
    expect(calls).toEqual([['a', 'b', 'nobody']]);
  });

  it('keeps what it found for the request, and then answers without a promise', async () => {
    const { loader, calls } = directory();
    const request = {};
    await loader.load(request, 'a');
    expect([loader.load(request, 'a'), calls.length]).toEqual(['a#1', 1]);
  });

  it('keeps nothing from one request to another', async () => {
    const { loader, calls } = directory();
    expect(await loader.load({}, 'a')).toBe('a#1');
    expect(await loader.load({}, 'a')).toBe('a#2');
    expect(calls).toEqual([['a'], ['a']]);
  });

  it('answers at once what was gathered, also what there is not', async () => {
    const { loader, calls } = directory();
    const request = {};
    await loader.gather(request, ['a', 'nobody', 'a']);
    await loader.gather(request, ['nobody', 'b']);
    await loader.gather(request, ['a']);
    expect(['a', 'b', 'nobody'].map((key) => loader.load(request, key))).toEqual(['a#1', 'b#2', null]);
    expect(calls).toEqual([['a', 'nobody'], ['b']]);
  });

  it('that cannot gather fails where it is loaded, without asking again', async () => {
    const { loader, calls } = directory(() => Promise.reject(new Error('away')));
    const request = {};
    await loader.gather(request, ['a', 'b']);
    await expect(loader.load(request, 'a')).rejects.toThrow('away');
    await expect(loader.load(request, 'b')).rejects.toThrow('away');
    expect(calls).toHaveLength(1);
  });
});
