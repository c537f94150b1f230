// The named worlds of Flink SQL: a query at work with its changelog, table and plan, and a statement that is refused.
import type { WorldRecord } from '../../bridge/records.ts';
import type { SqlChange, SqlRow, SqlStatementRecord } from '../../bridge/sql-records.ts';
import type { SqlPlan, SqlPlanNode } from '../../bridge/sql.ts';
import { cluster, log, topic } from './build.ts';
import { job, jobManager, type JobSketch, noon, taskManager } from './build-flink.ts';

const SECOND = 1_000_000;
const NAMES = ['ana', 'bruno', 'carla', 'davi'];
const NO_STATE: SqlPlanNode['state'] = { kind: 'none', keys: [], functions: [], rows: null, forMs: null, ttlMs: 0 };

const counting: JobSketch = {
  id: 'b2', name: 'SELECT cliente, COUNT(*) AS pedidos', slots: ['tm-1', 'tm-2'], watermark: noon(23.4),
  steps: [
    { name: 'Source: pedidos[1] -> Calc[2]', operators: [['Source: pedidos[1]', 'source-kafka-table'], ['Calc[2]', 'sql-calc']], parallelism: 2, reads: ['pedidos'] },
    { name: 'GroupAggregate[4]', operators: [['GroupAggregate[4]', 'sql-group-aggregate']], parallelism: 2, after: [0] },
    { name: 'Sink: Collect table sink', operators: [['Sink: Collect table sink', 'sink-collect']], parallelism: 1, after: [1], partitioner: 'REBALANCE' },
  ],
};

/** The plan of the query, for golden tests too. */
export const countingPlan: SqlPlan = {
  mode: 'streaming',
  nodes: [
    { number: 1, kind: 'TableSourceScan', text: 'TableSourceScan(table=[[default_catalog, default_database, pedidos]], fields=[cliente, valor])', inputs: [], changes: ['I'], fields: ['cliente', 'valor'], state: { ...NO_STATE, kind: 'offsets' } },
    { number: 2, kind: 'Calc', text: 'Calc(select=[cliente])', inputs: [{ number: 1, exchange: null }], changes: ['I'], fields: ['cliente'], state: NO_STATE },
    { number: 4, kind: 'GroupAggregate', text: 'GroupAggregate(groupBy=[cliente], select=[cliente, COUNT(*) AS pedidos])', inputs: [{ number: 2, exchange: 'hash[cliente]' }], changes: ['I', 'UB', 'UA'], fields: ['cliente', 'pedidos'], state: { ...NO_STATE, kind: 'group', keys: ['cliente'], functions: ['COUNT(*)'] } },
    { number: 0, kind: 'Collect', text: 'Sink: Collect table sink', inputs: [{ number: 4, exchange: null }], changes: [], fields: ['cliente', 'pedidos'], state: NO_STATE },
  ],
};

function statement(number: number, text: string, more: Partial<SqlStatementRecord>): SqlStatementRecord {
  return { kind: 'sql-statement', id: `sql-statement/sql/${number}`, tty: 'sql', number, text, atUs: (14 + number * 2) * SECOND, endedUs: (14 + number * 2) * SECOND, job: null, isQuery: false, outcome: 'done', exception: '', message: '', at: null, columns: [], rows: [], cut: false, plan: null, ...more };
}

const create = statement(1, "CREATE TABLE pedidos (\n  cliente STRING,\n  valor BIGINT\n) WITH ('connector' = 'kafka', 'topic' = 'pedidos', 'properties.bootstrap.servers' = 'localhost:9092', 'format' = 'json');", {});
const query = statement(2, 'SELECT cliente, COUNT(*) AS pedidos FROM pedidos GROUP BY cliente;', { outcome: 'running', endedUs: null, job: 'b2', isQuery: true, plan: countingPlan });

/** Orders of four customers, each of which corrects its customer's count. */
function changelog(orders: number): { readonly changes: readonly SqlChange[]; readonly rows: readonly SqlRow[] } {
  const counts = new Map<string, number>();
  const changes: SqlChange[] = [];
  const rows: SqlRow[] = [];
  for (let at = 0; at < orders; at++) {
    const name = NAMES[(at * 3 + (at % 2)) % NAMES.length] ?? '';
    const before = counts.get(name) ?? 0;
    const atUs = (18 + at * 0.3) * SECOND;
    const add = (op: SqlChange['op'], count: number): void => { changes.push({ place: changes.length, op, atUs, cells: [name, String(count)] }); };
    if (before > 0) add('-U', before);
    add(before === 0 ? '+I' : '+U', before + 1);
    counts.set(name, before + 1);
    const place = [...counts.keys()].indexOf(name);
    rows[place] = { row: place, op: before === 0 ? '+I' : '+U', atUs, cells: [name, String(before + 1)] };
  }
  return { changes, rows };
}

const { changes, rows } = changelog(20);
const count = (op: SqlChange['op']): number => changes.filter((one) => one.op === op).length;

const world: readonly WorldRecord[] = [
  ...cluster(), ...topic('pedidos', [{ replicas: [1, 2, 3], records: log(24, (offset) => NAMES[offset % 4] ?? '') }, { replicas: [2, 3, 1], records: log(9, () => 'bruno') }]),
  jobManager({ taskManagers: 2, freeSlots: 2 }),
];

export const sqlQuery: readonly WorldRecord[] = [
  ...world, taskManager('tm-1', 2, [counting]), taskManager('tm-2', 2, [counting]), ...job(counting),
  { kind: 'sql-session', id: 'sql-session/sql', tty: 'sql', state: 'running', catalog: 'default_catalog', database: 'default_database', mode: 'streaming', tables: ['pedidos'], statements: 2 },
  create, query,
  {
    kind: 'sql-result', id: 'sql-result/sql', tty: 'sql', statement: 2, columns: [{ name: 'cliente', type: 'STRING' }, { name: 'pedidos', type: 'BIGINT NOT NULL' }], isStreaming: true,
    inserts: count('+I'), updatesBefore: count('-U'), updatesAfter: count('+U'), deletes: 0, changes: changes.length, size: rows.length, changedAtUs: 24 * SECOND,
  },
  { kind: 'sql-changes', id: 'sql-changes/sql/0', tty: 'sql', part: 0, changes },
  { kind: 'sql-rows', id: 'sql-rows/sql/0', tty: 'sql', part: 0, rows },
  ...[0, 1].map((subtask): WorldRecord => ({
    kind: 'flink-state', id: `flink-state/b2/1-${subtask}/0`, job: 'b2', vertex: 1, subtask, operator: 0, name: 'GroupAggregate[4]', firstGroup: subtask * 64, lastGroup: subtask * 64 + 63, maxParallelism: 128,
    entries: NAMES.slice(subtask * 2, subtask * 2 + 2).map((key) => ({ table: 'accumulators', key, keyGroup: subtask * 64 + 3, namespace: '', value: '5', lineage: [] })), size: 2, timers: [], timerCount: 0,
  })),
];

export const sqlRefused: readonly WorldRecord[] = [
  ...world, taskManager('tm-1', 2, []), taskManager('tm-2', 2, []),
  { kind: 'sql-session', id: 'sql-session/sql', tty: 'sql', state: 'ready', catalog: 'default_catalog', database: 'default_database', mode: 'streaming', tables: ['pedidos'], statements: 2 },
  create,
  statement(2, 'SELECT nome FROM pedidos;', { outcome: 'refused', exception: 'org.apache.calcite.sql.validate.SqlValidatorException', message: "Column 'nome' not found in any table", at: { line: 1, column: 8, endLine: 1, endColumn: 11 } }),
];
