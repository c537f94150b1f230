// Every package in the page's build has a licence that goes with Apache-2.0, and another would be refused.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { incompatible, isCompatible, licencesIn, licencesOf } from './licences.ts';

describe('a licence', () => {
  const check = (licence: string, compatible: boolean): void => {
    it(`${licence} ${compatible ? 'goes' : 'does not go'} with Apache-2.0`, () => expect(isCompatible(licence)).toBe(compatible));
  };
  check('MIT', true);
  check('(MIT OR GPL-3.0-or-later)', true);
  check('MIT AND ISC', true);
  check('GPL-2.0-only', false);
  check('AGPL-3.0', false);
  check('(MIT AND GPL-3.0-only)', false);
  check('SSPL-1.0', false);
  check('SEE LICENSE IN LICENSE', false);
  check('UNKNOWN', false);
});

it('all that the page is made of goes with Apache-2.0', () => {
  const { packages, texts } = licencesIn(join(import.meta.dirname, '../..'));
  expect(packages.map(({ name }) => name)).toEqual(expect.arrayContaining(['react', '@xterm/xterm', 'vite', 'valibot']));
  expect(packages.some(({ name }) => name === 'vitest')).toBe(false);
  expect(incompatible(packages)).toEqual([]);
  expect(texts.length).toBeGreaterThan(10);
});

it('a package under another licence, or none, is named', () => {
  const { packages } = licencesOf({ packages: { '': {}, 'node_modules/a': { version: '1.0.0', license: 'GPL-3.0-only' }, 'node_modules/b/node_modules/c': { version: '2.0.0' }, 'node_modules/d': { version: '1.0.0', license: 'GPL-3.0-only', dev: true } } }, () => 'text');
  expect(incompatible(packages)).toEqual(['a 1.0.0: GPL-3.0-only', 'c 2.0.0: UNKNOWN']);
});
