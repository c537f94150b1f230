// GroupAggregate: the results of a group, renewed by each row that comes or is taken back (GroupAggFunction).
import { type OperatorKind, stateless } from '../../flink/operator/operator.ts';
import { type Lineage, mergeLineage, type RowKind, type StreamRecord, type Value } from '../../flink/record.ts';
import { KeyedValue } from '../../flink/state/keyed-backend.ts';
import type { Row } from '../value.ts';
import type { GroupAggregateConfig } from './config.ts';
import { keyedOf, ttlOf } from './env.ts';
import { StreamAggregates } from './stream-aggregates.ts';
import { isRetraction, sameValue } from './row-kinds.ts';

/** Places of an accumulator: where its rows came from, how many there are, then the calls' slots. */
const LINEAGE = 0;
const COUNT = 1;
const SLOTS = 2;

export const groupAggregate: OperatorKind = stateless((env) => {
  const config = env.spec.config as GroupAggregateConfig;
  const keyed = keyedOf(env);
  const retracts = config.inputRetracts[0] === true;
  const ttl = ttlOf(config.ttlMs[0]);
  const nowMs = (): number => env.nowMs();
  const functions = new StreamAggregates(config.calls, config.input, config.calls.map((_call, i) => retracts && config.keeps?.[i] !== true), config.zone, { backend: keyed, ttl, nowMs });
  const state = new KeyedValue(keyed, 'accState', ttl, nowMs);
  const { groups } = config;

  const resultOf = (acc: readonly Value[], row: Row): Value[] => {
    const out: Value[] = [];
    for (const index of groups) out.push(row[index] ?? null);
    functions.results(acc, SLOTS, out);
    return out;
  };
  const emit = (kind: RowKind, row: Row, { timestamp }: StreamRecord, lineage: Lineage): void => env.emit({ kind, row, timestamp, lineage });

  return {
    element(record) {
      const { row } = record;
      const takes = isRetraction(record.kind);
      const kept = state.get() as readonly Value[] | null;
      // A row is taken back that this state never saw, or has forgotten.
      if (kept === null && takes) return;
      // What expired left its views behind.
      if (kept === null && ttl !== null) functions.clear();
      const isOwn = kept !== null && ttl === null && !Object.isFrozen(kept);
      const acc = kept === null ? [0, 0] : isOwn ? (kept as Value[]) : functions.thawed(kept, SLOTS);
      if (kept === null) functions.start(acc);
      const before = kept === null ? null : resultOf(acc, row);
      const lineage = mergeLineage(acc[LINEAGE] as Lineage, record.lineage);
      acc[LINEAGE] = lineage;
      acc[COUNT] = Number(acc[COUNT]) + (takes ? -1 : 1);
      if (takes) functions.retract(acc, SLOTS, row);
      else functions.add(acc, SLOTS, row);
      if (retracts && acc[COUNT] === 0) {
        if (before !== null) emit('-D', before, record, lineage);
        state.clear();
        functions.clear();
        return;
      }
      const after = resultOf(acc, row);
      if (!isOwn) state.put(acc);
      if (before === null) return emit('+I', after, record, lineage);
      // With a time to live an update is told even where nothing changed: whoever keeps state below stays fresh.
      if (ttl === null && sameRow(before, after, groups.length)) return;
      if (config.updateBefore) emit('-U', before, record, lineage);
      emit('+U', after, record, lineage);
    },
  };
});

/** Whether the results are equal, behind the group's columns. */
function sameRow(a: Row, b: Row, from: number): boolean {
  for (let i = from; i < a.length; i++) if (!sameValue(a[i] ?? null, b[i] ?? null)) return false;
  return true;
}
