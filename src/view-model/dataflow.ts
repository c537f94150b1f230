// A dataflow in Python as a record: its steps, what its keys hold, what it printed, how far its recovery store is.
import type { DataflowRecord } from '../bridge/engine-records.ts';
import type { DataflowState } from '../sim/engine/dataflow/dataflow.ts';
import type { KeyState } from '../sim/engine/dataflow/flow.ts';
import { quoted, repr } from '../sim/engine/dataflow/python.ts';
import type { KernelState } from '../sim/kernel/state.ts';
import { waiting } from './engine-lag.ts';

const LINES = 120;
const ROWS = 40;

export function dataflowRecord(world: KernelState, node: string, up: boolean, state: DataflowState): DataflowRecord {
  const { spec, disk } = state;
  const isRunning = up && state.phase !== 'failed';
  return {
    kind: 'dataflow', id: `dataflow/${spec.name}`, node, spec, program: state.program, name: spec.name, state: !up ? 'down' : state.phase === 'failed' ? 'failed' : 'running', problem: state.problem ?? '', steps: stepsOf(state),
    lag: waiting(world, spec.topics, state.places.length > 0 ? state.places : (disk?.places ?? [])), working: state.batch.length, records: state.recordsRead, items: state.itemsOut, late: state.lateCount, lastLate: state.late,
    lastDelayMs: state.lastDelayMs, longestDelayMs: state.longestDelayMs, epoch: state.epoch, epochs: state.epochs, epochEndsAtUs: isRunning ? state.epochEndsAt : -1, sinceEpoch: state.sinceEpoch,
    storedEpoch: disk?.epoch ?? -1, storedAtUs: disk?.at ?? -1, keys: state.state.length, openWindows: state.state.reduce((sum, { windows }) => sum + (windows?.open.length ?? 0), 0),
    store: state.state.slice(0, ROWS).map((key) => keyText(state, key)), console: state.printed.slice(-LINES), consoleFirst: state.firstLine + Math.max(0, state.printed.length - LINES),
  };
}

function stepsOf({ spec }: DataflowState): string[] {
  const last = spec.window !== 'none' ? [spec.aggregates.length === 0 ? 'collect_window' : 'fold_window'] : spec.aggregates.length > 0 && spec.keyOn !== '' ? ['stateful_map'] : [];
  return ['input', 'map', ...(spec.filter === '' ? [] : ['filter']), ...(spec.keyOn === '' ? [] : ['key_on']), ...last, 'output'];
}

function keyText({ spec }: DataflowState, { key, windows, kept }: KeyState): string {
  if (kept !== null) return `${quoted(key)}: ${spec.aggregates.map(({ as, of }, at) => `${as} ${of === 'count' ? (kept[at]?.count ?? 0) : repr(kept[at]?.value ?? null)}`).join(', ')}`;
  if (windows === null) return quoted(key);
  const open = windows.open.map(({ id, values }) => `${id} (${values.length})`).join(', ');
  return `${quoted(key)}: ${[...(windows.clock === null ? [] : [`watermark ${new Date(windows.clock.baseMs).toISOString().slice(11, 19)}`]), ...(windows.queue.length === 0 ? [] : [`queue ${windows.queue.length}`]), ...(open === '' ? [] : [open])].join(', ')}`;
}
