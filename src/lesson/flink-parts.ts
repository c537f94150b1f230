// The parts of Flink's records that a check asks for one by one: operators of a subtask, partitions of a source, slots, entries of keyed state, panes of a window.
import type {
  FlinkChannel, FlinkEdgeRecord, FlinkFiring, FlinkJobRecord, FlinkLate, FlinkNodeRecord, FlinkPane, FlinkSlot, FlinkSplit, FlinkStateEntry, FlinkStateRecord, FlinkTaskOperator, FlinkTaskRecord, FlinkTimeRecord, FlinkTimer,
  FlinkVertex, FlinkWindowRecord } from '../bridge/flink-records.ts';
import type { WorldRecord } from '../bridge/records.ts';

type Part<Kind extends string, Own> = { readonly kind: Kind; readonly id: string } & Own;
type OfTask = Pick<FlinkTaskRecord, 'job' | 'vertex' | 'subtask'>;

/** A step of a job's graph: a chain of operators. */
export type FlinkVertexPart = Part<'flink-vertex', Pick<FlinkJobRecord, 'job'> & Omit<FlinkVertex, 'operators'> & { readonly vertex: number; readonly operators: number }>;
/** An operator in a subtask. `type` is what it does: `source-kafka`, `window`, … */
export type FlinkOperatorPart = Part<'flink-operator', OfTask & Omit<FlinkTaskOperator, 'kind'> & { readonly operator: number; readonly type: string; readonly status: string }>;
export type FlinkSplitPart = Part<'flink-split', OfTask & FlinkSplit>;
export type FlinkLatePart = Part<'flink-late', OfTask & Omit<FlinkLate, 'lineage'>>;
export type FlinkSlotPart = Part<'flink-slot', Pick<FlinkNodeRecord, 'node'> & FlinkSlot & { readonly free: boolean }>;
export type FlinkEntryPart = Part<'flink-entry', Pick<FlinkStateRecord, 'job' | 'vertex' | 'subtask' | 'operator' | 'name'> & Omit<FlinkStateEntry, 'lineage'>>;
export type FlinkTimerPart = Part<'flink-timer', Pick<FlinkStateRecord, 'job' | 'vertex' | 'subtask' | 'operator' | 'name'> & FlinkTimer>;
export type FlinkPanePart = Part<'flink-pane', Pick<FlinkWindowRecord, 'job' | 'vertex' | 'operator' | 'name' | 'startMs' | 'endMs'> & Omit<FlinkPane, 'lineage'>>;
export type FlinkChannelPart = Part<'flink-channel', Pick<FlinkEdgeRecord, 'job' | 'index'> & FlinkChannel>;

/** A window that fired, or timers of a function, at `atUs`. */
export type FlinkFiringPart = Part<'flink-firing', Pick<FlinkTimeRecord, 'job' | 'vertex' | 'operator' | 'name'> & FlinkFiring>;

export type FlinkPart = FlinkFiringPart | FlinkVertexPart | FlinkOperatorPart | FlinkSplitPart | FlinkLatePart | FlinkSlotPart | FlinkEntryPart | FlinkTimerPart | FlinkPanePart | FlinkChannelPart;
export type FlinkPartKind = FlinkPart['kind'];

/** Of which records each kind is a part: to ask for one is to ask for the other. */
export const PARTS_OF: Readonly<Record<FlinkPartKind, WorldRecord['kind']>> = {
  'flink-vertex': 'flink-job', 'flink-operator': 'flink-task', 'flink-split': 'flink-task', 'flink-late': 'flink-task', 'flink-slot': 'flink-node', 'flink-entry': 'flink-state', 'flink-timer': 'flink-state',
  'flink-pane': 'flink-window', 'flink-channel': 'flink-edge', 'flink-firing': 'flink-time',
};

export function isPart(kind: string): kind is FlinkPartKind {
  return Object.hasOwn(PARTS_OF, kind);
}

const made = new WeakMap<readonly WorldRecord[], Partial<Record<FlinkPartKind, readonly FlinkPart[]>>>();

/** The parts of this kind, in the order of their records: found once for a list, and only where a check asks for them. */
export function partsOf(kind: FlinkPartKind, records: readonly WorldRecord[]): readonly FlinkPart[] {
  const known = made.get(records) ?? {};
  const found = known[kind] ?? records.flatMap((record) => partsIn(kind, record));
  if (known[kind] === undefined) made.set(records, { ...known, [kind]: found });
  return found;
}

function partsIn(kind: FlinkPartKind, record: WorldRecord): readonly FlinkPart[] {
  switch (record.kind) {
    case 'flink-job': return record.vertices.map((one, vertex) => ({ ...one, kind: 'flink-vertex', id: `flink-vertex/${record.job}/${vertex}`, job: record.job, vertex, operators: one.operators.length }));
    case 'flink-node': return record.slots.map((one) => ({ ...one, kind: 'flink-slot', id: `flink-slot/${record.node}/${one.slot}`, node: record.node, free: one.job === null }));
    case 'flink-task': return ofTask(kind, record);
    case 'flink-state': return ofState(kind, record);
    case 'flink-window': return record.panes.map(({ lineage: _lineage, ...pane }) => {
      const { job, vertex, operator, name, startMs, endMs } = record;
      return { kind: 'flink-pane', id: `${record.id}/${pane.key}`, job, vertex, operator, name, startMs, endMs, ...pane };
    });
    case 'flink-time': return record.fired.map((one, at) => ({ kind: 'flink-firing', id: `${record.id}/fired/${at}`, job: record.job, vertex: record.vertex, operator: record.operator, name: record.name, ...one }));
    case 'flink-edge': return record.channels.map((one) => ({ kind: 'flink-channel', id: `${record.id}/${one.from}-${one.to}`, job: record.job, index: record.index, ...one }));
    default: return [];
  }
}

function ofTask(kind: FlinkPartKind, record: FlinkTaskRecord): readonly FlinkPart[] {
  const { id, job, vertex, subtask, status } = record;
  if (kind === 'flink-split') return record.splits.map((split) => ({ kind, id: `${id}/${split.topic}-${split.partition}`, job, vertex, subtask, ...split }));
  if (kind === 'flink-late') return record.late.map(({ lineage: _lineage, ...late }, at) => ({ kind, id: `${id}/late/${at}`, job, vertex, subtask, ...late }));
  return record.operators.map(({ kind: type, ...own }, operator) => ({ kind: 'flink-operator', id: `${id}/${operator}`, job, vertex, subtask, status, operator, type, ...own }));
}

function ofState(kind: FlinkPartKind, record: FlinkStateRecord): readonly FlinkPart[] {
  const { id, job, vertex, subtask, operator, name } = record;
  if (kind === 'flink-timer') return record.timers.map((timer, at) => ({ kind, id: `${id}/timer/${at}`, job, vertex, subtask, operator, name, ...timer }));
  return record.entries.map(({ lineage: _lineage, ...entry }) => ({ kind: 'flink-entry', id: `${id}/${entry.table}/${entry.namespace}/${entry.key}`, job, vertex, subtask, operator, name, ...entry }));
}
