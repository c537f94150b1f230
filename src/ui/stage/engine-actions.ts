// What a reader can do to the engines beside Kafka: their processes, and the few numbers that are worth turning.
import type { BatchRecord, DashboardRecord, DataflowRecord, EngineRecord, MicroBatchRecord, QueueRecord, WorkerRecord, ZooKeeperRecord } from '../../bridge/engine-records.ts';
import type { EngineSpec } from '../../bridge/engines.ts';
import { m } from '../paraglide/messages.js';
import type { Tables } from '../store/world-store.ts';
import { ms } from '../words/engines.ts';
import { number } from '../words/numbers.ts';
import type { Action, ActionGroup } from './actions.ts';

const INTERVALS_MS = [2_000, 5_000, 15_000, 60_000, 300_000];
const TAKES_MS = [50, 500, 2_000, 10_000];
const PARTITIONS = [10, 1_000, 100_000];

export function engineActions(record: EngineRecord, tables: Tables): readonly ActionGroup[] {
  // A shift is nobody's to stop.
  if (record.kind === 'shift') return [];
  const power: ActionGroup = { title: null, actions: powerActions(record) };
  if (record.state === 'down') return [power];
  switch (record.kind) {
    case 'queue': return [{ title: null, actions: [addConsumer(record, tables), ...power.actions] }];
    case 'worker': return record.role === 'consumer' ? [power, { title: m.action_takes(), actions: takesActions(record) }] : [power];
    case 'batch': return [power, { title: m.action_interval(), actions: intervalActions(record) }];
    case 'zookeeper': return [power, { title: m.action_partitions(), actions: partitionActions(record) }];
    case 'candidate': return [power];
    case 'database': return [power];
    case 'dashboard': return [power, { title: m.action_poll(), actions: pollActions(record) }];
    case 'dataflow': return [power, { title: m.action_takes(), actions: paceActions(record) }];
    case 'micro-batch': return [power, { title: m.action_trigger(), actions: triggerActions(record) }, { title: m.action_output_mode(), actions: outputModeActions(record) }];
  }
}

function powerActions({ node, state }: Pick<EngineRecord, 'node' | 'state'>): readonly Action[] {
  if (state === 'down') return [{ id: 'start', label: m.action_start(), harms: false, inputs: [{ kind: 'start', node }] }];
  return [{ id: 'crash', label: m.action_crash(), harms: true, inputs: [{ kind: 'crash', node }] }, { id: 'stop', label: m.action_stop(), harms: true, inputs: [{ kind: 'stop', node }] }];
}

function change(id: string, label: string, engine: EngineSpec): Action {
  return { id, label, harms: false, inputs: [{ kind: 'change-engine', engine }] };
}

function intervalActions({ spec }: BatchRecord): readonly Action[] {
  return INTERVALS_MS.filter((everyMs) => everyMs !== spec.everyMs).map((everyMs) => change(`every-${everyMs}`, m.action_every({ every: ms(everyMs) }), { ...spec, everyMs }));
}

const POLLS_MS = [500, 1_000, 5_000, 30_000];

function pollActions({ spec }: DashboardRecord): readonly Action[] {
  return POLLS_MS.filter((everyMs) => everyMs !== spec.everyMs).map((everyMs) => change(`poll-${everyMs}`, m.action_trigger_every({ every: ms(everyMs) }), { ...spec, everyMs }));
}

const PACES_MS = [0.05, 10, 200, 1_000];

function paceActions({ spec }: DataflowRecord): readonly Action[] {
  return PACES_MS.filter((pace) => pace !== spec.perRecordMs).map((pace) => change(`pace-${pace}`, m.action_takes_each({ time: ms(pace) }), { ...spec, perRecordMs: pace }));
}

const TRIGGERS_MS = [0, 1_000, 5_000, 10_000, 60_000];
const OUTPUT_MODES = ['append', 'update', 'complete'] as const;

function triggerActions({ spec }: MicroBatchRecord): readonly Action[] {
  return TRIGGERS_MS.filter((triggerMs) => triggerMs !== spec.triggerMs).map((triggerMs) => change(`trigger-${triggerMs}`, triggerMs === 0 ? m.action_trigger_at_once() : m.action_trigger_every({ every: ms(triggerMs) }), { ...spec, triggerMs }));
}

function outputModeActions({ spec }: MicroBatchRecord): readonly Action[] {
  return OUTPUT_MODES.filter((outputMode) => outputMode !== spec.outputMode).map((outputMode) => change(`mode-${outputMode}`, outputMode, { ...spec, outputMode }));
}

function takesActions({ spec }: WorkerRecord): readonly Action[] {
  if (spec.kind !== 'queue-consumer') return [];
  return TAKES_MS.filter((takes) => takes !== spec.processingMsPerMessage).map((takes) => change(`takes-${takes}`, m.action_takes_each({ time: ms(takes) }), { ...spec, processingMsPerMessage: takes }));
}

function partitionActions({ spec }: ZooKeeperRecord): readonly Action[] {
  return PARTITIONS.filter((partitions) => partitions !== spec.partitions).map((partitions) => change(`partitions-${partitions}`, m.action_set_partitions({ count: number(partitions) }), { ...spec, partitions }));
}

/** Another consumer like the first, under the first number that nobody has. */
function addConsumer(queue: QueueRecord, tables: Tables): Action {
  const consumers = [...tables.worker.values()].flatMap(({ spec }) => (spec.kind === 'queue-consumer' ? [spec] : []));
  const like = consumers.find((spec) => spec.queue === queue.name) ?? { kind: 'queue-consumer', name: '', queue: queue.name, prefetch: 1, processingMsPerMessage: 500, poison: '' } as const;
  let free = 1;
  while (consumers.some(({ name }) => name === `c${free}`)) free += 1;
  return { id: 'add-consumer', label: m.action_add_queue_consumer(), harms: false, inputs: [{ kind: 'add-engine', engine: { ...like, name: `c${free}` } }] };
}
