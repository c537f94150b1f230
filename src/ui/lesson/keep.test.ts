// Progress in lessons: two tabs never take each other back, and a file brings in what is further.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Kept } from './keep.ts';

const PATH = 'kafka/3-kafka/09-keys';
const local = new Map<string, string>();

beforeEach(() => {
  local.clear();
  const methods = { getItem: (name: string) => local.get(name) ?? null, setItem: (name: string, text: string) => void local.set(name, text), removeItem: (name: string) => local.delete(name) };
  vi.stubGlobal('localStorage', new Proxy(methods, { ownKeys: () => [...local.keys()], getOwnPropertyDescriptor: (_none, name) => ({ enumerable: true, configurable: true, value: local.get(String(name)) }) }));
});
afterEach(() => vi.unstubAllGlobals());

async function tab(): Promise<typeof import('./keep.ts')> {
  vi.resetModules();
  return import('./keep.ts');
}

const state = (...done: readonly string[]): Kept => ({ progress: { at: done.length, done, answers: {}, hints: {}, shown: [] }, history: null, run: null });
const doneOf = (record: object | null): unknown => (record as { progress: { done: unknown } } | null)?.progress.done;

it('the tab that is further is the one that is kept, whoever writes last', async () => {
  const one = await tab();
  const two = await tab();
  expect(one.keep(PATH, state('a'))).toBe(true);
  expect(two.keep(PATH, state('a', 'b'))).toBe(true);
  expect(one.keep(PATH, state('a'))).toBe(false);
  expect(doneOf(one.keptRecord(PATH))).toEqual(['a', 'b']);
  expect(one.keep(PATH, state('a', 'b', 'c'))).toBe(true);
  expect(two.keep(PATH, state('a', 'b'))).toBe(false);
});

it('a lesson that is begun anew may have less', async () => {
  const one = await tab();
  one.keep(PATH, state('a', 'b'));
  one.forget(PATH);
  expect(one.keep(PATH, state())).toBe(true);
  expect(doneOf(one.keptRecord(PATH))).toEqual([]);
});

it('a saved file is taken over where it is further', async () => {
  const one = await tab();
  one.keep(PATH, state('a', 'b'));
  const saved = await one.progressFile().text();
  const two = await tab();
  two.keep(PATH, state('a', 'b', 'c'));
  expect(two.takeProgress(saved)).toBe(1);
  expect(doneOf(two.keptRecord(PATH))).toEqual(['a', 'b', 'c']);
  local.clear();
  expect(two.takeProgress(saved)).toBe(1);
  expect(doneOf(two.keptRecord(PATH))).toEqual(['a', 'b']);
});

it.each(['', 'x', '[]', '{}', '{"lessons":3}', '{"lessons":[]}', '{"lessons":[{"path":"../../x","progress":{}}]}', '{"lessons":[null,{"path":7}]}'])('%s is no file of progress', async (text) => {
  expect((await tab()).takeProgress(text)).toBeNull();
  expect([...local.keys()]).toEqual([]);
});
