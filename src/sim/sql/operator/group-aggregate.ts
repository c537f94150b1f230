// GroupAggregate: the results of a group, renewed by each row that comes or is taken back, or by each mini-batch (GroupAggFunction, MiniBatchGroupAggFunction, MiniBatchGlobalGroupAggFunction).
import type { OperatorEnv, OperatorKind } from '../../flink/operator/operator.ts';
import { type Lineage, mergeLineage, type RowKind, type StreamRecord, type Value } from '../../flink/record.ts';
import { KeyedValue, type Ttl } from '../../flink/state/keyed-backend.ts';
import type { Row } from '../value.ts';
import { keyBundle, newBundle } from './bundle.ts';
import type { GroupAggregateConfig } from './config.ts';
import { keyedOf, ttlOf } from './env.ts';
import { unpacked } from './local-aggregate.ts';
import { StreamAggregates } from './stream-aggregates.ts';
import { isRetraction, sameValue } from './row-kinds.ts';

/** Places of an accumulator: where its rows came from, how many there are, then the calls' slots. */
const LINEAGE = 0;
const COUNT = 1;
const SLOTS = 2;

export const groupAggregate: OperatorKind = {
  create: (config) => ((config as GroupAggregateConfig).miniBatch === undefined ? {} : newBundle()),
  run(env) {
    const config = env.spec.config as GroupAggregateConfig;
    const group = new Group(env, config);
    const { miniBatch } = config;
    if (miniBatch === undefined) return { element: (record) => group.take(record) };
    return keyBundle(env, miniBatch.size, (records) => group.takeAll(miniBatch.second ? records.flatMap(unpacked) : records));
  },
};

/** The group of the key in hand. */
class Group {
  private readonly env: OperatorEnv;
  private readonly config: GroupAggregateConfig;
  private readonly retracts: boolean;
  private readonly ttl: Ttl | null;
  private readonly functions: StreamAggregates;
  private readonly state: KeyedValue;

  constructor(env: OperatorEnv, config: GroupAggregateConfig) {
    const keyed = keyedOf(env);
    const nowMs = (): number => env.nowMs();
    this.env = env;
    this.config = config;
    this.retracts = config.inputRetracts[0] === true;
    this.ttl = ttlOf(config.ttlMs[0]);
    this.functions = new StreamAggregates(config.calls, config.input, config.calls.map((_call, i) => this.retracts && config.keeps?.[i] !== true), config.zone, { backend: keyed, ttl: this.ttl, nowMs });
    this.state = new KeyedValue(keyed, 'accState', this.ttl, nowMs);
  }

  take(record: StreamRecord): void {
    const kept = this.state.get() as readonly Value[] | null;
    // A row is taken back that this state never saw, or has forgotten.
    if (kept === null && isRetraction(record.kind)) return;
    this.change(kept, [record], record);
  }

  /** A mini-batch of the group's rows: one change at most. */
  takeAll(records: readonly StreamRecord[]): void {
    const kept = this.state.get() as readonly Value[] | null;
    const from = kept === null ? records.findIndex(({ kind }) => !isRetraction(kind)) : 0;
    const last = records.at(-1);
    if (last !== undefined && from >= 0) this.change(kept, from === 0 ? records : records.slice(from), last);
  }

  private change(kept: readonly Value[] | null, records: readonly StreamRecord[], last: StreamRecord): void {
    const { functions, config, ttl } = this;
    // What expired left its views behind.
    if (kept === null && ttl !== null) functions.clear();
    const isOwn = kept !== null && ttl === null && !Object.isFrozen(kept);
    const acc = kept === null ? [0, 0] : isOwn ? (kept as Value[]) : functions.thawed(kept, SLOTS);
    if (kept === null) functions.start(acc);
    const before = kept === null ? null : this.resultOf(acc, last.row);
    for (const record of records) this.count(acc, record);
    const lineage = acc[LINEAGE] as Lineage;
    if (this.retracts && acc[COUNT] === 0) {
      if (before !== null) this.emit('-D', before, last, lineage);
      this.state.clear();
      functions.clear();
      return;
    }
    const after = this.resultOf(acc, last.row);
    if (!isOwn) this.state.put(acc);
    if (before === null) return this.emit('+I', after, last, lineage);
    // With a time to live an update is told even where nothing changed: whoever keeps state below stays fresh. Not so of mini-batches.
    if ((ttl === null || config.miniBatch !== undefined) && sameRow(before, after, config.groups.length)) return;
    if (config.updateBefore) this.emit('-U', before, last, lineage);
    this.emit('+U', after, last, lineage);
  }

  private count(acc: Value[], { kind, row, lineage }: StreamRecord): void {
    const takes = isRetraction(kind);
    acc[LINEAGE] = mergeLineage(acc[LINEAGE] as Lineage, lineage);
    acc[COUNT] = Number(acc[COUNT]) + (takes ? -1 : 1);
    if (takes) this.functions.retract(acc, SLOTS, row);
    else this.functions.add(acc, SLOTS, row);
  }

  private resultOf(acc: readonly Value[], row: Row): Value[] {
    const out: Value[] = [];
    for (const index of this.config.groups) out.push(row[index] ?? null);
    this.functions.results(acc, SLOTS, out);
    return out;
  }

  private emit(kind: RowKind, row: Row, { timestamp }: StreamRecord, lineage: Lineage): void {
    this.env.emit({ kind, row, timestamp, lineage });
  }
}

/** Whether the results are equal, behind the group's columns. */
function sameRow(a: Row, b: Row, from: number): boolean {
  for (let i = from; i < a.length; i++) if (!sameValue(a[i] ?? null, b[i] ?? null)) return false;
  return true;
}
