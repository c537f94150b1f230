// What is fetched ahead waits for rest, can be called off, and is left where data are to be saved.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { whenIdle } from './idle.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const called = (saveData: boolean | null, callOff = false): number => {
  vi.stubGlobal('navigator', saveData === null ? {} : { connection: { saveData } });
  const work = vi.fn<() => void>();
  const end = whenIdle(work);
  expect(work).not.toHaveBeenCalled();
  if (callOff) end();
  vi.runAllTimers();
  return work.mock.calls.length;
};

it.each([
  ['a browser that says nothing of its connection', null, 1],
  ['a connection that need not be spared', false, 1],
  ['a connection that is to be spared', true, 0],
])('%s', (_name, saveData, times) => {
  expect(called(saveData)).toBe(times);
});

it('is called off by who goes away', () => {
  expect(called(false, true)).toBe(0);
});
