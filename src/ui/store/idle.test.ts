// What is fetched ahead waits for the first picture and for rest, can be called off, and is left where data are to be saved.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { whenIdle, whenSeen } from './idle.ts';
import { createWorldStore, type WorldStore } from './world-store.ts';

let store: WorldStore;
let pictures: (() => void)[] = [];

beforeEach(() => {
  vi.useFakeTimers();
  store = createWorldStore();
  pictures = [];
  vi.stubGlobal('window', globalThis);
  vi.stubGlobal('requestAnimationFrame', (draw: () => void) => pictures.push(draw));
  vi.stubGlobal('requestIdleCallback', queueMicrotask);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const frameComes = (): void => store.setState({ revision: 0 });
/** Draws the next picture, and lets follow what waited for it. */
async function draw(): Promise<void> {
  for (const one of pictures.splice(0)) one();
  await vi.runAllTimersAsync();
}

it('a world has been seen once the picture of its first frame is on the screen', async () => {
  const seen = vi.fn<() => void>();
  void whenSeen(store).then(seen);
  await draw();
  await draw();
  frameComes();
  await draw();
  expect(seen).not.toHaveBeenCalled();
  await draw();
  await draw();
  expect(seen).toHaveBeenCalledTimes(1);
  // Who asks later need not wait.
  await whenSeen(store);
});

const called = async (saveData: boolean | null, callOff = false): Promise<number> => {
  vi.stubGlobal('navigator', saveData === null ? {} : { connection: { saveData } });
  const work = vi.fn<() => void>();
  const end = whenIdle(store, work);
  await vi.runAllTimersAsync();
  expect(work).not.toHaveBeenCalled();
  frameComes();
  if (callOff) end();
  for (let at = 0; at < 4; at += 1) await draw();
  return work.mock.calls.length;
};

it.each([
  ['a browser that says nothing of its connection', null, 1],
  ['a connection that need not be spared', false, 1],
  ['a connection that is to be spared', true, 0],
])('%s', async (_name, saveData, times) => {
  expect(await called(saveData)).toBe(times);
});

it('is called off by who goes away', async () => {
  expect(await called(false, true)).toBe(0);
});
