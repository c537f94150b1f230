// Windows row by row: when they fire and in which order (as real sessions show it), late rows, sessions, results before and after the end.
import { describe, expect, test } from 'vitest';
import type { RowKind } from '../../flink/record.ts';
import { OperatorBench } from '../../testing/sql-operator.ts';
import type { AggregateCall, WindowSpec } from '../query/rel.ts';
import * as t from '../type/logical-type.ts';
import type { Row } from '../value.ts';
import type { GroupWindowConfig, SqlWindowJoinConfig, WindowAggregateConfig, WindowRankConfig, WindowTableConfig } from './config.ts';
import { groupWindow } from './group-window.ts';
import { windowAggregate } from './window-aggregate.ts';
import { windowJoin } from './window-join.ts';
import { windowRank } from './window-rank.ts';
import { windowTable } from './window-table.ts';

const SETTINGS = { zone: 'UTC', startedMs: 0, windowZone: 'UTC' };
/** Shop, thing, value, time. */
const INPUT = [t.STRING, t.STRING, t.INT, t.timestamp(3)];
const KEY = { fields: [0], hash: 'binary-row' } as const;

const call = (name: string, args: readonly number[], type: t.LogicalType, more: Partial<AggregateCall> = {}): AggregateCall => ({ name, args, distinct: false, filter: null, type, orderBy: [], options: {}, ...more });
const COUNT = call('COUNT', [], t.BIGINT);
const spec = (window: WindowSpec['window'], size: number, slide = 0, offset = 0): WindowSpec => ({ window, time: 3, size, slide, offset, partitionBy: [] });

function aggregate(of: WindowSpec, more: Partial<WindowAggregateConfig> = {}): OperatorBench {
  const config: WindowAggregateConfig = { ...SETTINGS, input: INPUT, groups: [0], calls: [COUNT], properties: ['start', 'end'], window: { kind: 'time', spec: of, processing: false }, inputRetracts: false, ...more };
  return new OperatorBench(windowAggregate, config, { keys: KEY });
}

function group(of: WindowSpec, emit: Partial<GroupWindowConfig['emit']> = {}, more: Partial<GroupWindowConfig> = {}): OperatorBench {
  const config: GroupWindowConfig = { ...SETTINGS, input: INPUT, groups: [0], calls: [COUNT], properties: ['start'], spec: of, processing: false, emit: { earlyMs: null, lateMs: null, allowedLatenessMs: 0, ...emit }, inputRetracts: [false], updateBefore: true, ttlMs: [0], ...more };
  return new OperatorBench(groupWindow, config, { keys: KEY });
}

/** A row, `+I` unless it says otherwise; a watermark; the clock. */
type Step = Row | number | { readonly clock: number };

const isRow = (step: Step): step is Row => Array.isArray(step);

function play(of: OperatorBench, steps: readonly Step[]): string[] {
  for (const step of steps) {
    if (typeof step === 'number') of.watermark(step);
    else if (!isRow(step)) of.time(step.clock);
    else if (typeof step[0] === 'string' && /^[-+][IUD]$/.test(step[0])) of.send(step[0] as RowKind, step.slice(1));
    else of.send('+I', step);
  }
  return of.take();
}

function check(name: string, make: () => OperatorBench, steps: readonly Step[], ...expected: readonly string[]): void {
  test(name, () => expect(play(make(), steps)).toEqual(expected));
  test(`${name}, frozen at each step`, () => {
    const of = make();
    expect(steps.flatMap((step) => {
      of.freeze();
      return play(of, [step]);
    })).toEqual(expected);
  });
}

/** Rows of a real session; after each the watermark stands two seconds behind the latest. */
const SALES: readonly Row[] = [
  ['sul', 'lapis', 3, 1000], ['norte', 'livro', 40, 2000], ['leste', 'caneta', 5, 3000], ['oeste', 'livro', 35, 4000], ['centro', 'mapa', 12, 5000], ['sul', 'livro', 38, 12_000], ['leste', 'lapis', 2, 14_000],
  ['norte', 'lapis', 3, 21_000], ['praia', 'mapa', 11, 22_000], ['sul', 'caneta', 6, 8000], ['centro', 'caneta', 7, 31_000], ['sul', 'mapa', 9, 33_000], ['serra', 'lapis', 1, 34_000],
];
let latest = 0;
const STREAM: readonly Step[] = [...SALES.flatMap((row): Step[] => {
  latest = Math.max(latest, Number(row[3]));
  return [row, latest - 2000];
}), Number.MAX_SAFE_INTEGER];

const shown = (rows: string): string[] => rows.trim().split(/\s*;\s*/).map((row) => `+I[${row.replaceAll('/', ', ')}]`);

describe('windows over several keys fire in the order of a real session', () => {
  check('TUMBLE, a late row dropped', () => aggregate(spec('TUMBLE', 10_000), { properties: ['start'], calls: [COUNT, call('SUM', [2], t.INT)] }), STREAM,
    ...shown('sul/1/3/0; norte/1/40/0; centro/1/12/0; oeste/1/35/0; leste/1/5/0; sul/1/38/10000; leste/1/2/10000; norte/1/3/20000; praia/1/11/20000; centro/1/7/30000; serra/1/1/30000; sul/1/9/30000'));
  // Rows that wait in Flink's buffer may get their timers later than here: within a window the order differs at times.
  test('HOP', () => {
    expect(play(aggregate(spec('HOP', 20_000, 10_000), { properties: ['end'] }), STREAM).sort()).toEqual(shown('sul/1/10000; norte/1/10000; centro/1/10000; oeste/1/10000; leste/1/10000; oeste/1/20000; norte/1/20000; sul/2/20000; leste/2/20000; centro/1/20000; leste/1/30000; norte/1/30000; praia/1/30000; sul/1/30000; praia/1/40000; serra/1/40000; norte/1/40000; sul/1/40000; centro/1/40000; centro/1/50000; serra/1/50000; sul/1/50000').sort());
  });
  check('CUMULATE', () => aggregate(spec('CUMULATE', 30_000, 10_000)), STREAM,
    ...shown('sul/1/0/10000; norte/1/0/10000; centro/1/0/10000; oeste/1/0/10000; leste/1/0/10000; oeste/1/0/20000; norte/1/0/20000; sul/2/0/20000; leste/2/0/20000; centro/1/0/20000; leste/2/0/30000; norte/2/0/30000; praia/1/0/30000; centro/1/0/30000; oeste/1/0/30000; sul/3/0/30000; sul/1/30000/40000; serra/1/30000/40000; centro/1/30000/40000; serra/1/30000/50000; centro/1/30000/50000; sul/1/30000/50000; centro/1/30000/60000; sul/1/30000/60000; serra/1/30000/60000'));
  check('SESSION, two that become one', () => aggregate(spec('SESSION', 10_000)), STREAM,
    ...shown('sul/1/1000/11000; norte/1/2000/12000; leste/1/3000/13000; oeste/1/4000/14000; centro/1/5000/15000; sul/2/8000/22000; leste/1/14000/24000; norte/1/21000/31000; praia/1/22000/32000; centro/1/31000/41000; sul/1/33000/43000; serra/1/34000/44000'));
  check('GROUP BY TUMBLE', () => group(spec('TUMBLE', 10_000)), STREAM,
    ...shown('sul/1/0; norte/1/0; centro/1/0; oeste/1/0; leste/1/0; sul/1/10000; leste/1/10000; norte/1/20000; praia/1/20000; centro/1/30000; serra/1/30000; sul/1/30000'));
});

describe('window aggregates', () => {
  check('an offset', () => aggregate(spec('TUMBLE', 60, 0, 30)), [['a', '', 1, 29], ['a', '', 1, 30], 100], '+I[a, 1, -30, 30]', '+I[a, 1, 30, 90]');
  check('by the clock', () => aggregate(spec('TUMBLE', 100), { window: { kind: 'time', spec: spec('TUMBLE', 100), processing: true }, properties: ['end'] }), [{ clock: 50 }, ['a', '', 1, 0], { clock: 98 }, ['a', '', 1, 0], { clock: 99 }, { clock: 150 }, ['a', '', 1, 0], { clock: 300 }], '+I[a, 2, 100]', '+I[a, 1, 200]');
  check('rows that carry their window', () => aggregate(spec('HOP', 20, 10), { input: [...INPUT, t.timestamp(3), t.timestamp(3)], window: { kind: 'attached', start: 4, end: 5, spec: spec('HOP', 20, 10) } }), [['a', '', 1, 5, 0, 20], ['a', '', 1, 5, -10, 10], 9, ['a', '', 1, 5, -10, 10], 19], '+I[a, 1, -10, 10]', '+I[a, 1, 0, 20]');
  check('rows that are taken back', () => aggregate(spec('TUMBLE', 10), { inputRetracts: true, calls: [call('MAX', [2], t.INT)], properties: ['end'] }), [['a', '', 7, 1], ['a', '', 3, 2], ['-D', 'a', '', 7, 1], ['b', '', 1, 1], ['-D', 'b', '', 1, 1], 20], '+I[a, 3, 10]');
  check('DISTINCT is of each window', () => aggregate(spec('HOP', 20, 10), { calls: [call('COUNT', [1], t.BIGINT, { distinct: true })], properties: ['end'] }), [['a', 'x', 1, 5], ['a', 'x', 1, 12], ['a', 'y', 1, 13], 100], '+I[a, 1, 10]', '+I[a, 2, 20]', '+I[a, 2, 30]');
  const names = call('LISTAGG', [1], t.STRING, { options: { separator: ',' } });
  check('a hop puts its slices together from the last one back', () => aggregate(spec('HOP', 20, 10), { calls: [names, call('MAX', [2], t.INT)], properties: ['end'] }), [['a', 'x', 9, 5], ['a', 'y', 1, 12], ['a', 'z', 2, 7], 100], '+I[a, x,z, 9, 10]', '+I[a, y,x,z, 9, 20]', '+I[a, y, 1, 30]');
  check('a cumulating window goes on with what it had', () => aggregate(spec('CUMULATE', 30, 10), { calls: [names], properties: ['end'] }), [['a', 'x', 1, 5], ['a', 'y', 1, 12], ['a', 'z', 1, 7], 100], '+I[a, x,z, 10]', '+I[a, x,z,y, 20]', '+I[a, x,z,y, 30]');
  // What comes after its slice has fired counts in the windows that have not.
  check('a late row of a hop', () => aggregate(spec('HOP', 20, 10), { properties: ['end'] }), [['a', '', 1, 15], 10, ['a', '', 1, 5], ['b', '', 1, 5], 19, ['a', '', 1, 5], 100], '+I[a, 2, 20]', '+I[b, 1, 20]', '+I[a, 1, 30]');
  check('a late row of a cumulating window', () => aggregate(spec('CUMULATE', 30, 10), { properties: ['end'] }), [['a', '', 1, 25], 9, ['a', '', 1, 5], 19, ['a', '', 1, 15], 100], '+I[a, 1, 20]', '+I[a, 3, 30]');
  check('merged sessions have all of both', () => aggregate(spec('SESSION', 10), { calls: [call('COUNT', [1], t.BIGINT, { distinct: true }), call('SUM', [2], t.INT), call('AVG', [2], t.INT), call('LISTAGG', [1], t.STRING, { options: { separator: ',' } })] }), [['a', 'x', 1, 0], ['a', 'x', 2, 20], ['a', 'y', 6, 10], 100], '+I[a, 2, 9, 3, x,x,y, 0, 30]');
  check('a day of the zone', () => aggregate(spec('TUMBLE', 86_400_000), { windowZone: 'America/Sao_Paulo', properties: ['start', 'rowtime'] }), [['a', '', 1, 86_400_000 + 3_600_000], 86_400_000 + 10_799_999], '+I[a, 1, 0, 97199999]');
  test('what had fired before a restore has fired', () => {
    const of = aggregate(spec('TUMBLE', 10));
    play(of, [['a', '', 1, 5], 20]);
    of.restore();
    expect(play(of, [['a', '', 1, 6], 30])).toEqual([]);
    expect(of.late).toBe(1);
  });
  test.each([['HOP', 20, true], ['HOP', 20, false], ['CUMULATE', 30, true], ['CUMULATE', 30, false]] as const)('nothing stays when windows have fired: %s of %d, DISTINCT %s', (window, size, distinct) => {
    const of = aggregate(spec(window, size, 10), { calls: [call('COUNT', [1], t.BIGINT, { distinct })] });
    play(of, [['a', 'x', 1, 5], ['b', 'y', 1, 15], 100]);
    of.freeze();
    expect(of.stateSize()).toBe(0);
  });
});

describe('group windows', () => {
  check('early, at each row', () => group(spec('TUMBLE', 10), { earlyMs: 0 }), [['a', '', 1, 1], ['a', '', 1, 2], 9, ['a', '', 1, 3]], '+I[a, 1, 0]', '-U[a, 1, 0]', '+U[a, 2, 0]');
  check('early, each second', () => group(spec('TUMBLE', 10), { earlyMs: 1000 }), [['a', '', 1, 1], { clock: 500 }, ['a', '', 1, 2], { clock: 2500 }, ['a', '', 1, 2], 9], '+I[a, 2, 0]', '-U[a, 2, 0]', '+U[a, 3, 0]');
  check('late rows still count', () => group(spec('TUMBLE', 10), { allowedLatenessMs: 20 }), [['a', '', 1, 1], 9, ['a', '', 1, 2], 28, ['a', '', 1, 3], 29, ['a', '', 1, 4]], '+I[a, 1, 0]', '-U[a, 1, 0]', '+U[a, 2, 0]', '-U[a, 2, 0]', '+U[a, 3, 0]');
  check('late rows, each second', () => group(spec('TUMBLE', 10), { lateMs: 1000, allowedLatenessMs: 100 }), [['a', '', 1, 1], 9, ['a', '', 1, 2], ['a', '', 1, 3], { clock: 1000 }], '+I[a, 1, 0]', '-U[a, 1, 0]', '+U[a, 3, 0]');
  check('sessions', () => group(spec('SESSION', 10), {}, { properties: ['start', 'end'] }), [['a', '', 1, 0], ['a', '', 1, 25], ['a', '', 1, 12], ['a', '', 1, 10], 100], '+I[a, 3, 0, 22]', '+I[a, 1, 25, 35]');
});

describe('window tables', () => {
  const of = (window: WindowSpec, more: Partial<WindowTableConfig> = {}) => (): OperatorBench => new OperatorBench(windowTable, { ...SETTINGS, spec: window, processing: false, ...more } satisfies WindowTableConfig, window.window === 'SESSION' ? { keys: KEY } : {});
  check('HOP gives the later window first', of(spec('HOP', 20, 10)), [['a', '', 1, 5]], '+I[a, , 1, 5, 0, 20, 19]', '+I[a, , 1, 5, -10, 10, 9]');
  check('CUMULATE', of(spec('CUMULATE', 20, 10)), [['a', '', 1, 5], ['a', '', 1, null]], '+I[a, , 1, 5, 0, 10, 9]', '+I[a, , 1, 5, 0, 20, 19]');
  check('SESSION waits', of(spec('SESSION', 10)), [['a', 'x', 1, 5], ['b', 'z', 1, 5], ['a', 'y', 1, 8], 17, 18], '+I[b, z, 1, 5, 5, 15, 14]', '+I[a, x, 1, 5, 5, 18, 17]', '+I[a, y, 1, 8, 5, 18, 17]');
});

describe('window joins', () => {
  const of = (join: SqlWindowJoinConfig['join']) => (): OperatorBench => new OperatorBench(windowJoin, { ...SETTINGS, join, leftWidth: 3, rightWidth: 3, condition: null, leftEnd: 2, rightEnd: 2, filterNulls: [true] } satisfies SqlWindowJoinConfig, { keys: KEY });
  const rows: readonly (readonly [0 | 1, Row])[] = [[0, ['a', 1, 10]], [1, ['a', 2, 10]], [1, ['a', 3, 10]], [0, ['b', 4, 10]], [1, ['c', 5, 10]], [0, ['a', 6, 20]]];
  const cases: Readonly<Record<SqlWindowJoinConfig['join'], readonly string[]>> = {
    INNER: ['+I[a, 1, 10, a, 2, 10]', '+I[a, 1, 10, a, 3, 10]'],
    LEFT: ['+I[a, 1, 10, a, 2, 10]', '+I[a, 1, 10, a, 3, 10]', '+I[b, 4, 10, null, null, null]'],
    RIGHT: ['+I[a, 1, 10, a, 2, 10]', '+I[a, 1, 10, a, 3, 10]', '+I[null, null, null, c, 5, 10]'],
    FULL: ['+I[a, 1, 10, a, 2, 10]', '+I[a, 1, 10, a, 3, 10]', '+I[b, 4, 10, null, null, null]', '+I[null, null, null, c, 5, 10]'],
    SEMI: ['+I[a, 1, 10]'], ANTI: ['+I[b, 4, 10]'],
  };
  for (const [join, expected] of Object.entries(cases)) {
    test(join, () => {
      const bench = of(join as SqlWindowJoinConfig['join'])();
      for (const [side, row] of rows) bench.send('+I', row, undefined, side);
      bench.watermark(8);
      expect(bench.take()).toEqual([]);
      bench.watermark(9);
      expect(bench.take()).toEqual(expected);
      bench.send('+I', ['a', 7, 10], undefined, 1);
      expect(bench.late).toBe(1);
    });
  }
});

describe('window ranks', () => {
  const of = (more: Partial<WindowRankConfig>) => (): OperatorBench => new OperatorBench(windowRank, { ...SETTINGS, input: [t.STRING, t.INT, t.timestamp(3), { kind: 'TIMESTAMP', precision: 3, nullable: true, attribute: 'ROWTIME' }], order: [{ index: 1, descending: true, nullsFirst: false }], from: 1, to: 2, showsNumber: true, windowEnd: 2, ...more } satisfies WindowRankConfig, { keys: KEY });
  const rows: readonly Step[] = [['a', 1, 10, 1], ['a', 3, 10, 2], ['a', 3, 10, 2], ['a', 2, 10, 2], ['a', null, 10, 1], 9, ['a', 9, 10, 3], 30];
  check('the first two, the earlier of equals in front', of({}), rows, '+I[a, 3, 10, 2, 1]', '+I[a, 3, 10, 2, 2]');
  check('from the second on, without its number', of({ from: 2, to: 3, showsNumber: false }), rows, '+I[a, 3, 10, 2]', '+I[a, 2, 10, 2]');
  check('the last by time: of equals the later', of({ to: 1, showsNumber: false, order: [{ index: 3, descending: true, nullsFirst: false }] }), rows, '+I[a, 2, 10, 2]');
  check('the first by time', of({ to: 1, showsNumber: false, order: [{ index: 3, descending: false, nullsFirst: true }] }), rows, '+I[a, 1, 10, 1]');
});
