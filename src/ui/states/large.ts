// Two worlds that are large on purpose: one that must be readable on a laptop, and one that folds into counts that open.
import type { WorldRecord } from '../../bridge/records.ts';
import { broker, client, controller, group, log, topic } from './build.ts';
import { checkpoint, event, job, jobManager, type JobSketch, noon, pane, stateOf, taskManager, time, window } from './build-flink.ts';

const NAMES = ['ana', 'bruno', 'carla', 'davi', 'elisa', 'fabio', 'gabi'];
const person = (offset: number): string => NAMES[(offset * 5 + (offset % 3)) % NAMES.length] ?? 'ana';
const TOPICS = ['pedidos', 'pagamentos', 'entregas', 'cliques', 'estoque', 'totais'];
const RECORDS = 40;

interface Size {
  readonly brokers: number;
  readonly topics: number;
  readonly partitions: number;
  readonly producers: number;
  /** Members of each group. */
  readonly groups: Readonly<Record<string, number>>;
  readonly taskManagers: number;
  readonly slots: number;
  readonly parallelism: number;
}

/** 30 partitions, 8 clients, a job of 12 subtasks. */
export const THIRTY: Size = { brokers: 3, topics: 6, partitions: 5, producers: 4, groups: { expedicao: 2, painel: 2 }, taskManagers: 3, slots: 2, parallelism: 4 };
/** 600 partitions, 40 clients, a job of 64 subtasks. */
export const SIX_HUNDRED: Size = { brokers: 12, topics: 40, partitions: 15, producers: 18, groups: { auditoria: 10, expedicao: 8, painel: 4 }, taskManagers: 8, slots: 4, parallelism: 32 };

export const topicName = (at: number): string => TOPICS[at] ?? `${TOPICS[at % TOPICS.length] ?? 'pedidos'}-${String(1 + Math.floor(at / TOPICS.length))}`;

/** `out` of each topic's partitions has a copy that fell behind, so that counts have something to say. */
export function largeWorld({ brokers, topics, partitions, producers, groups, ...flink }: Size): readonly WorldRecord[] {
  const on = (at: number): number => 1 + (at % brokers);
  const logs = Array.from({ length: topics }, (_, t) => topic(topicName(t), Array.from({ length: partitions }, (__, p) => {
    const replicas = [on(p + t), on(p + t + 1), on(p + t + 2)];
    const records = log((p * 7 + t * 5 + 3) % RECORDS, person);
    const lags = p === 2 && t % 5 === 3;
    return { replicas, records, ...(lags ? { isr: replicas.slice(0, 2), behind: { [replicas[2] ?? 0]: Math.max(0, records.length - 4) } } : {}) };
  })));
  const writers = Array.from({ length: producers }, (_, at) => client(`producer-p${at + 1}`, 'producer', { name: at === 0 ? 'caixa' : at === 1 ? 'site' : `app${at + 1}`, topics: [topicName(at % Math.min(topics, 6))], recordsSent: 40 + at, recordsAcknowledged: 40 + at }));
  const readers = Object.entries(groups).flatMap(([name, members], g) => Array.from({ length: members }, (_, at) => client(`consumer-${name}-${at + 1}`, 'consumer', { name: `${name}-${at + 1}`, topics: [topicName(g)], group: name, recordsConsumed: 31 * (at + 1) })));
  const memberships = Object.entries(groups).flatMap(([name, members], g) => {
    const owned = Array.from({ length: partitions }, (_, p) => `${topicName(g)}-${p}`);
    return group(name, Array.from({ length: members }, (_, at) => ({ node: `consumer-${name}-${at + 1}`, owns: owned.filter((__, p) => p % members === at) })), Object.fromEntries(owned.map((partition, p) => [partition, [2 + (p % 3), 3 + (p % 4), (p * 3) % 5] as const])));
  });
  return [
    controller(101), controller(102), controller(103), ...Array.from({ length: brokers }, (_, at) => broker(at + 1)), ...logs.flat(), ...writers, ...readers, ...memberships, ...flinkOf({ partitions, ...flink }),
  ];
}

const HOP = 'TumblingWindow(10 s)';

function flinkOf({ partitions, taskManagers, slots, parallelism }: Pick<Size, 'partitions' | 'taskManagers' | 'slots' | 'parallelism'>): readonly WorldRecord[] {
  const places = Array.from({ length: Math.min(taskManagers * slots, parallelism) }, (_, at) => `tm-${1 + (at % taskManagers)}`);
  const steps = parallelism > 8 ? 2 : 3;
  const sketch: JobSketch = {
    id: 'd4', name: 'pedidos-por-cliente', watermark: noon(23.4), slots: places,
    steps: [
      { name: 'Source: pedidos', operators: [['Source: pedidos', 'source-kafka']], parallelism, reads: ['pedidos'] },
      { name: steps === 3 ? HOP : `${HOP} -> totais: Writer`, operators: [[HOP, 'window']], parallelism, after: [0], ...(steps === 3 ? {} : { writes: ['totais'] }) },
      ...(steps === 3 ? [{ name: 'totais: Writer', operators: [['totais: Writer', 'sink-kafka']] as const, parallelism, after: [1], partitioner: 'REBALANCE', writes: ['totais'] }] : []),
    ],
    task: (vertex, subtask) => (vertex !== 0 || subtask >= partitions ? {} : { splits: [{ topic: 'pedidos', partition: subtask, next: 3 + subtask, lag: 0, watermark: noon(23.4), idle: false, quietSinceMs: null, saved: { checkpoint: 6, next: 2 + subtask } }] }),
  };
  const open = window('d4', 1, HOP, 20, 30, noon(23.4), [pane('ana', 35, 0, '4', [3]), pane('bruno', 103, 1, '2', [4]), pane('gabi', 60, 2, '2', [5])]);
  return [
    jobManager({ taskManagers, freeSlots: taskManagers * slots - places.length }), ...Array.from({ length: taskManagers }, (_, at) => taskManager(`tm-${at + 1}`, slots, [sketch])), ...job(sketch),
    time('d4', 1, HOP, noon(23.4), [event(20.4, 'ana', 3), event(21.2, 'bruno', 4), event(22.9, 'gabi', 5)]), open, ...[0, 1, 2].map((subtask) => stateOf('d4', 1, subtask, HOP, [open])), checkpoint('d4', 6, 20, { subtasks: steps * parallelism, acknowledged: steps * parallelism }),
  ];
}
