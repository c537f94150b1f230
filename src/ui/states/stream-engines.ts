// Worlds with other engines, for the named worlds: a micro-batch query in the midst of a batch, a dataflow in Python, a database with a live chart, a shift on call.
import type { DashboardRecord, DatabaseRecord, DataflowRecord, MicroBatchRecord, ShiftRecord, ShiftWindow } from '../../bridge/engine-records.ts';
import type { WorldRecord } from '../../bridge/records.ts';
import { fact } from './build.ts';

const SECOND = 1_000_000;
const TEN = Date.UTC(2026, 2, 1, 10);

const TABLE = [
  '|              window|simbolo|media|total|', '|{2026-03-01 09:00...|  PETR4| 31.8|  150|', '|{2026-03-01 09:00...|  VALE3|60.63|  500|', '|{2026-03-01 09:00...|  ITUB4| 28.0|   10|',
];

const query: MicroBatchRecord = {
  kind: 'micro-batch', id: 'micro-batch/acoes', node: 'micro-batch-acoes', name: 'acoes', state: 'running', phase: 'running', problem: '', outputMode: 'append', triggerMs: 10_000, program: 'from pyspark.sql import SparkSession\n',
  spec: {
    kind: 'micro-batch', name: 'acoes', topics: ['negocios'], startingOffsets: 'earliest', maxOffsetsPerTrigger: 0, columns: { simbolo: 'STRING', preco: 'DOUBLE', ts: 'TIMESTAMP' }, eventTime: 'ts', watermarkMs: 600_000, where: '',
    windowMs: 3_600_000, slideMs: 0, groupBy: ['simbolo'], aggregates: [{ as: 'media', of: 'avg', column: 'preco' }, { as: 'total', of: 'count', column: '' }], outputMode: 'append', output: '', truncate: true,
    shufflePartitions: 200, triggerMs: 10_000, overheadMs: 900, perRecordMs: 0.05, alerts: false, checkpoint: true,
  },
  batch: 7, batchRecords: 31, lag: 12, triggeredAtUs: 130 * SECOND, finishesAtUs: 131 * SECOND, nextTriggerAtUs: 140 * SECOND, watermarkMs: TEN + 2_400_000, stateRows: 6, store: ['{2026-03-01 10:00:00, 2026-03-01 11:00:00}, PETR4 → media: 94.8 / 3, total: 3'],
  batches: 7, records: 188, rows: 9, dropped: 2, lastRecords: 29, lastRows: 3, lastPublishedAtUs: 121 * SECOND, lastOldestAgeMs: 10_950, lastNewestAgeMs: 1_020, longestAgeMs: 11_400, console: ['Batch: 6', ...TABLE], consoleFirst: 0, table: TABLE,
  reports: [{ batch: 6, startedAtUs: 120 * SECOND, finishedAtUs: 121 * SECOND, records: 29, rows: 3, watermarkMs: TEN, stateRows: 6, dropped: 0, oldestAgeMs: 10_950, newestAgeMs: 1_020 }],
  files: [{ path: 'offsets/7', text: 'v1\n{"batchWatermarkMs":1772361600000,"batchTimestampMs":1772373610000}\n{"negocios":{"0":219}}' }],
};

/** A batch is at work, and the records for the next one gather. */
export const microBatchWorld: readonly WorldRecord[] = [
  query, fact(90, 121 * SECOND, 'micro-batch-acoes', 'micro-batch-finished', { query: 'acoes', batch: 6, records: 29, rows: 3 }, ['micro-batch/acoes']),
];

const flow: DataflowRecord = {
  kind: 'dataflow', id: 'dataflow/acoes', node: 'dataflow-acoes', name: 'acoes', state: 'running', problem: '', program: 'import json\n', steps: ['input', 'map', 'key_on', 'fold_window', 'output'],
  spec: {
    kind: 'dataflow', name: 'acoes', topics: ['negocios'], startingOffset: 'beginning', format: 'json', fields: ['simbolo', 'preco', 'ts'], filter: '', keyOn: 'simbolo', eventTime: 'ts', waitMs: 600_000, window: 'tumbling', windowMs: 3_600_000, offsetMs: 0,
    aggregates: [{ as: 'media', of: 'avg', column: 'preco' }, { as: 'total', of: 'count', column: '' }], output: '', epochMs: 10_000, recovery: true, perRecordMs: 0.05, alerts: false,
  },
  lag: 0, working: 2, records: 219, items: 9, late: 3, lastLate: ["('PETR4', (492322, {'simbolo': 'PETR4', 'preco': 1}))"], lastDelayMs: 14, longestDelayMs: 31, epoch: 14, epochs: 13, epochEndsAtUs: 134 * SECOND, sinceEpoch: 18, storedEpoch: 13, storedAtUs: 124 * SECOND,
  keys: 4, openWindows: 5, store: ["'PETR4': watermark 10:40:00, queue 2, 492322 (3)"], consoleFirst: 0,
  console: ["('ITUB4', (492321, {'media': 28.0, 'total': 10}))", "('PETR4', (492321, {'media': 31.8, 'total': 150}))", "('VALE3', (492321, {'media': 60.38, 'total': 570}))"],
};

/** Each record goes through as it comes; an epoch runs. */
export const dataflowWorld: readonly WorldRecord[] = [flow, fact(95, 124 * SECOND, 'dataflow-acoes', 'epoch-stored', { flow: 'acoes', epoch: 13, keys: 4 }, ['dataflow/acoes'])];

const PAGES = ['/inicio', '/ofertas', '/carrinho', '/ajuda'];
const visits = (page: number, at: number): number => 12 + page * 9 + ((at * (page + 3)) % 17) + at * (4 - page);

const database: DatabaseRecord = {
  kind: 'database', id: 'database/loja', node: 'database-loja', name: 'loja', state: 'running', spec: { kind: 'database', name: 'loja', tables: [{ name: 'paginas', columns: ['pagina', 'visitas'], primaryKey: ['pagina'] }] },
  tables: [{ name: 'paginas', columns: ['pagina', 'visitas'], primaryKey: ['pagina'], rows: 4, lines: PAGES.map((page, at) => [page, String(visits(at, 20))]) }], rowCounts: { paginas: 4 }, cells: { 'paginas /inicio visitas': String(visits(0, 20)) },
  inserts: 4, updates: 188, deletes: 0, queries: 21, refused: 0,
};

const chart = (name: string, kind: 'line' | 'bar'): DashboardRecord => ({
  kind: 'dashboard', id: `dashboard/${name}`, node: `dashboard-${name}`, name, state: 'running', database: 'database/loja', polls: 21, lastPollAtUs: 130 * SECOND, problem: '',
  spec: { kind: 'dashboard', name, database: 'loja', query: 'SELECT pagina, visitas FROM paginas ORDER BY visitas DESC', everyMs: 1_000, chart: kind, label: 'pagina', value: 'visitas' },
  labels: PAGES, values: Object.fromEntries(PAGES.map((page, at) => [page, visits(at, 20)])), points: Array.from({ length: 21 }, (_, at) => ({ atUs: (110 + at) * SECOND, values: Object.fromEntries(PAGES.map((page, i) => [page, visits(i, at)])) })),
});

/** A table that a stream writes to, and two charts that ask it. */
export const databaseWorld: readonly WorldRecord[] = [database, chart('agora', 'bar'), chart('minuto', 'line')];

const WINDOW_MS = 10_000;
const READINGS = 15;
const SHIFT = { beganAtUs: 60 * SECOND, windows: 72, due: 3 };

/** Some were lost, some came late, some were counted twice; those that are not due yet are open. */
function shiftWindow(at: number): ShiftWindow {
  const missing = at >= 8 && at < 12 ? READINGS : at >= 40 && at < 42 ? 5 : 0;
  const open = at >= SHIFT.windows - SHIFT.due;
  const all = { endMs: (at + 1) * WINDOW_MS, expected: READINGS, duplicated: at === 55 ? 1 : 0, delayed: at >= 26 && at < 30 ? READINGS : 0, open };
  return { ...all, counted: open ? 0 : READINGS - missing, missing: open ? READINGS : missing };
}

const windows = Array.from({ length: SHIFT.windows }, (_, at) => shiftWindow(at));
const shift: ShiftRecord = {
  kind: 'shift', id: 'shift/plantao', node: 'shift-plantao', name: 'plantao', state: 'running', beganAtUs: SHIFT.beganAtUs, durationMs: 1_200_000, points: 90, pass: 70, expected: 1_035, counted: 965, lost: 70, duplicated: 1, delayed: 60, foreign: 0,
  spec: { kind: 'shift', name: 'plantao', topic: 'alertas', durationMs: 1_200_000, key: 'rio', time: 'quando', end: 'fim', count: 'leituras', windowMs: WINDOW_MS, dueMs: 30_000, points: 100, pass: 70, lost: 0.1, duplicated: 0.1, delayed: 0.04 },
  windows, incidents: [{ id: 'tiny-messages', atMs: 75_000 }, { id: 'slow-worker', atMs: 250_000 }, { id: 'poison', atMs: 395_000 }, { id: 'old-copy', atMs: 548_000 }],
};

/** Twelve minutes of a shift on call have passed, and four incidents. */
export const shiftWorld: readonly WorldRecord[] = [shift];
export const SHIFT_NOW_S = SHIFT.beganAtUs / SECOND + (SHIFT.windows * WINDOW_MS) / 1_000;
