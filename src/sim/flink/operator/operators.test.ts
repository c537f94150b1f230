// Operators one by one: rows in, rows out, on a running cluster.
import { describe, expect, test } from 'vitest';
import { collected, jobOf, startFlink, submit, taskManagerState, untilEnded } from '../../testing/flink-cluster.ts';
import { linesOf } from '../output.ts';
import { JobBuilder, keyBy, partition, sideOutput, type Stream } from '../graph/job-builder.ts';
import { assertPlain } from '../../kernel/copy.ts';
import { freeze } from '../../kernel/freeze.ts';
import { nextRandom, seedRandom } from '../../kernel/random.ts';
import { type Lineage, LINEAGE_LIMIT, mergeLineage, originsOf, type Row, sourceOf } from '../record.ts';
import { snapshotBytes } from '../state/state-table.ts';

const FIELDS = ['user', 'amount', 'time'];
const WATERMARKS = { timestamp: 'time', boundMs: 0, idleMs: null, emit: 'on-event', style: 'datastream' };

interface Case {
  readonly rows?: readonly Row[];
  readonly second?: readonly Row[];
  readonly parallelism?: number;
  readonly settings?: Readonly<Record<string, string>>;
  readonly job: (job: JobBuilder, first: Stream, second: Stream) => Stream;
  readonly expected: readonly Row[];
}

const ROWS: readonly Row[] = [['ana', 1, 1_000], ['rui', 2, 2_000], ['ana', 3, 4_000], ['bia', 4, 6_500], ['ana', 5, 11_000], ['rui', 6, 12_000]];

function run({ rows = ROWS, second = [], parallelism = 1, settings = {}, job }: Case): { readonly rows: readonly Row[]; readonly kernel: ReturnType<typeof startFlink>; readonly id: string } {
  const builder = new JobBuilder('case', { 'parallelism.default': String(parallelism), ...settings });
  const first = builder.source('source-collection', { rows, perSecond: null, watermarks: WATERMARKS }, { name: 'first', fields: FIELDS, parallelism: 1 });
  const other = builder.source('source-collection', { rows: second, perSecond: null, watermarks: WATERMARKS }, { name: 'second', fields: FIELDS, parallelism: 1 });
  builder.transform(job(builder, first, other), 'sink-collect', { name: 'out' }, { name: 'Sink: out', fields: [], parallelism: 1 });
  builder.transform(other, 'sink-discard', {}, { fields: [] });
  const kernel = startFlink(3);
  const id = submit(kernel, builder.graph());
  expect(untilEnded(kernel, id)).toMatchObject({ status: 'FINISHED', failure: null });
  return { rows: collected(kernel, id).map(({ row }) => row), kernel, id };
}

function check(of: Case): void {
  const sorted = (rows: readonly Row[]): string[] => rows.map((row) => JSON.stringify(row)).sort();
  expect(sorted(run(of).rows)).toEqual(sorted(of.expected));
}

const window = (assigner: object, more: object = {}): object => ({ input: FIELDS, assigner, time: 'event', trigger: null, evictor: null, allowedLatenessMs: 0, lateTag: null, aggregates: [{ function: 'sum', of: 'amount' }], ...more });
const windowed = (assigner: object, more: object = {}) => (job: JobBuilder, first: Stream): Stream => job.transform(keyBy(first, ['user']), 'window', window(assigner, more), { name: 'Window', fields: [] });
const LATE: readonly Row[] = [['ana', 1, 1_000], ['ana', 2, 11_000], ['ana', 4, 2_000], ['ana', 8, 21_000]];

const CASES: Readonly<Record<string, Case>> = {
  'flatMap': { job: (job, first) => job.transform(first, 'flat-map', { input: FIELDS, over: "split(user, 'a')", fields: ['item', 'amount'] }, { fields: ['part', 'amount'] }), rows: [['ana', 1, 0]], expected: [['', 1], ['n', 1], ['', 1]] },
  'reduce': { job: (job, first) => job.transform(keyBy(first, ['user']), 'reduce', { input: FIELDS, fields: ['row.user', 'kept.amount + row.amount', 'row.time'], ttl: null }, { fields: FIELDS }), expected: [['ana', 1, 1_000], ['rui', 2, 2_000], ['ana', 4, 4_000], ['bia', 4, 6_500], ['ana', 9, 11_000], ['rui', 8, 12_000]] },
  'sliding windows': { rows: [['ana', 1, 1_000], ['ana', 2, 6_000]], job: windowed({ kind: 'sliding', sizeMs: 10_000, slideMs: 5_000, offsetMs: 0 }), expected: [['ana', -5_000, 5_000, 1], ['ana', 0, 10_000, 3], ['ana', 5_000, 15_000, 2]] },
  'cumulating windows': { rows: [['ana', 1, 1_000], ['ana', 2, 6_000]], job: windowed({ kind: 'cumulating', sizeMs: 10_000, stepMs: 5_000, offsetMs: 0 }), expected: [['ana', 0, 5_000, 1], ['ana', 0, 10_000, 3]] },
  'windows with an offset': { rows: [['ana', 1, 1_000], ['ana', 2, 6_000]], job: windowed({ kind: 'tumbling', sizeMs: 5_000, offsetMs: 2_000 }), expected: [['ana', -3_000, 2_000, 1], ['ana', 2_000, 7_000, 2]] },
  'sessions merge where a record joins them': { rows: [['ana', 1, 0], ['ana', 2, 3_000], ['ana', 4, 1_500], ['ana', 8, 10_000]], job: (job, first) => {
    const apart = job.transform(first, 'timestamps-and-watermarks', { input: FIELDS, watermarks: { ...WATERMARKS, boundMs: 5_000 } }, { fields: FIELDS });
    return job.transform(keyBy(apart, ['user']), 'window', window({ kind: 'session', gapMs: 2_000 }), { fields: [] });
  }, expected: [['ana', 0, 5_000, 7], ['ana', 10_000, 12_000, 8]] },
  'sessions that only touch are one': { rows: [['ana', 1, 0], ['ana', 2, 2_000]], job: windowed({ kind: 'session', gapMs: 2_000 }), expected: [['ana', 0, 4_000, 3]] },
  'count windows': { job: windowed({ kind: 'global' }, { trigger: { kind: 'purging', of: { kind: 'count', count: 2 } } }), expected: [['ana', 4], ['rui', 8]] },
  'an evictor keeps the last ones': { job: windowed({ kind: 'tumbling', sizeMs: 20_000, offsetMs: 0 }, { evictor: { kind: 'count', count: 2 } }), expected: [['ana', 0, 20_000, 8], ['rui', 0, 20_000, 8], ['bia', 0, 20_000, 4]] },
  'late records are dropped': { rows: LATE, job: windowed({ kind: 'tumbling', sizeMs: 10_000, offsetMs: 0 }), expected: [['ana', 0, 10_000, 1], ['ana', 10_000, 20_000, 2], ['ana', 20_000, 30_000, 8]] },
  'lateness lets a window fire again': { rows: LATE, job: windowed({ kind: 'tumbling', sizeMs: 10_000, offsetMs: 0 }, { allowedLatenessMs: 5_000 }), expected: [['ana', 0, 10_000, 1], ['ana', 0, 10_000, 5], ['ana', 10_000, 20_000, 2], ['ana', 20_000, 30_000, 8]] },
  'late records go to their side output': { rows: LATE, job: (job, first) => sideOutput(windowed({ kind: 'tumbling', sizeMs: 10_000, offsetMs: 0 }, { lateTag: 'late' })(job, first), 'late', FIELDS), expected: [['ana', 4, 2_000]] },
  'an interval join': { second: [['ana', 10, 1_500], ['rui', 30, 2_000], ['ana', 20, 9_000]], job: (job, first, second) => job.both(keyBy(first, ['user']), keyBy(second, ['user']), 'interval-join', { left: FIELDS, right: FIELDS, lowerMs: -1_000, upperMs: 1_000, fields: ['left.user', 'left.amount', 'right.amount'] }, { fields: [] }), expected: [['ana', 1, 10], ['rui', 2, 30]] },
  'a window join': { second: [['ana', 10, 1_500], ['rui', 30, 2_000], ['ana', 20, 9_000]], job: (job, first, second) => job.both(keyBy(first, ['user']), keyBy(second, ['user']), 'window-join', { left: FIELDS, right: FIELDS, assigner: { kind: 'tumbling', sizeMs: 5_000, offsetMs: 0 }, fields: ['left.user', 'left.amount', 'right.amount'] }, { fields: [] }), expected: [['ana', 1, 10], ['ana', 3, 10], ['rui', 2, 30]] },
  'a process function with state and timers': { job: (job, first) => job.transform(keyBy(first, ['user']), 'process', {
    input: FIELDS, states: { sum: { kind: 'value', ttl: null } },
    onElement: [{ do: 'if', when: "state('sum') = null", does: [{ do: 'register-timer', time: 'event', at: 'timestamp() + 5000' }] }, { do: 'set', state: 'sum', to: "coalesce(state('sum'), 0) + amount" }],
    onTimer: [{ do: 'emit', fields: ['key()', "state('sum')", 'timestamp()'] }, { do: 'clear', state: 'sum' }],
  }, { fields: [] }), expected: [['ana', 4, 6_000], ['rui', 2, 7_000], ['bia', 4, 11_500], ['ana', 5, 16_000], ['rui', 6, 17_000]] },
  'two inputs share the state of a key': { second: [['ana', 100, 500]], job: (job, first, second) => job.both(keyBy(first, ['user']), keyBy(second, ['user']), 'process', {
    input: FIELDS, second: FIELDS, states: { seen: { kind: 'map', ttl: null } },
    onElement: [{ do: 'put', state: 'seen', key: "'n' || amount", to: 'amount' }, { do: 'if', when: "size(state('seen')) = 4", does: [{ do: 'emit', fields: ['user', "size(state('seen'))"] }] }],
    onSecond: [{ do: 'put', state: 'seen', key: "'n' || amount", to: 'amount' }, { do: 'if', when: "size(state('seen')) = 4", does: [{ do: 'emit', fields: ['user', "size(state('seen'))"] }] }],
  }, { fields: [] }), expected: [['ana', 4]] },
  'async I/O in order': { settings: {}, job: (job, first) => job.transform(first, 'async-io', { input: FIELDS, latencyMs: 100, jitterMs: 500, capacity: 2, timeoutMs: 10_000, ordered: true, fields: ['user', 'amount * 2'] }, { fields: [] }), expected: [['ana', 2], ['rui', 4], ['ana', 6], ['bia', 8], ['ana', 10], ['rui', 12]] },
  'union': { second: [['eva', 9, 100]], job: (job, first, second) => job.transform([partition(first, 'REBALANCE'), partition(second, 'REBALANCE')], 'filter', { input: FIELDS, where: 'amount > 4' }, { fields: FIELDS }), parallelism: 2, expected: [['ana', 5, 11_000], ['rui', 6, 12_000], ['eva', 9, 100]] },
};

describe('operators', () => {
  test.each(Object.keys(CASES))('%s', (name) => {
    const found = CASES[name];
    expect(found).toBeDefined();
    if (found !== undefined) check(found);
  });

  test('async I/O in order keeps the order', () => {
    const found = CASES['async I/O in order'];
    expect(found === undefined ? null : run(found).rows).toEqual(found?.expected);
  });

  test('a row of a window knows the records that it came from', () => {
    const builder = new JobBuilder('lineage');
    const source = builder.source('source-collection', { rows: ROWS, perSecond: null, watermarks: WATERMARKS }, { name: 'rows', fields: FIELDS });
    builder.transform(builder.transform(keyBy(source, ['user']), 'window', window({ kind: 'tumbling', sizeMs: 20_000, offsetMs: 0 }), { fields: [] }), 'sink-collect', { name: 'out' }, { fields: [] });
    const kernel = startFlink(1);
    const id = submit(kernel, builder.graph());
    untilEnded(kernel, id);
    const ana = collected(kernel, id).find(({ row }) => row[0] === 'ana');
    expect(originsOf(ana?.lineage ?? 0).map((one) => sourceOf(one).sequence)).toEqual([0, 2, 4]);
  });

  test('lineage is the same however it was put together, and only the newest stay', () => {
    const random = seedRandom(3);
    const plain: (readonly number[])[] = [[], [1]];
    const made: Lineage[] = [0, 1];
    for (let id = 2; id < 600; id++) {
      const pick = (): number => Math.floor(nextRandom(random) * plain.length);
      // Mostly the last one and a new id, as an aggregate does; else any two.
      const [a, b] = nextRandom(random) < 0.7 ? [plain.length - 1, -1] : [pick(), pick()];
      const [older, newer] = [plain[a] ?? [], b < 0 ? [nextRandom(random) < 0.9 ? id : id >> 1] : (plain[b] ?? [])];
      plain.push([...new Set([...older, ...newer])].slice(-LINEAGE_LIMIT));
      made.push(mergeLineage(made[a] ?? 0, b < 0 ? (newer[0] ?? 0) : (made[b] ?? 0)));
      expect(originsOf(made.at(-1) ?? 0)).toEqual(plain.at(-1));
      expect(() => assertPlain(made, 'lineage', new Set())).not.toThrow();
      expect(snapshotBytes(freeze([made.at(-1) ?? 0]))).toBe(8 * Math.max(1, plain.at(-1)?.length ?? 0));
    }
  });

  test('lineage is bounded, and the newest stay', () => {
    let lineage = mergeLineage(0, 1);
    for (let id = 2; id <= 100; id++) lineage = mergeLineage(lineage, id);
    expect(originsOf(lineage)).toEqual(Array.from({ length: 16 }, (_, i) => 85 + i));
  });

  test('an event-time window over records without a time is Flink\'s exception', () => {
    const builder = new JobBuilder('no time');
    const source = builder.source('source-collection', { rows: ROWS, perSecond: null, watermarks: null }, { name: 'rows', fields: FIELDS });
    builder.transform(builder.transform(keyBy(source, ['user']), 'window', window({ kind: 'tumbling', sizeMs: 5_000, offsetMs: 0 }), { fields: [] }), 'sink-discard', {}, { fields: [] });
    const kernel = startFlink(1);
    const id = submit(kernel, builder.graph());
    untilEnded(kernel, id);
    expect(jobOf(kernel, id).failure?.cause?.message).toMatch(/^Record has Long.MIN_VALUE timestamp/);
  });

  test('print writes what Flink prints', () => {
    const builder = new JobBuilder('print', { 'parallelism.default': '2' });
    const source = builder.source('source-collection', { rows: ROWS.slice(0, 2), perSecond: null, watermarks: null }, { name: 'rows', fields: FIELDS });
    builder.transform(source, 'sink-print', { label: 'saida' }, { name: 'Sink: Print', fields: [] });
    const kernel = startFlink(1);
    untilEnded(kernel, submit(kernel, builder.graph()));
    expect([...linesOf(taskManagerState(kernel, 'tm-1').out)].sort()).toEqual(['saida:1> +I[ana, 1, 1000]', 'saida:2> +I[rui, 2, 2000]']);
  });
});
