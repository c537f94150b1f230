// The worlds with Flink behind the demonstrations: a shop whose orders are counted by customer in windows, and one where a silent partition holds time back.
import type { FlinkSpec, KeySelector, StreamGraph, StreamNode } from '../../bridge/flink.ts';
import type { SavedRun } from '../../bridge/input.ts';
import { defaultScenario, type ProducerAppSpec, type Scenario } from '../../bridge/scenario.ts';

const BROKERS = 'localhost:9092';
const CUSTOMERS = ['ana', 'bruno', 'carla', 'davi', 'elisa', 'fabio', 'gabi'];
const byCustomer: KeySelector = { fields: [0], hash: 'java' };

const node = (parallelism: number, id: number, kind: string, name: string, config: object, fields: readonly string[], keys: readonly KeySelector[] | null = null): StreamNode => ({
  id, kind, config, uid: null, name, parallelism, maxParallelism: -1, slotSharingGroup: 'default', chaining: 'ALWAYS', fields, keys,
});

/** Orders are counted and summed by customer in windows of ten seconds, and each result is written once. */
export function countingGraph(idleMs: number | null, parallelism = 2): StreamGraph {
  const order = ['cliente', 'valor', 'momento'];
  const result = ['cliente', 'de', 'ate', 'pedidos', 'total'];
  return {
    name: 'pedidos-por-cliente', configuration: { 'execution.checkpointing.interval': '5 s', 'parallelism.default': String(parallelism) },
    nodes: [
      node(parallelism, 1, 'source-kafka', 'Source: pedidos', {
        topics: ['pedidos'], properties: { 'bootstrap.servers': BROKERS, 'group.id': 'contagem' }, starting: 'earliest', bounded: false,
        format: { kind: 'json', fields: ['cliente', 'valor'], ignoreErrors: true }, metadata: ['timestamp'], watermarks: { timestamp: 'momento', boundMs: 1_000, idleMs, emit: 'periodic', style: 'datastream' },
      }, order),
      node(parallelism, 2, 'window', 'TumblingWindow(10 s)', {
        input: order, assigner: { kind: 'tumbling', sizeMs: 10_000, offsetMs: 0 }, time: 'event', trigger: null, evictor: null, allowedLatenessMs: 0, lateTag: null,
        aggregates: [{ function: 'count', of: null }, { function: 'sum', of: 'valor' }],
      }, result, [byCustomer]),
      node(parallelism, 3, 'sink-kafka', 'totais: Writer', {
        topic: 'totais', properties: { 'bootstrap.servers': BROKERS, 'transaction.timeout.ms': '60000' }, guarantee: 'exactly-once', transactionalIdPrefix: 'totais',
        input: result, key: 'cliente', format: { kind: 'json', fields: result, ignoreErrors: false },
      }, []),
    ],
    edges: [
      { from: 1, to: 2, input: 0, partitioner: { kind: 'HASH', key: byCustomer }, outputTag: null },
      { from: 2, to: 3, input: 0, partitioner: { kind: 'FORWARD' }, outputTag: null },
    ],
  };
}

const producer = (name: string, recordsPerSecond: number, keys: readonly string[]): ProducerAppSpec => ({ kind: 'producer', name, topic: 'pedidos', recordsPerSecond, keys, value: '{"cliente": "{key}", "valor": {n}}', settings: {} });

const SQL = `SET 'parallelism.default' = '2';

CREATE TABLE pedidos (
  cliente STRING,
  valor BIGINT,
  momento TIMESTAMP_LTZ(3) METADATA FROM 'timestamp',
  WATERMARK FOR momento AS momento - INTERVAL '1' SECOND
) WITH (
  'connector' = 'kafka', 'topic' = 'pedidos', 'properties.bootstrap.servers' = '${BROKERS}',
  'properties.group.id' = 'contagem', 'scan.startup.mode' = 'earliest-offset', 'format' = 'json'
);

CREATE TABLE totais (cliente STRING, ate TIMESTAMP_LTZ(3), pedidos BIGINT, total BIGINT) WITH (
  'connector' = 'kafka', 'topic' = 'totais', 'properties.bootstrap.servers' = '${BROKERS}',
  'key.format' = 'raw', 'key.fields' = 'cliente', 'format' = 'json'
);

INSERT INTO totais
SELECT cliente, window_end, COUNT(*), SUM(valor)
FROM TABLE(TUMBLE(TABLE pedidos, DESCRIPTOR(momento), INTERVAL '10' SECOND))
GROUP BY cliente, window_start, window_end;
`;

const flink = (idleMs: number | null, settings: FlinkSpec['settings'] = {}): FlinkSpec => ({ taskManagers: ['tm-1', 'tm-2', 'tm-3'].map((name) => ({ name, slots: 1 })), settings, jobs: [countingGraph(idleMs)] });

function world(name: string, more: Pick<Scenario, 'apps' | 'flink'> & Partial<Pick<Scenario, 'home'>>): SavedRun {
  const scenario: Scenario = {
    ...defaultScenario, name, topics: [{ name: 'pedidos', partitions: 2, replicationFactor: 3 }, { name: 'totais', partitions: 1, replicationFactor: 3 }], ...more,
  };
  return { version: 1, scenario, seed: 7, inputs: [{ atUs: scenario.shownFromUs, input: { kind: 'open-tty', tty: 'main', columns: 100, rows: 24, echo: true } }] };
}

/** Orders of seven customers; partitions that fall silent are left behind after five seconds. */
export const flinkRun: SavedRun = world('flink', { apps: [producer('caixa', 1.5, CUSTOMERS), producer('site', 1, CUSTOMERS)], flink: flink(5_000) });

const sqlWorld = world('flink-sql', {
  apps: [producer('caixa', 1.5, CUSTOMERS), producer('site', 1, CUSTOMERS)],
  flink: { taskManagers: flink(null).taskManagers, settings: { 'execution.checkpointing.interval': '5 s', 'parallelism.default': '2' }, jobs: [] }, home: { 'totais.sql': SQL },
});

/** Orders in a topic, a Flink cluster without jobs, and nothing typed yet: a desk for SQL. */
export const sqlDeskRun: SavedRun = world('sql-desk', {
  apps: [producer('caixa', 1.5, CUSTOMERS), producer('site', 1, CUSTOMERS)],
  flink: { taskManagers: ['tm-1', 'tm-2'].map((name) => ({ name, slots: 2 })), settings: { 'execution.checkpointing.interval': '5 s' }, jobs: [] },
});

/** The same as a query, typed into the terminal. */
export const sqlRun: SavedRun = { ...sqlWorld, inputs: [...sqlWorld.inputs, { atUs: sqlWorld.scenario.shownFromUs + 2_000_000, input: { kind: 'line', tty: 'main', text: 'sql-client.sh -f totais.sql' } }] };

/** One customer only: one partition never gets a record, and nothing says that it is idle. */
export const silentRun: SavedRun = world('flink-silent', { apps: [producer('caixa', 2, ['ana'])], flink: flink(null) });
