// Worlds with engines beside Kafka, for the named worlds: a queue after a crash, a batch job at work, a failover of ZooKeeper's time.
import type { BatchRecord, CandidateRecord, QueuedMessage, QueueRecord, WorkerRecord, ZooKeeperRecord } from '../../bridge/engine-records.ts';
import type { WorldRecord } from '../../bridge/records.ts';
import { fact } from './build.ts';

const SECOND = 1_000_000;
const KEYS = ['ana', 'bruno', 'carla', 'davi'];

const message = (number: number, more: Partial<QueuedMessage> = {}): QueuedMessage => ({ number, key: KEYS[number % KEYS.length] ?? null, body: `pedido ${number}`, deliveries: 0, to: null, ...more });

const queueConsumer = (name: string, more: Partial<WorkerRecord> = {}): WorkerRecord => ({
  kind: 'worker', id: `worker/queue-consumer-${name}`, node: `queue-consumer-${name}`, spec: { kind: 'queue-consumer', name, queue: 'pedidos', prefetch: 2, processingMsPerMessage: 500, poison: '' }, name, role: 'consumer',
  engine: 'queue/pedidos', state: 'running', sent: 0, confirmed: 0, processed: 0, failed: 0, holding: 0, working: -1, workingBody: '', prefetch: 2, processingMs: 500, rate: 0, ...more,
});

const queue: QueueRecord = {
  kind: 'queue', id: 'queue/pedidos', node: 'queue-pedidos', spec: { kind: 'queue', name: 'pedidos', visibilityTimeoutMs: 0, maxDeliveries: 3 }, name: 'pedidos', state: 'running', ready: 9, unacked: 2, dead: 1, published: 74,
  delivered: 69, redelivered: 3, acknowledged: 62, consumers: 1, visibilityTimeoutMs: 0, maxDeliveries: 3,
  messages: [message(61, { deliveries: 2, to: 'queue-consumer-c1' }), message(62, { deliveries: 2, to: 'queue-consumer-c1' }), message(63, { deliveries: 1 }), ...Array.from({ length: 8 }, (_, at) => message(66 + at))],
  deadLetters: [message(40, { deliveries: 3 })],
};

/** A consumer has crashed: what it had is handed out again, to the other one. */
export const queueWorld: readonly WorldRecord[] = [
  queue,
  { ...queueConsumer('x'), id: 'worker/queue-producer-caixa', node: 'queue-producer-caixa', spec: { kind: 'queue-producer', name: 'caixa', queue: 'pedidos', messagesPerSecond: 4, keys: KEYS, body: 'pedido {n}' }, name: 'caixa', role: 'producer', sent: 74, confirmed: 74, rate: 4, prefetch: 0, processingMs: 0 },
  queueConsumer('c1', { processed: 40, holding: 2, working: 61, workingBody: 'pedido 61' }), queueConsumer('c2', { state: 'down', processed: 22 }),
  fact(60, 57 * SECOND, 'queue-consumer-c2', 'node-crashed', { node: 'queue-consumer-c2' }, ['node/queue-consumer-c2', 'worker/queue-consumer-c2']),
  fact(61, 57.1 * SECOND, 'queue-pedidos', 'messages-returned', { queue: 'pedidos', from: 'queue-consumer-c2', count: 2, reason: 'consumer-gone' }, ['queue/pedidos', 'worker/queue-consumer-c2'], 60),
];

const batch: BatchRecord = {
  kind: 'batch', id: 'batch/noite', node: 'batch-noite', spec: { kind: 'batch', name: 'noite', everyMs: 60_000, startupMs: 4_000, perLineMs: 10, wanted: 'FRAUDE' }, name: 'noite', state: 'running', everyMs: 60_000, startupMs: 4_000, perLineMs: 10,
  fileLines: 7, runningLines: 118, startedAtUs: 130 * SECOND, finishesAtUs: 135.18 * SECOND, nextRunAtUs: 190 * SECOND, runs: 2, lines: 231, alerts: 1, lastLines: 120, lastAlerts: 1, lastPublishedAtUs: 75.2 * SECOND,
  lastOldestAgeMs: 65_200, lastNewestAgeMs: 5_300, refused: 0, skipped: 0, busyMs: 10_310,
  reports: [{ startedAtUs: 10 * SECOND, publishedAtUs: 15 * SECOND, lines: 111, alerts: 0, oldestAgeMs: 61_000, newestAgeMs: 5_100 }, { startedAtUs: 70 * SECOND, publishedAtUs: 75.2 * SECOND, lines: 120, alerts: 1, oldestAgeMs: 65_200, newestAgeMs: 5_300 }],
};

/** A batch job reads what has gathered, while more comes. */
export const batchWorld: readonly WorldRecord[] = [
  batch,
  { ...queueConsumer('x'), id: 'worker/batch-source-loja', node: 'batch-source-loja', spec: { kind: 'batch-source', name: 'loja', job: 'noite', linesPerSecond: 2, keys: KEYS, value: 'compra {n}', special: 'FRAUDE {n}', specialEvery: 97 }, name: 'loja', role: 'producer', engine: 'batch/noite', sent: 356, rate: 2, prefetch: 0, processingMs: 0 },
  fact(70, 75.2 * SECOND, 'batch-noite', 'batch-finished', { job: 'noite', lines: 120, alerts: 1 }, ['batch/noite']),
  fact(71, 75.2 * SECOND, 'batch-noite', 'alert-raised', { by: 'noite', key: 'ana', value: 'FRAUDE 97', delayMs: 31_200 }, ['batch/noite'], 70),
];

const old: ZooKeeperRecord = {
  kind: 'zookeeper', id: 'zookeeper/antigo', node: 'zookeeper-antigo', spec: { kind: 'zookeeper', name: 'antigo', partitions: 100_000, era: '2.5' }, name: 'antigo', state: 'running', era: '2.5', partitions: 100_000, sessionTimeoutMs: 18_000,
  phase: 'reading', controller: 3, epoch: 2, partitionsRead: 41_000, headlessSinceUs: 60 * SECOND, lastFailoverMs: 0, failovers: 0,
};
const candidate = (number: number, more: Partial<CandidateRecord> = {}): CandidateRecord => ({
  kind: 'candidate', id: `candidate/zookeeper-broker-${number}`, node: `zookeeper-broker-${number}`, spec: { kind: 'zookeeper-broker', name: String(number), zookeeper: 'antigo' }, number, zookeeper: 'zookeeper/antigo', state: 'running', role: 'broker', partitionsRead: 0, ...more,
});

/** The controller is gone, its session has ended, and the next one reads. */
export const zooKeeperWorld: readonly WorldRecord[] = [
  old, candidate(1, { state: 'down' }), candidate(2), candidate(3, { role: 'reading', partitionsRead: 41_000 }),
  fact(80, 60 * SECOND, 'zookeeper-broker-1', 'node-crashed', { node: 'zookeeper-broker-1' }, ['node/zookeeper-broker-1', 'candidate/zookeeper-broker-1']),
  fact(81, 60 * SECOND, 'zookeeper-antigo', 'zookeeper-controller-lost', { broker: 1 }, ['zookeeper/antigo', 'candidate/zookeeper-broker-1'], 80),
  fact(82, 74 * SECOND, 'zookeeper-antigo', 'zookeeper-session-expired', { broker: 1, forMs: 18_000 }, ['zookeeper/antigo', 'candidate/zookeeper-broker-1'], 80),
  fact(83, 74.01 * SECOND, 'zookeeper-antigo', 'zookeeper-controller-elected', { broker: 3, epoch: 2 }, ['zookeeper/antigo', 'candidate/zookeeper-broker-3'], 82),
];
