// The named worlds of Flink: a job at work, a TaskManager lost, backpressure under a checkpoint, sessions with late records, and a cluster too large to show whole.
import type { FlinkWindowRecord } from '../../bridge/flink-records.ts';
import type { FlinkSplit } from '../../bridge/flink-records.ts';
import type { WorldRecord } from '../../bridge/records.ts';
import { client, cluster, fact, flight, log, topic } from './build.ts';
import { checkpoint, event, identity, job, jobManager, type JobSketch, noon, pane, stateOf, taskManager, time, window } from './build-flink.ts';

const SECOND = 1_000_000;
const NAMES = ['ana', 'bruno', 'carla', 'davi'];
const person = (offset: number): string => NAMES[(offset * 3 + (offset % 2)) % NAMES.length] ?? 'ana';

const kafka: readonly WorldRecord[] = [
  ...cluster(),
  ...topic('pedidos', [{ replicas: [1, 2, 3], records: log(24, person) }, { replicas: [2, 3, 1], records: log(9, () => 'bruno') }]),
  ...topic('totais', [{ replicas: [3, 1, 2], records: log(12, person) }]),
  client('producer-caixa', 'producer', { name: 'caixa', topics: ['pedidos'], recordsSent: 33, recordsAcknowledged: 33 }),
];

const NAME = 'TumblingWindow(10 s)';
const STEPS: JobSketch['steps'] = [
  { name: 'Source: pedidos', operators: [['Source: pedidos', 'source-kafka']], parallelism: 2, reads: ['pedidos'] },
  { name: `${NAME} -> totais: Writer`, operators: [[NAME, 'window'], ['totais: Writer', 'sink-kafka']], parallelism: 2, after: [0], writes: ['totais'] },
];
const reading = (partition: number, next: number, watermark: number | null, cut?: FlinkSplit['cut']): { readonly splits: readonly FlinkSplit[] } => ({
  splits: [{ topic: 'pedidos', partition, next, lag: 0, watermark, idle: false, quietSinceMs: null, saved: { checkpoint: 6, next: Math.min(next, 20) }, ...(cut === undefined ? {} : { cut }) }],
});
const counting: JobSketch = {
  id: 'a1', name: 'pedidos-por-cliente', steps: STEPS, slots: ['tm-1', 'tm-2'], watermark: noon(23.4),
  task: (vertex, subtask) => (vertex === 0 ? reading(subtask, subtask === 0 ? 24 : 9, noon(subtask === 0 ? 25.1 : 23.4)) : { keyGroups: [subtask * 64, subtask * 64 + 63], transactions: [{ transactionalId: `totais-${subtask}-7`, checkpoint: 7, state: 'open' }] }),
  channel: (_edge, from) => (from === 1 ? { holdsBack: true } : { watermark: noon(25.1) }),
};
const open = window('a1', 1, NAME, 20, 30, noon(23.4), [pane('ana', 35, 0, '2, 41', [20, 22]), pane('carla', 6, 0, '1, 12', [21]), pane('bruno', 103, 1, '2, 30', [19, 23])]);
const events = [event(12.1, 'ana', 10), event(13.4, 'carla', 11), event(15.2, 'bruno', 12), event(17.9, 'davi', 13), event(20.4, 'bruno', 19), event(21.1, 'ana', 20), event(21.9, 'carla', 21), event(23.2, 'ana', 22), event(24.6, 'bruno', 23), event(11.2, 'davi', 24, { late: true })];
const states = [0, 1].map((subtask) => stateOf('a1', 1, subtask, NAME, [open]));
const history = [1, 2, 3, 4, 5, 6].map((number) => checkpoint('a1', number, number * 4));

/** At work: records between subtasks, one window open and one fired, a record that came too late. */
export const flinkAtWork: readonly WorldRecord[] = [
  ...kafka, jobManager({ taskManagers: 2, freeSlots: 2 }), taskManager('tm-1', 2, [counting]), taskManager('tm-2', 2, [counting]), ...job(counting), time('a1', 1, NAME, noon(23.4), events, { lateDropped: 1, fired: [0, 1].map((subtask) => ({ atUs: 22.2 * SECOND, subtask, startMs: noon(10), endMs: noon(20), timeMs: noon(20) - 1, time: 'event' as const, watermark: noon(20.1), key: subtask === 0 ? 'ana' : 'bruno', keys: 2, results: 2 })) }), open, ...states, ...history,
  flight(900, 'flink-task/a1/0-0', 'flink-task/a1/1-1', 23.1 * SECOND, { api: 'Buffer', cargo: [{ topic: '', partition: 0, count: 2, keys: ['bruno', 'bruno'] }], lineage: [identity(0, 23)], turn: 3 }),
  flight(901, 'flink-task/a1/0-1', 'flink-task/a1/1-0', 23.05 * SECOND, { api: 'CheckpointBarrier', barrier: 7, turn: 3 }),
  flight(902, 'broker-1', 'tm-1/a1_0_0_0', 23.7 * SECOND, { direction: 'response', cargo: [{ topic: 'pedidos', partition: 0, count: 1, keys: ['carla'] }] }),
  fact(80, 2 * SECOND, 'jobmanager', 'flink-job-submitted', { job: 'pedidos-por-cliente', tasks: 4 }, ['flink-job/a1']),
];

const restarting: JobSketch = {
  ...counting, watermark: null, channel: () => ({}),
  task: (_vertex, subtask) => (subtask === 0 ? { status: 'FAILED', running: false, failure: 'org.apache.flink.runtime.jobmaster.JobMasterException: TaskManager with id tm-1 is no longer reachable.', waits: { reason: 'restart', atUs: 32 * SECOND } } : { status: 'CREATED', node: null, running: false, waits: { reason: 'slots', missing: 1, free: 0 } }),
  more: { status: 'RESTARTING', restarts: 1, restartsAtUs: 32 * SECOND, missingSlots: 1, exceptions: [{ atUs: 30 * SECOND, task: 'Source: pedidos (1/2)', text: 'org.apache.flink.runtime.jobmaster.JobMasterException: TaskManager with id tm-1 is no longer reachable.' }] },
};
/** A TaskManager was killed: what ran there has failed, the rest waits for slots, and the JobManager counts down. */
export const flinkRestarting: readonly WorldRecord[] = [
  ...kafka, jobManager({ taskManagers: 1 }), taskManager('tm-1', 1, [restarting], { state: 'down', upSinceUs: null }), taskManager('tm-2', 1, []), ...job(restarting), time('a1', 1, NAME, null, [], { watermarks: [] }), ...history,
  checkpoint('a1', 7, 29, { status: 'FAILED', endedAtUs: 30 * SECOND, acknowledged: 2, failure: 'Checkpoint Coordinator is suspending.' }),
  fact(81, 20 * SECOND, 'tm-1', 'node-crashed', { node: 'tm-1' }, ['node/tm-1']),
  fact(82, 30 * SECOND, 'jobmanager', 'flink-taskmanager-lost', { node: 'tm-1', error: 'no longer reachable' }, ['node/tm-1'], 81),
  fact(83, 30 * SECOND, 'jobmanager', 'flink-job-restarting', { job: 'pedidos-por-cliente', tasks: 4, inMs: 2_000 }, ['flink-job/a1'], 82),
];

const pressed: JobSketch = {
  ...counting,
  task: (vertex, subtask) => (vertex === 0
    ? { ...reading(subtask, 24, noon(23.4), { checkpoint: 7, next: 23 }), busy: 8, backpressured: 92, waits: { reason: 'backpressure', task: 'flink-task/a1/1-0', sinceUs: 22 * SECOND }, lastCheckpoint: 7 }
    : subtask === 0 ? { busy: 100, waits: { reason: 'alignment', checkpoint: 7, arrived: 1, of: 2, sinceUs: 23 * SECOND, missing: ['flink-task/a1/0-1'] } } : { lastCheckpoint: 7, busy: 20 }),
  channel: (_edge, from, to) => (to === 0 ? { queuedOut: 8, queuedIn: 2, credit: 0, blocked: from === 0 } : { queuedOut: 1 }),
  more: { pendingCheckpoint: 7 },
};
/** One slow subtask: the channels to it are full, its sources are held, and a checkpoint's barriers are stuck between them. */
export const flinkBackpressure: readonly WorldRecord[] = [
  ...kafka, jobManager({ taskManagers: 2 }), taskManager('tm-1', 1, [pressed]), taskManager('tm-2', 1, [pressed]), ...job(pressed), time('a1', 1, NAME, noon(23.4), events), open, ...states, ...history,
  checkpoint('a1', 7, 23, { status: 'IN_PROGRESS', endedAtUs: null, acknowledged: 3, waiting: ['flink-task/a1/1-0'] }),
];

const SESSIONS = 'SessionWindow(5 s)';
const visits: JobSketch = { ...counting, id: 'b2', name: 'visitas', steps: STEPS.map((step, at) => (at === 0 ? step : { ...step, name: SESSIONS, operators: [[SESSIONS, 'window']] })), task: (vertex, subtask) => (vertex === 0 ? reading(subtask, 9, noon(23.4)) : { keyGroups: [0, 63] }) };
const sessions: readonly FlinkWindowRecord[] = [window('b2', 1, SESSIONS, 12.1, 24.9, noon(23.4), [pane('ana', 35, 0, '4', [10, 20, 22])]), window('b2', 1, SESSIONS, 20.4, 29.6, noon(23.4), [pane('bruno', 103, 1, '2', [19, 23])]), window('b2', 1, SESSIONS, 21.9, 26.9, noon(23.4), [pane('carla', 6, 0, '1', [21])])];
/** Sessions: each key has windows of its own. */
export const flinkSessions: readonly WorldRecord[] = [
  ...kafka, jobManager({ taskManagers: 2 }), taskManager('tm-1', 1, [visits]), taskManager('tm-2', 1, [visits]), ...job(visits), time('b2', 1, SESSIONS, noon(23.4), events, { assigner: 'session', sizeMs: 5_000 }), ...sessions,
  ...[0, 1].map((subtask) => stateOf('b2', 1, subtask, SESSIONS, sessions)),
];

const HOP = 'SlidingWindow(20 s, 10 s)';
const large: JobSketch = {
  id: 'c3', name: 'alertas-de-fraude', watermark: noon(23.4), slots: Array.from({ length: 24 }, (_, at) => `tm-${1 + (at % 8)}`),
  steps: [
    { name: 'Source: pedidos', operators: [['Source: pedidos', 'source-kafka']], parallelism: 12, reads: ['pedidos'] },
    { name: 'Source: pagamentos', operators: [['Source: pagamentos', 'source-generator']], parallelism: 12 },
    { name: 'Juntar', operators: [['Juntar', 'interval-join'], ['Filtro', 'filter']], parallelism: 24, after: [0, 1] },
    { name: HOP, operators: [[HOP, 'window']], parallelism: 24, after: [2] },
    { name: 'totais: Writer', operators: [['totais: Writer', 'sink-kafka']], parallelism: 8, after: [3], partitioner: 'REBALANCE', writes: ['totais'] },
  ],
};
const hops = [window('c3', 3, HOP, 0, 20, noon(23.4), [pane('ana', 3, 0, '9', [10])], { allowedLatenessMs: 60_000 }), window('c3', 3, HOP, 10, 30, noon(23.4), [pane('ana', 3, 0, '4', [22])]), window('c3', 3, HOP, 20, 40, noon(23.4), [pane('ana', 3, 0, '1', [23])])];
/** Too large to show whole: a row for each TaskManager, counts instead of subtasks, and a second job. */
export const flinkLarge: readonly WorldRecord[] = [
  ...kafka, jobManager({ taskManagers: 8, freeSlots: 8, jobs: 2 }), ...Array.from({ length: 8 }, (_, at) => taskManager(`tm-${at + 1}`, 4, [large, ...(at < 2 ? [counting] : [])])), ...job(counting), ...job(large),
  time('c3', 3, HOP, noon(23.4), events, { assigner: 'sliding', sizeMs: 20_000, slideMs: 10_000 }), ...hops, ...history.map((one) => ({ ...one, id: one.id.replace('/a1/', '/c3/'), job: 'c3', subtasks: 80, acknowledged: 80 })),
];
