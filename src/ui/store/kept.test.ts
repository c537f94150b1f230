// What the browser keeps: where it is full or forbids it nothing is lost while the page is open, and it is told what matters only.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

class Full extends Error {
  override name = 'QuotaExceededError';
}

function storageOf(words: Map<string, string>, put: (name: string, text: string) => void = (name, text) => void words.set(name, text)): Storage {
  const methods = { getItem: (name: string) => words.get(name) ?? null, setItem: put, removeItem: (name: string) => words.delete(name) };
  return new Proxy(methods as unknown as Storage, { ownKeys: () => [...words.keys()], getOwnPropertyDescriptor: (_none, name) => (words.has(String(name)) ? { enumerable: true, configurable: true, value: words.get(String(name)) } : undefined) });
}

/** The module anew, as another tab has it. */
async function tab(): Promise<typeof import('./kept.ts')> {
  vi.resetModules();
  vi.stubGlobal('sessionStorage', storageOf(new Map()));
  return import('./kept.ts');
}

const local = new Map<string, string>();
beforeEach(() => {
  local.clear();
  vi.stubGlobal('localStorage', storageOf(local));
});
afterEach(() => vi.unstubAllGlobals());

describe('storage that takes nothing', () => {
  const check = (about: string, problem: Error, trouble: 'full' | 'absent'): void => {
    it(`${about} is told, and what was kept is there as long as the page is`, async () => {
      const { keep, kept, keptNames, storage } = await tab();
      keep('a/1', 'before');
      vi.stubGlobal('localStorage', storageOf(local, () => { throw problem; }));
      keep('a/2', 'x', { small: true });
      expect(storage.getState().trouble).toBeNull();
      keep('a/1', 'after');
      expect(storage.getState().trouble).toBe(trouble);
      expect(kept('a/1')).toBe('after');
      expect(keptNames('a/')).toEqual(['a/1', 'a/2']);
      keep('a/1', null);
      expect(kept('a/1')).toBeNull();
    });
  };
  check('a full one', new Full('no room'), 'full');
  check('a forbidden one', new Error('The operation is insecure'), 'absent');
});

it('a browser whose storage can not even be named is as one without', async () => {
  const { keep, kept, keptNames, storage } = await tab();
  vi.stubGlobal('localStorage', undefined);
  keep('a', 'x');
  expect([kept('a'), keptNames(''), storage.getState().trouble]).toEqual(['x', ['a'], 'absent']);
});

it('each tab has its own world after a reload, and a new one begins with the last', async () => {
  const one = await tab();
  one.keep('run', 'of one', { ofTab: true });
  const ofOne = sessionStorage;
  const two = await tab();
  expect(two.kept('run', { ofTab: true })).toBe('of one');
  two.keep('run', 'of two', { ofTab: true });
  vi.stubGlobal('sessionStorage', ofOne);
  expect(one.kept('run', { ofTab: true })).toBe('of one');
  const three = await tab();
  expect(three.kept('run', { ofTab: true })).toBe('of two');
});
