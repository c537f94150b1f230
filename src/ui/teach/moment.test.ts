// Links of moments: any moment comes back as it went, and what was cut, changed or made by a later version is told apart from it.
import * as fc from 'fast-check';
import { deflateSync, strToU8 } from 'fflate';
import { expect, test } from 'vitest';
import type { Input } from '../../bridge/input.ts';
import { freshRun, livingRun } from '../states/scenarios.ts';
import { fromLink, type Moment, MOMENT_START, type MomentPage, RUN_START, toLink } from './moment.ts';

const now: Moment = { run: livingRun, atUs: 21_500_000, page: { selected: 'node/broker-1', dockOpen: true, dockTab: 'charts', tab: 'inspector' } };

const inputs: fc.Arbitrary<Input> = fc.oneof(
  fc.record({ kind: fc.constant('line' as const), tty: fc.constantFrom('main', 't2'), text: fc.string({ unit: 'grapheme' }) }),
  fc.record({ kind: fc.constantFrom('crash' as const, 'start' as const, 'stop' as const), node: fc.constantFrom('broker-1', 'controller-102', 'tm-1') }),
  fc.record({ kind: fc.constant('write-file' as const), path: fc.string(), text: fc.string({ unit: 'binary', maxLength: 400 }) }),
);
const pages: fc.Arbitrary<MomentPage> = fc.record({
  selected: fc.string(), lens: fc.constantFrom('kafka' as const, 'flink' as const, 'all' as const), dockOpen: fc.boolean(), dockTab: fc.constantFrom('terminal' as const, 'sql' as const, 'charts' as const, 'compare' as const),
  tab: fc.constantFrom('lesson' as const, 'terminal' as const, 'inspector' as const), internalTopics: fc.boolean(), controlTraffic: fc.boolean(), flinkJob: fc.string(), zoom: fc.constantFrom('kafka', 'partition/pedidos-0', 'record/pedidos-0/12'), folded: fc.array(fc.string(), { maxLength: 4 }),
  marked: fc.record({ branch: fc.nat(), atUs: fc.nat() }), demo: fc.constantFrom('leader-loss', 'not-known-here'),
}, { requiredKeys: [] });
const moments: fc.Arbitrary<Moment> = fc.record({
  run: fc.record({ seed: fc.integer(), given: fc.array(fc.record({ atUs: fc.nat(), input: inputs }), { maxLength: 12 }) }).map(({ seed, given }) => ({ ...freshRun, seed, inputs: [...freshRun.inputs, ...given] })),
  atUs: fc.option(fc.nat()),
  page: pages,
});

test('any moment comes back as it went', () => {
  // JSON knows one zero.
  fc.assert(fc.property(moments, (moment) => { expect(fromLink(toLink(moment))).toEqual(JSON.parse(JSON.stringify(moment))); }), { numRuns: 300, seed: 7 });
});

test('a link that lost letters, or had one changed, is a damaged one', () => {
  const link = toLink(now);
  fc.assert(fc.property(fc.integer({ min: MOMENT_START.length + 2, max: link.length - 1 }), fc.constantFrom('', 'A', '~', '9', 'zz'), (at, other) => {
    fc.pre(link[at] !== other);
    expect(fromLink(link.slice(0, at) + other + link.slice(at + 1))).toBe('damaged');
  }), { numRuns: 300, seed: 7 });
  expect(fromLink(link.slice(0, -9))).toBe('damaged');
});

test.each(['', '#/', MOMENT_START, `${MOMENT_START}1/`, `${MOMENT_START}1/AAAA.0`, `${MOMENT_START}x`, '#/r/', '#/r/!!', `#/r/${btoa('{}')}`])('%s is no moment', (hash) => expect(fromLink(hash)).toBe('damaged'));
test('a link of a later version is told as one, whatever it holds', () => {
  expect(fromLink(`${MOMENT_START}2/anything.else`)).toBe('newer');
  expect(fromLink(`${MOMENT_START}2/a/b?c`)).toBe('newer');
});

test('letters that say more than this page knows are left out, not believed', () => {
  const odd = { ...now, page: { selected: 7, lens: 'sideways', theme: 'dark', dockTab: 'charts', marked: { branch: -1, atUs: 0 } } } as unknown as Moment;
  expect(fromLink(toLink(odd))).toEqual({ ...now, page: { dockTab: 'charts' } });
});

test('a link from before moments holds a run, to its end', () => {
  const packed = btoa(String.fromCharCode(...deflateSync(strToU8(JSON.stringify(livingRun))))).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  expect(fromLink(RUN_START + packed)).toEqual({ run: livingRun, atUs: null, page: {} });
});

test('links are short', () => {
  expect(toLink({ ...now, run: livingRun }).length).toBeLessThan(420);
  expect(toLink({ run: freshRun, atUs: null, page: {} }).length).toBeLessThan(110);
});
