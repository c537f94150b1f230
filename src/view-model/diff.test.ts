// What crosses the bridge is exactly what changed.
import { expect, it } from 'vitest';
import type { LinkRecord, WorldRecord } from '../bridge/records.ts';
import { diff } from './diff.ts';

const link = (to: string, change: Partial<LinkRecord> = {}): LinkRecord => ({ kind: 'link', id: `link/a/${to}`, from: 'a', to, cut: false, latencyUs: 1, lossRate: 0, ...change });
const of = (...records: WorldRecord[]): Map<string, WorldRecord> => new Map(records.map((record) => [record.id, record]));

const check = (name: string, before: WorldRecord[], after: WorldRecord[], put: WorldRecord[], removed: string[]): void => {
  it(name, () => expect(diff(of(...before), of(...after))).toEqual({ put, removed }));
};
check('nothing changed', [link('b'), link('c')], [link('b'), link('c')], [], []);
check('a record came', [link('b')], [link('b'), link('c')], [link('c')], []);
check('a record went', [link('b'), link('c')], [link('c')], [], ['link/a/b']);
check('a record changed', [link('b'), link('c')], [link('b'), link('c', { cut: true })], [link('c', { cut: true })], []);

it('compares by contents', () => {
  const cases: readonly (readonly [unknown, unknown, boolean])[] = [
    [{ a: [1, { b: null }] }, { a: [1, { b: null }] }, true], [{ a: [1] }, { a: [1, 2] }, false], [{ a: 1 }, { a: 1, b: 2 }, false],
    [{ a: 1, b: 2 }, { a: 1 }, false], [null, {}, false], [[], {}, false], ['1', 1, false],
  ];
  for (const [a, b, expected] of cases) expect([a, b, diff(of(Object.assign(link('b'), { cut: a })), of(Object.assign(link('b'), { cut: b }))).put.length === 0]).toEqual([a, b, expected]);
});
