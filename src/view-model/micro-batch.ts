// A micro-batch engine's query as a record: where its batch stands, what it keeps, what its console shows.
import type { MicroBatchRecord } from '../bridge/engine-records.ts';
import { checkpointFiles } from '../sim/engine/micro-batch/checkpoint.ts';
import type { MicroBatchState } from '../sim/engine/micro-batch/micro-batch.ts';
import type { KernelState } from '../sim/kernel/state.ts';
import { waiting } from './engine-lag.ts';

const LINES = 120;
const REPORTS = 12;
const FILES = 8;

export function microBatchRecord(world: KernelState, node: string, up: boolean, state: MicroBatchState): MicroBatchRecord {
  const { spec, phase, progress, groups, marks } = state;
  const last = progress.at(-1);
  const failed = phase === 'failed';
  const at = state.printed.findLastIndex((line) => line.startsWith('Batch: '));
  return {
    kind: 'micro-batch', id: `micro-batch/${spec.name}`, node, spec, program: state.program, name: spec.name, state: !up ? 'down' : failed ? 'failed' : phase === 'waiting' || phase === 'planning' || phase === 'starting' ? 'waiting' : 'running',
    phase: up ? phase : 'down', problem: state.problem ?? '', outputMode: spec.outputMode, triggerMs: spec.triggerMs, batch: state.batch, batchRecords: state.rows.length,
    lag: waiting(world, spec.topics, phase === 'waiting' || phase === 'planning' || !up ? state.from ?? state.disk.offsets.at(-1)?.until ?? [] : state.until),
    triggeredAtUs: state.triggeredAt, finishesAtUs: up && phase === 'running' ? state.workedAt : -1, nextTriggerAtUs: up && !failed ? state.nextTriggerAt : -1,
    watermarkMs: spec.watermarkMs < 0 ? -1 : marks.eviction, stateRows: groups.length, store: state.store,
    batches: state.batches, records: state.recordsRead, rows: state.rowsOut, dropped: state.lateDropped,
    lastRecords: last?.input ?? -1, lastRows: last?.output ?? -1, lastPublishedAtUs: last?.finishedAt ?? -1, lastOldestAgeMs: last?.oldestMs ?? -1, lastNewestAgeMs: last?.newestMs ?? -1,
    longestAgeMs: Math.max(-1, ...progress.map(({ oldestMs }) => oldestMs)), console: state.printed.slice(-LINES), consoleFirst: state.firstLine + Math.max(0, state.printed.length - LINES),
    table: at < 0 ? [] : state.printed.slice(at + 2).filter((line) => line.startsWith('|')).slice(0, 8),
    reports: progress.slice(-REPORTS).map(({ batch, startedAt, finishedAt, input, output, watermarkMs, stateRows, dropped, oldestMs, newestMs }) => ({ batch, startedAtUs: startedAt, finishedAtUs: finishedAt, records: input, rows: output, watermarkMs, stateRows, dropped, oldestAgeMs: oldestMs, newestAgeMs: newestMs })),
    files: checkpointFiles(state.disk).slice(-FILES),
  };
}
