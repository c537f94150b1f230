// The named worlds: what golden tests compare, what the gallery shows and what the page can be driven from without a worker.
import type { Branch, Clock, Frame } from '../../bridge/frame.ts';
import type { Sample } from '../../bridge/history.ts';
import type { ProgramPlan } from '../../bridge/program.ts';
import type { WorldRecord } from '../../bridge/records.ts';
import { broker, client, cluster, fact, flight, group, log, shared, shareGroup, topic, tty } from './build.ts';
import { FIRST_LADDER, type LadderView, type PageState } from '../store/page-store.ts';
import { ladderPlan, ladderRecords } from './ladder.ts';
import { flinkAtWork, flinkBackpressure, flinkLarge, flinkRestarting, flinkSessions } from './flink.ts';
import { databaseWorld, dataflowWorld, microBatchWorld, SHIFT_NOW_S, shiftWorld } from './stream-engines.ts';
import { sqlQuery, sqlRefused } from './sql.ts';
import { largeWorld, SIX_HUNDRED, THIRTY } from './large.ts';
import { sketchedSamples } from './charts.ts';
import { batchWorld, queueWorld, zooKeeperWorld } from './engines.ts';

export interface NamedWorld {
  readonly name: string;
  readonly clock: Clock;
  readonly records: readonly WorldRecord[];
  readonly branches: readonly Branch[];
  /** What charts draw. */
  readonly samples?: readonly Sample[];
  /** What was there at any other instant. */
  readonly earlier?: readonly WorldRecord[];
  /** What the page shows besides. */
  readonly page?: Partial<PageState>;
  /** What every program would become, where the API ladder is open. */
  readonly plan?: ProgramPlan;
  /** The page shows the ladder before the stage. */
  readonly ladder?: LadderView;
}

const SECOND = 1_000_000;
const NAMES = ['ana', 'bruno', 'carla', 'davi', 'elisa', 'fabio', 'gabi'];
const person = (offset: number): string => NAMES[(offset * 5 + (offset % 3)) % NAMES.length] ?? 'ana';

function clock(nowS: number, more: Partial<Clock> = {}): Clock {
  return { nowUs: nowS * SECOND, endUs: nowS * SECOND, startUs: 10 * SECOND, playing: false, speed: 1, branch: 0, ...more };
}

function named(name: string, at: Clock, records: readonly WorldRecord[], branches: readonly Branch[] = [{ id: 0, parent: null, forkedAtUs: 0, endUs: at.endUs }]): NamedWorld {
  return { name, clock: at, records, branches };
}

const boot = [
  fact(0, 2.1 * SECOND, 'controller-102', 'controller-elected', { controller: 102, epoch: 3 }, ['node/controller-102']),
  fact(1, 4.2 * SECOND, 'controller-102', 'broker-registered', { broker: 1, epoch: 13 }, ['node/broker-1'], 0),
];
const prompt = 'aluno@correnteza:~$ ';

const freshCluster = named('fresh-cluster', clock(12), [...cluster(), ...boot, ...tty('main', [], 'shell', [prompt])]);

const offsetsTopic = topic('__consumer_offsets', Array.from({ length: 3 }, (_, at) => ({ replicas: [1 + (at % 3), 1 + ((at + 1) % 3), 1 + ((at + 2) % 3)], records: log(at, () => 'g') })));

const orders = topic('orders', [
  { replicas: [2, 3, 1], records: log(7, person) },
  { replicas: [3, 1, 2], records: log(4, (offset) => person(offset + 2)) },
]);

const fourCommands = named('four-commands', clock(96), [
  ...cluster(), ...boot, ...orders, ...offsetsTopic,
  client('laptop/1012', 'producer', { name: 'kafka-console-producer', clientId: 'console-producer', tty: 'main', recordsSent: 11, recordsAcknowledged: 11 }),
  client('laptop/1020', 'consumer', { name: 'kafka-console-consumer', clientId: 'console-consumer', tty: 't2', group: 'analise', recordsConsumed: 10 }),
  ...group('analise', [{ node: 'laptop/1020', owns: ['orders-0', 'orders-1'] }], { 'orders-0': [5, 7, 2], 'orders-1': [4, 4, 0] }),
  fact(2, 31 * SECOND, 'laptop', 'command-entered', { tty: 'main', text: 'kafka-topics.sh --create --topic orders --partitions 2' }, ['tty/main']),
  fact(3, 33 * SECOND, 'controller-102', 'topic-created', { topic: 'orders', partitions: 2, replicationFactor: 3 }, ['topic/orders', 'partition/orders-0', 'partition/orders-1'], 2),
  fact(4, 52 * SECOND, 'laptop', 'command-entered', { tty: 'main', text: 'kafka-console-producer.sh --topic orders' }, ['tty/main', 'client/laptop/1012']),
  fact(5, 78 * SECOND, 'laptop', 'command-entered', { tty: 't2', text: 'kafka-console-consumer.sh --topic orders --group analise --from-beginning' }, ['tty/t2']),
  fact(6, 80 * SECOND, 'broker-2', 'member-joined', { group: 'analise', member: 'console-consumer-5f1c', client: 'console-consumer' }, ['group/analise'], 5),
  fact(7, 83 * SECOND, 'broker-2', 'rebalance-finished', { group: 'analise', generation: 1, members: 1 }, ['group/analise'], 6),
  ...tty('main', ['kafka-topics.sh --create --topic orders --partitions 2'], 'program', [`${prompt}kafka-topics.sh --create --topic orders --partitions 2`, 'Created topic orders.', prompt]),
]);

const NOW = 120.3 * SECOND;
const streams = topic('pedidos', [
  { replicas: [1, 2, 3], records: log(9, person), highWatermark: 8, behind: { 2: 8, 3: 8 } },
  { replicas: [2, 3, 1], records: log(12, (offset) => person(offset + 1)) },
  { replicas: [3, 1, 2], records: log(6, (offset) => person(offset + 4)), highWatermark: 5, behind: { 1: 5, 2: 5 } },
]);
const workers = [
  client('producer-caixa', 'producer', { name: 'caixa', topics: ['pedidos'], recordsSent: 28, recordsAcknowledged: 27 }),
  client('producer-site', 'producer', { name: 'site', topics: ['pedidos'], recordsSent: 14, recordsAcknowledged: 14 }),
  client('consumer-c1', 'consumer', { name: 'c1', topics: ['pedidos'], group: 'entregas', recordsConsumed: 17 }),
  client('consumer-c2', 'consumer', { name: 'c2', topics: ['pedidos'], group: 'entregas', recordsConsumed: 6 }),
];
const deliveries = group('entregas', [{ node: 'consumer-c1', owns: ['pedidos-0', 'pedidos-1'] }, { node: 'consumer-c2', owns: ['pedidos-2'] }], {
  'pedidos-0': [6, 8, 2], 'pedidos-1': [11, 12, 1], 'pedidos-2': [4, 5, 1],
});
const inFlight = [
  flight(1, 'producer-caixa', 'broker-1', NOW - 150_000, { api: 'Produce', cargo: [{ topic: 'pedidos', partition: 0, count: 1, keys: ['carla'], sent: { producerId: 1, sequence: 40 } }] }),
  flight(2, 'producer-site', 'broker-3', NOW - 330_000, { api: 'Produce', cargo: [{ topic: 'pedidos', partition: 2, count: 2, keys: ['ana', 'davi'], sent: { producerId: 2, sequence: 14 } }] }),
  flight(3, 'broker-1', 'broker-2', NOW - 760_000, { direction: 'response', cargo: [{ topic: 'pedidos', partition: 0, count: 1, keys: ['bruno'] }] }),
  flight(4, 'broker-1', 'broker-3', NOW - 860_000, { direction: 'response', cargo: [{ topic: 'pedidos', partition: 0, count: 1, keys: ['bruno'] }] }),
  flight(5, 'broker-2', 'consumer-c1', NOW - 1_280_000, { direction: 'response', cargo: [{ topic: 'pedidos', partition: 1, count: 1, keys: ['gabi'] }] }),
  flight(6, 'broker-3', 'controller-102', NOW - 200_000, { api: 'BrokerHeartbeat' }),
  flight(7, 'broker-2', 'broker-1', NOW - 420_000, { api: 'Fetch' }),
  flight(8, 'consumer-c2', 'broker-3', NOW - 480_000, { api: 'Fetch' }),
];
const recordsInFlight = named('records-in-flight', clock(120.3), [...cluster(), ...boot, ...streams, ...offsetsTopic, ...workers, ...deliveries, ...inFlight]);

const killed = [
  fact(10, 101 * SECOND, 'input', 'node-crashed', { node: 'broker-1' }, ['node/broker-1']),
  fact(11, 110 * SECOND, 'controller-102', 'broker-session-expired', { broker: 1, forMs: 9000 }, ['node/broker-1'], 10),
  fact(12, 110 * SECOND, 'controller-102', 'broker-fenced', { broker: 1 }, ['node/broker-1'], 11),
  fact(13, 110 * SECOND, 'controller-102', 'leader-changed', { partition: 'pedidos-0', from: 1, to: 2, epoch: 1 }, ['partition/pedidos-0', 'node/broker-2', 'node/broker-1'], 12),
  fact(14, 110 * SECOND, 'controller-102', 'isr-shrunk', { partition: 'pedidos-0', removed: '1', isr: '2, 3' }, ['partition/pedidos-0'], 12),
];
const leaderKilled = named('leader-killed', clock(116, { endUs: 131 * SECOND, branch: 1 }), [
  ...cluster({ 'broker-1': { state: 'down', upSinceUs: null } }), ...boot, ...killed, ...offsetsTopic, ...workers, ...deliveries,
  ...topic('pedidos', [
    { replicas: [1, 2, 3], leader: 2, isr: [2, 3], epoch: 1, records: log(11, person), behind: { 1: 8 }, down: [1], leaderFact: 13 },
    { replicas: [2, 3, 1], isr: [2, 3], records: log(12, (offset) => person(offset + 1)), behind: { 1: 10 }, down: [1] },
    { replicas: [3, 1, 2], isr: [3, 2], records: log(6, (offset) => person(offset + 4)), behind: { 1: 5 }, down: [1] },
  ]),
], [{ id: 0, parent: null, forkedAtUs: 0, endUs: 124 * SECOND }, { id: 1, parent: 0, forkedAtUs: 101 * SECOND, endUs: 131 * SECOND }]);

const rebalance = named('rebalance', clock(140), [
  ...cluster(), ...boot, ...streams, ...offsetsTopic, ...workers, client('consumer-c3', 'consumer', { name: 'c3', topics: ['pedidos'], group: 'entregas', state: 'starting' }),
  ...group('entregas', [{ node: 'consumer-c1', owns: [] }, { node: 'consumer-c2', owns: [] }, { node: 'consumer-c3', owns: [] }],
    { 'pedidos-0': [6, null, 3], 'pedidos-1': [11, null, 1], 'pedidos-2': [4, null, 2] }, { state: 'PreparingRebalance', generation: 4 }),
  fact(20, 139 * SECOND, 'input', 'app-added', { name: 'c3' }, ['client/consumer-c3']),
  fact(21, 139.4 * SECOND, 'broker-2', 'rebalance-started', { group: 'entregas', generation: 4 }, ['group/entregas'], 20),
]);

/** The new consumer protocol: c1 gives a partition up at its own pace, c3 waits for it, c2 reads on. */
const reconciliation = named('reconciliation', clock(140), [
  ...cluster(), ...boot, ...streams, ...offsetsTopic, ...workers, client('consumer-c3', 'consumer', { name: 'c3', topics: ['pedidos'], group: 'entregas' }),
  ...group('entregas', [
    { node: 'consumer-c1', owns: ['pedidos-0'], modern: { epoch: 3, state: 'UNREVOKED_PARTITIONS', target: ['pedidos-0'], revoking: ['pedidos-1'] } },
    { node: 'consumer-c2', owns: ['pedidos-2'], modern: { epoch: 4, state: 'STABLE', target: ['pedidos-2'], revoking: [] } },
    { node: 'consumer-c3', owns: [], modern: { epoch: 4, state: 'UNRELEASED_PARTITIONS', target: ['pedidos-1'], revoking: [] } },
  ], { 'pedidos-0': [6, 8, 3], 'pedidos-1': [11, null, 1], 'pedidos-2': [4, 5, 2] }, { state: 'Reconciling', generation: 4, assignmentEpoch: 4, assignor: 'uniform', stateFact: 23 }),
  fact(20, 139 * SECOND, 'input', 'app-added', { name: 'c3' }, ['client/consumer-c3']),
  fact(21, 139.4 * SECOND, 'broker-2', 'group-epoch', { group: 'entregas', epoch: 4 }, ['group/entregas'], 20),
  fact(22, 139.4 * SECOND, 'broker-2', 'assignment-made', { group: 'entregas', epoch: 4, assignor: 'uniform', members: 3 }, ['group/entregas'], 21),
  fact(23, 139.8 * SECOND, 'broker-2', 'member-revoking', { group: 'entregas', member: 'consumer-c1-5f1c', client: 'consumer-c1', partitions: 'pedidos-1' }, ['group/entregas', 'member/entregas/consumer-c1'], 22),
]);

const laggingGroup = named('lagging-group', clock(300), [
  ...cluster({ 'broker-3': { diskFactor: 20 } }), ...boot, ...offsetsTopic, ...workers,
  ...topic('pedidos', [
    { replicas: [1, 2, 3], isr: [1, 2], records: log(64, person), behind: { 3: 55 } },
    { replicas: [2, 3, 1], isr: [2, 1], records: log(120, () => 'gabi'), behind: { 3: 110 } },
    { replicas: [3, 1, 2], records: log(31, person), highWatermark: 30 },
  ]),
  ...group('entregas', [{ node: 'consumer-c1', owns: ['pedidos-0', 'pedidos-1'] }, { node: 'consumer-c2', owns: ['pedidos-2'] }], {
    'pedidos-0': [60, 62, 4], 'pedidos-1': [31, 112, 89], 'pedidos-2': [28, 31, 3],
  }),
  ...group('auditoria', [], { 'pedidos-0': [58, null, 6], 'pedidos-1': [109, null, 11] }),
]);

const manyTopics = named('many-topics', clock(60), [
  ...cluster(), broker(4), broker(5), ...boot, ...offsetsTopic,
  ...['pedidos', 'pagamentos', 'entregas', 'cliques', 'estoque', 'notas-fiscais-eletronicas', 'avisos', 'metricas'].flatMap((name, at) =>
    topic(name, Array.from({ length: 2 + (at % 3) * 2 }, (_, p) => ({ replicas: [1 + ((p + at) % 5), 1 + ((p + at + 1) % 5), 1 + ((p + at + 2) % 5)], records: log((p * 7 + at * 5) % 23, person) })))),
  ...workers, ...deliveries.slice(0, 3),
]);

/** As many flights as the page promises to draw smoothly, spread over three seconds. */
const crowd = named('two-thousand-flights', clock(120, { endUs: 180 * SECOND, speed: 0.1 }), [
  ...cluster(), ...boot, ...streams, ...offsetsTopic, ...workers, ...deliveries,
  ...Array.from({ length: 2_000 }, (_, at) => flight(100 + at, at % 2 === 0 ? 'producer-caixa' : `broker-${1 + (at % 3)}`, at % 2 === 0 ? `broker-${1 + (at % 3)}` : `consumer-c${1 + (at % 2)}`, 119.95 * SECOND + at * 20, {
    arrivesAtUs: 125 * SECOND + at * 700, api: 'Produce', cargo: [{ topic: 'pedidos', partition: at % 3, count: 1, keys: [person(at)] }],
  })),
]);

/** A compacted log with a clean tail, a dirty head and a tombstone, beside one whose oldest segments retention has taken. */
const prices = ['arroz', 'café', 'leite', 'pão'];
const price = (offset: number): string => prices[(offset * 3 + (offset % 5)) % prices.length] ?? 'pão';
const cleaned = log(9, price).filter(({ offset }) => offset >= 5 || [1, 3, 4].includes(offset)).map((record) => (record.offset === 4 || record.offset === 7 ? { ...record, value: null } : record));
/** Transactions of two producers in one log: one is decided against, one is open and holds the last stable offset, and others go on behind it. */
const inTransactions = log(24, person).filter(({ offset }) => ![6, 11, 18].includes(offset)).map((record) => ({ ...record, producerId: [16, 17].includes(record.offset) ? 7 : record.offset > 18 && record.offset % 2 === 0 ? 9 : 8 }));
const transactions = named('transactions', clock(90), [
  ...cluster(), ...boot, ...offsetsTopic,
  ...topic('pagamentos', [{ replicas: [1, 2, 3], records: inTransactions, highWatermark: 23, behind: { 2: 23, 3: 23 }, abortedTransactions: [{ producerId: 7, firstOffset: 16, lastOffset: 18 }], openTransactions: [{ producerId: 9, firstOffset: 20, lastOffset: -1 }] }]),
  ...workers,
]);

const compacted = named('compacted-log', clock(400), [
  ...cluster(), ...boot, ...offsetsTopic,
  ...topic('precos', [{ replicas: [1, 2, 3], records: cleaned, segments: [0, 5, 7], cleanupPolicy: 'compact', cleanedTo: 5 }], { configs: { 'cleanup.policy': 'compact' } }),
  ...topic('cliques', [{ replicas: [2, 3, 1], records: log(30, person).slice(18), segments: [18, 24], logStart: 18 }], { configs: { 'retention.ms': '60000' } }),
  fact(30, 371 * SECOND, 'broker-1', 'segment-rolled', { partition: 'precos-0', broker: 1, baseOffset: 7, segments: 3 }, ['partition/precos-0', 'replica/precos-0/1']),
  fact(31, 385 * SECOND, 'broker-1', 'log-compacted', { partition: 'precos-0', broker: 1, from: 0, to: 5, removed: 2, tombstones: 0, bytesBefore: 370, bytesAfter: 222 }, ['partition/precos-0', 'replica/precos-0/1'], 30),
  fact(32, 390 * SECOND, 'broker-2', 'segments-deleted', { partition: 'cliques-0', broker: 2, segments: 1, bytes: 1332, logStart: 18, reason: 'time' }, ['partition/cliques-0', 'replica/cliques-0/2']),
]);

/** Replicas on the move: broker 4 is new, gets a copy of one partition and has taken over another one's. */
const moving = named('reassignment', clock(220), [
  ...cluster(), broker(4), ...boot, ...offsetsTopic, ...workers,
  ...topic('pedidos', [
    { replicas: [1, 4, 2], isr: [1, 2], adding: [4], removing: [2], records: log(40, person), behind: { 4: 34 } },
    { replicas: [2, 3, 4], isr: [2, 3, 4], records: log(12, (offset) => person(offset + 1)) },
    { replicas: [4, 3, 1], isr: [3, 1], leader: 3, adding: [4], records: log(26, (offset) => person(offset + 4)), behind: { 4: 3 } },
  ], { replicationFactor: 2 }),
  fact(40, 204 * SECOND, 'laptop', 'command-entered', { tty: 'main', text: 'kafka-reassign-partitions.sh --reassignment-json-file plano.json --execute --throttle 5000' }, ['tty/main']),
  fact(41, 206 * SECOND, 'controller-102', 'reassignment-started', { partition: 'pedidos-0', adding: '4', removing: '2' }, ['partition/pedidos-0', 'replica/pedidos-0/4', 'replica/pedidos-0/2'], 40),
  fact(42, 206 * SECOND, 'controller-102', 'reassignment-started', { partition: 'pedidos-1', adding: '4', removing: '1' }, ['partition/pedidos-1', 'replica/pedidos-1/4', 'replica/pedidos-1/1'], 40),
  fact(43, 206 * SECOND, 'controller-102', 'reassignment-started', { partition: 'pedidos-2', adding: '4', removing: '' }, ['partition/pedidos-2', 'replica/pedidos-2/4'], 40),
  fact(44, 213 * SECOND, 'controller-102', 'reassignment-replica-added', { partition: 'pedidos-1', broker: 4 }, ['partition/pedidos-1', 'replica/pedidos-1/4', 'node/broker-4'], 42),
  fact(45, 213 * SECOND, 'controller-102', 'reassignment-completed', { partition: 'pedidos-1', replicas: '2,3,4' }, ['partition/pedidos-1', 'replica/pedidos-1/1'], 44),
  fact(46, 216 * SECOND, 'broker-1', 'client-throttled', { client: 'caixa', quota: 'producer_byte_rate', throttleMs: 740 }, ['client/producer-caixa']),
]);

/** A share group: two consumers take turns with one partition; records were released, given up, accepted out of order. */
const sharing = named('share-group', clock(90), [
  ...cluster(), ...boot,
  ...topic('tarefas', [{ replicas: [2, 3, 1], records: log(18, person) }, { replicas: [3, 1, 2], records: log(5, (offset) => person(offset + 2)) }]),
  client('share-consumer-c1', 'consumer', { name: 'c1', topics: ['tarefas'], group: 'equipe', recordsConsumed: 9 }),
  client('share-consumer-c2', 'consumer', { name: 'c2', topics: ['tarefas'], group: 'equipe', recordsConsumed: 7 }),
  ...shareGroup('equipe', [{ node: 'share-consumer-c1', owns: ['tarefas-0', 'tarefas-1'] }, { node: 'share-consumer-c2', owns: ['tarefas-0'] }], {
    'tarefas-0': [10, 18, 6, [
      shared(10, 11, 'acquired', 2, 'share-consumer-c1'), shared(12, 12, 'acknowledged', 1), shared(13, 13, 'archived', 5), shared(14, 15, 'available', 3), shared(16, 17, 'acquired', 1, 'share-consumer-c2'),
    ]],
    'tarefas-1': [5, 5, 0, []],
  }),
  fact(50, 71 * SECOND, 'broker-2', 'member-joined', { group: 'equipe', member: 'share-consumer-c1-5f1c', client: 'c1' }, ['group/equipe']),
  fact(51, 84 * SECOND, 'broker-2', 'record-lock-expired', { group: 'equipe', partition: 'tarefas-0', member: 'share-consumer-c1-5f1c', first: 14, last: 15, forMs: 30_000 }, ['group/equipe', 'partition/tarefas-0'], 50),
  fact(52, 86 * SECOND, 'broker-2', 'delivery-limit-reached', { group: 'equipe', partition: 'tarefas-0', first: 13, last: 13, deliveries: 5 }, ['group/equipe', 'partition/tarefas-0'], 51),
]);

const messageQueue = named('message-queue', clock(58), [...cluster(), ...boot, ...queueWorld]);
const microBatch = named('micro-batch', clock(130.6), [...cluster(), ...boot, ...streams, ...workers, ...deliveries, ...microBatchWorld]);
const dataflow = named('dataflow', clock(130.6), [...cluster(), ...boot, ...streams, ...workers, ...deliveries, ...dataflowWorld]);
const liveChart = named('live-chart', clock(130.6), [...cluster(), ...boot, ...streams, ...workers, ...deliveries, ...databaseWorld]);
const nightShift = named('night-shift', clock(SHIFT_NOW_S), [...cluster(), ...boot, ...streams, ...workers, ...deliveries, ...shiftWorld]);
const batchJob = named('batch-job', clock(133), [...cluster(), ...boot, ...streams, ...workers, ...deliveries, ...batchWorld]);
const zooKeeperEra = named('zookeeper-era', clock(80), [...cluster(), ...boot, ...zooKeeperWorld]);

/** Names and keys as people really have them: 249 characters, one long word, emoji, and scripts that run from right to left. */
const LONG_TOPIC = `loja.${'vendas-e-devolucoes-'.repeat(13)}`.slice(0, 249);
const FOREIGN = ['👩‍🚀🦜', 'طلب رقم ٧', 'הזמנה', 'açaí-com-granola-e-banana-'.repeat(6), '注文', ''] as const;
const longNames = named('long-names', clock(60), [
  ...cluster({ 'broker-1': { host: `kafka-${'a'.repeat(60)}.loja.interno:9092` } }), ...boot,
  ...topic(LONG_TOPIC, [{ replicas: [1, 2, 3], records: log(14, (offset) => FOREIGN[offset % FOREIGN.length] ?? null, { value: `{"nome": "${'ميناء 🛳️ '.repeat(20)}"}` }) }, { replicas: [2, 3, 1], records: log(6, person) }]),
  client(`producer-${'caixa-do-fundo-'.repeat(8)}`, 'producer', { name: 'caixa-do-fundo-'.repeat(8), topics: [LONG_TOPIC], recordsSent: 1_234_567_890, recordsAcknowledged: 1_234_567_890 }),
  client('consumer-c1', 'consumer', { name: 'قارئ-الطلبات', topics: [LONG_TOPIC], group: 'g'.repeat(200), recordsConsumed: 11 }),
  ...group('g'.repeat(200), [{ node: 'consumer-c1', owns: [`${LONG_TOPIC}-0`, `${LONG_TOPIC}-1`] }], { [`${LONG_TOPIC}-0`]: [3, 5, 11], [`${LONG_TOPIC}-1`]: [0, 9_007_199_254_740, 6] }),
]);

const flinkWorlds = [
  named('flink-at-work', clock(25), [...flinkAtWork, ...boot]), named('flink-restarting', clock(30.5), [...flinkRestarting, ...boot]), named('flink-backpressure', clock(25), [...flinkBackpressure, ...boot]),
  named('flink-sessions', clock(25), [...flinkSessions, ...boot]), named('flink-large', clock(25), [...flinkLarge, ...boot]),
  named('flink-thirty-partitions', clock(25), [...largeWorld(THIRTY), ...boot]), named('flink-six-hundred-partitions', clock(25), [...largeWorld(SIX_HUNDRED), ...boot]),
  named('sql-query', clock(24), [...sqlQuery, ...boot]), named('sql-refused', clock(24), [...sqlRefused, ...boot]),
];

const apiLadder: NamedWorld = { ...named('api-ladder', clock(40), [...ladderRecords, ...boot]), plan: ladderPlan, ladder: FIRST_LADDER };

/** The charts of a group that fell behind while a broker was down, and of a job. */
const chartsWorld: NamedWorld = { ...named('charts', clock(240, { endUs: 290 * SECOND }), [...leaderKilled.records, ...flinkAtWork.filter(({ kind, id }) => kind.startsWith('flink-') && id !== '')]), samples: sketchedSamples(10, 290, 101, 190, true), page: { dockOpen: true, dockTab: 'charts', tab: 'charts' } };

/** What changed since before the crash. */
const compareWorld: NamedWorld = { ...leaderKilled, name: 'compare', earlier: recordsInFlight.records, page: { dockOpen: true, dockTab: 'compare', tab: 'compare', marked: { branch: 0, atUs: 100 * SECOND } } };

export const NAMED_WORLDS: readonly NamedWorld[] = [freshCluster, fourCommands, recordsInFlight, leaderKilled, rebalance, reconciliation, laggingGroup, manyTopics, compacted, transactions, moving, sharing, messageQueue, batchJob, microBatch, dataflow, liveChart, nightShift, zooKeeperEra, longNames, ...flinkWorlds, apiLadder, chartsWorld, compareWorld, crowd];

/** A whole frame that shows a named world. */
export function frameOf(world: NamedWorld): Frame {
  return { base: -1, revision: 1, whole: true, put: world.records, removed: [], clock: world.clock, branches: world.branches };
}
