// The questions that were put to the real PySpark and the real Bytewax: programs, and the lines that each of their batches read.
import type { ColumnType, DataflowSpec, MicroBatchSpec } from '../../src/bridge/engines.ts';

export interface SparkCase {
  readonly name: string;
  readonly spec: MicroBatchSpec;
  /** A text a record, a list a batch. */
  readonly batches: readonly (readonly string[])[];
  /** Batches that are read before the query is stopped and started again; 0 for no restart. */
  readonly restartAfter: number;
}

const columns: Readonly<Record<string, ColumnType>> = { symbol: 'STRING', price: 'DOUBLE', qty: 'BIGINT', ts: 'TIMESTAMP' };
const base: MicroBatchSpec = {
  kind: 'micro-batch', name: 'stocks', topics: ['stocks'], startingOffsets: 'earliest', maxOffsetsPerTrigger: 0, columns, eventTime: 'ts', watermarkMs: -1, where: '', windowMs: 0, slideMs: 0,
  groupBy: [], aggregates: [], outputMode: 'append', output: '', truncate: false, shufflePartitions: 32, triggerMs: 0, overheadMs: 100, perRecordMs: 0, alerts: false, checkpoint: true,
};

/** `10:00:05 PETR4 31.5 100`, on the first of March. */
function trade(line: string): string {
  const [time = '', symbol = '', price = '', qty = ''] = line.split(' ');
  return `{"symbol":"${symbol}","price":${price},"qty":${qty},"ts":"2026-03-01 ${time}"}`;
}
const batches = (...lists: readonly string[][]): string[][] => lists.map((lines) => lines.map(trade));

const HOURS = batches(
  ['10:05:00 PETR4 31.5 100', '10:20:00 VALE3 60.25 200', '10:55:00 PETR4 32.1 50', '10:59:59 ITUB4 28 10'],
  ['11:01:00 PETR4 32.4 10', '10:58:00 VALE3 61 300', '11:09:00 BBAS3 25.5 40'],
  ['11:12:00 PETR4 33 20', '10:30:00 VALE3 59.9 70'],
  ['10:40:00 PETR4 1 1', '11:30:00 ITUB4 29.15 90', '12:00:00 VALE3 62.5 10'],
  ['12:20:00 PETR4 34.2 100', '11:50:00 BBAS3 26 15'],
  ['13:30:00 PETR4 35 1'],
);
const hourly: MicroBatchSpec = {
  ...base, watermarkMs: 600_000, windowMs: 3_600_000, groupBy: ['symbol'],
  aggregates: [{ as: 'average', of: 'avg', column: 'price' }, { as: 'total', of: 'sum', column: 'qty' }, { as: 'trades', of: 'count', column: '' }],
};
const mixed = (line: string): string => (line.startsWith('{') || line.startsWith('?') ? line.replace('?', '') : trade(line));

export const SPARK_CASES: readonly SparkCase[] = [
  { name: 'hourly-append', spec: hourly, batches: HOURS, restartAfter: 0 },
  { name: 'hourly-update', spec: { ...hourly, outputMode: 'update' }, batches: HOURS, restartAfter: 0 },
  { name: 'hourly-complete', spec: { ...hourly, outputMode: 'complete', truncate: true }, batches: HOURS, restartAfter: 0 },
  { name: 'hourly-append-restart', spec: hourly, batches: HOURS, restartAfter: 2 },
  { name: 'hourly-update-restart', spec: { ...hourly, outputMode: 'update' }, batches: HOURS, restartAfter: 4 },
  { name: 'no-delay', spec: { ...hourly, watermarkMs: 0, truncate: true }, batches: HOURS, restartAfter: 0 },
  { name: 'hopping', spec: { ...hourly, windowMs: 600_000, slideMs: 300_000, watermarkMs: 120_000, aggregates: [{ as: 'low', of: 'min', column: 'price' }, { as: 'high', of: 'max', column: 'price' }, { as: 'n', of: 'count', column: 'qty' }] }, batches: HOURS, restartAfter: 0 },
  { name: 'window-alone', spec: { ...hourly, groupBy: [], outputMode: 'update', windowMs: 900_000 }, batches: HOURS, restartAfter: 0 },
  { name: 'filter', spec: { ...base, where: 'price > 31 and symbol != \'VALE3\'' }, batches: HOURS, restartAfter: 0 },
  { name: 'filter-with-watermark', spec: { ...hourly, where: 'symbol = \'PETR4\'', outputMode: 'append' }, batches: HOURS, restartAfter: 0 },
  { name: 'filter-by-quantity', spec: { ...base, where: 'qty >= 100 or symbol = \'ITUB4\'', watermarkMs: 60_000, truncate: true }, batches: HOURS, restartAfter: 3 },
  { name: 'running-totals', spec: { ...base, groupBy: ['symbol'], aggregates: [{ as: 'total', of: 'sum', column: 'qty' }, { as: 'value', of: 'sum', column: 'price' }], outputMode: 'update' }, batches: HOURS, restartAfter: 2 },
  { name: 'running-totals-complete', spec: { ...base, groupBy: ['symbol'], aggregates: [{ as: 'total', of: 'sum', column: 'qty' }], outputMode: 'complete', truncate: true }, batches: HOURS, restartAfter: 0 },
  { name: 'one-count', spec: { ...base, aggregates: [{ as: 'n', of: 'count', column: '' }], outputMode: 'complete' }, batches: HOURS, restartAfter: 0 },
  { name: 'by-event-time', spec: { ...base, watermarkMs: 60_000, groupBy: ['ts', 'symbol'], aggregates: [{ as: 'n', of: 'count', column: '' }] }, batches: HOURS, restartAfter: 0 },
  {
    name: 'bad-records', spec: { ...base, columns: { ...columns, ok: 'BOOLEAN', n: 'INT' } }, restartAfter: 0,
    batches: [[
      '10:00:00 PETR4 31.5 100', '?no json', '?', '{"symbol":5,"price":"7","qty":1.5,"ts":"never"}', '{"symbol":"A\\tB","price":1e10,"qty":9007199254740991,"ts":"2026-03-01T10:00:00.250Z","ok":true,"n":-3}',
      '{"symbol":{"a":[1,2]},"price":7,"qty":"3","ts":1772000000,"ok":"true","n":3000000000}', '?[1,2]', '{"symbol":null,"price":0.1}', '{"ts":"2026-03-01T10:00:00-03:00","qty":-4,"price":-0.0}',
    ].map(mixed)],
  },
  { name: 'nulls-in-groups', spec: { ...hourly, outputMode: 'update', groupBy: ['symbol'] }, batches: [['{"symbol":null,"price":1,"qty":null,"ts":"2026-03-01 10:00:00"}', '{"symbol":"X","price":null,"qty":2,"ts":null}', '{"price":3,"qty":null,"ts":"2026-03-01 10:30:00"}']], restartAfter: 0 },
  {
    name: 'many-rows', spec: { ...base, groupBy: ['symbol'], columns: { symbol: 'STRING', n: 'INT' }, eventTime: '', outputMode: 'complete', aggregates: [{ as: 'total', of: 'sum', column: 'n' }, { as: 'middle', of: 'avg', column: 'n' }] }, restartAfter: 0,
    batches: [Array.from({ length: 25 }, (_, at) => `{"symbol":"s${at}","n":${at * 7}}`), ['{"symbol":"maçã","n":1}', '{"symbol":"","n":2}']],
  },
  { name: 'many-lines', spec: { ...base, columns: {}, eventTime: '' }, batches: [Array.from({ length: 24 }, (_, at) => `a line with the number ${at}`), ['one more']], restartAfter: 0 },
  { name: 'append-without-watermark', spec: { ...hourly, watermarkMs: -1 }, batches: HOURS, restartAfter: 0 },
  { name: 'append-without-event-time', spec: { ...base, watermarkMs: 60_000, groupBy: ['symbol'], aggregates: [{ as: 'n', of: 'count', column: '' }] }, batches: HOURS, restartAfter: 0 },
  { name: 'complete-without-aggregation', spec: { ...base, outputMode: 'complete' }, batches: HOURS, restartAfter: 0 },
  { name: 'unknown-column', spec: { ...base, where: 'preco > 3' }, batches: HOURS, restartAfter: 0 },
];

export interface BytewaxCase {
  readonly name: string;
  readonly spec: DataflowSpec;
  /** A text a record, a list an activation of the source. */
  readonly batches: readonly (readonly string[])[];
  /** What the clock says at each of them, seconds after 10:00; the clock stands still in between. */
  readonly clock: readonly number[];
  /** Batches after which it is killed and started again from its recovery store, each batch an epoch; 0 for no restart. */
  readonly restartAfter: number;
}

const flow: DataflowSpec = {
  kind: 'dataflow', name: 'stocks', topics: ['stocks'], startingOffset: 'beginning', format: 'json', fields: ['symbol', 'price', 'qty', 'ts'], filter: '', keyOn: 'symbol', eventTime: 'ts', waitMs: 600_000,
  window: 'tumbling', windowMs: 3_600_000, offsetMs: 0, aggregates: [{ as: 'average', of: 'avg', column: 'price' }, { as: 'total', of: 'sum', column: 'qty' }, { as: 'trades', of: 'count', column: '' }],
  output: '', epochMs: 10_000, recovery: true, perRecordMs: 0, alerts: false,
};
const still = HOURS.map(() => 0);

export const BYTEWAX_CASES: readonly BytewaxCase[] = [
  { name: 'hourly-fold', spec: flow, batches: HOURS, clock: still, restartAfter: 0 },
  { name: 'hourly-collect', spec: { ...flow, aggregates: [] }, batches: HOURS, clock: still, restartAfter: 0 },
  { name: 'hourly-fold-no-wait', spec: { ...flow, waitMs: 0 }, batches: HOURS, clock: still, restartAfter: 0 },
  { name: 'hourly-fold-restart', spec: flow, batches: HOURS, clock: still, restartAfter: 3 },
  { name: 'sliding', spec: { ...flow, window: 'sliding', windowMs: 600_000, offsetMs: 300_000, waitMs: 120_000, aggregates: [{ as: 'low', of: 'min', column: 'price' }, { as: 'high', of: 'max', column: 'price' }] }, batches: HOURS, clock: still, restartAfter: 0 },
  { name: 'sessions', spec: { ...flow, window: 'session', windowMs: 900_000, waitMs: 1_200_000, aggregates: [{ as: 'n', of: 'count', column: '' }] }, batches: HOURS, clock: still, restartAfter: 0 },
  { name: 'running-totals', spec: { ...flow, window: 'none', aggregates: [{ as: 'total', of: 'sum', column: 'price' }, { as: 'n', of: 'count', column: '' }] }, batches: HOURS, clock: still, restartAfter: 0 },
  { name: 'running-totals-restart', spec: { ...flow, window: 'none', aggregates: [{ as: 'total', of: 'sum', column: 'qty' }, { as: 'high', of: 'max', column: 'price' }] }, batches: HOURS, clock: still, restartAfter: 2 },
  { name: 'filter', spec: { ...flow, window: 'none', keyOn: '', aggregates: [], filter: 'price > 31 and (symbol != \'VALE3\' or not qty < 200)' }, batches: HOURS, clock: still, restartAfter: 0 },
  { name: 'filter-text', spec: { ...flow, window: 'none', keyOn: '', aggregates: [], format: 'text', fields: [], eventTime: '', filter: 'contains(value, \'FRAUDE\')' }, batches: [['compra 1', 'FRAUDE 2'], ['compra 3 FRAUDE']], clock: [0, 0], restartAfter: 0 },
  { name: 'numbers', spec: { ...flow, window: 'none', keyOn: '', aggregates: [] }, batches: [['{"a":1,"b":1.0,"c":1e20,"d":-0.0,"e":1e-7,"f":0.1,"g":null,"h":true,"i":"it\'s","j":[1,2.5,{"k":"é \\"x\\""}],"l":123456789012345680.0}']], clock: [0], restartAfter: 0 },
];
