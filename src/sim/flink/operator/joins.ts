// Joins of two keyed streams: by an interval of event time (IntervalJoinOperator), and within windows (WindowedStream.join).
import { freeze } from '../../kernel/freeze.ts';
import { compile, compileRow } from '../expression/compile.ts';
import { type Lineage, MAX_WATERMARK, mergeLineage, NO_TIMESTAMP, type Row, type StreamRecord } from '../record.ts';
import { UserCodeError } from '../user-code-error.ts';
import { type AssignerSpec, maxTimestamp } from '../window/assigners.ts';
import { type OperatorEnv, type OperatorKind, type Running, stateless } from './operator.ts';
import { functionEnv } from './rows.ts';
import { type WindowConfig, WindowRun } from './window.ts';

export interface IntervalJoinConfig {
  readonly left: readonly string[];
  readonly right: readonly string[];
  /** A right record joins where left + lower <= right <= left + upper; ms, both ends belong to it. */
  readonly lowerMs: number;
  readonly upperMs: number;
  /** The result, over `left` and `right`. */
  readonly fields: readonly string[];
  /** Side outputs of late records of either side; absent to drop them. */
  readonly leftLateTag?: string;
  readonly rightLateTag?: string;
}

export interface WindowJoinConfig extends Partial<Pick<WindowConfig, 'trigger' | 'evictor' | 'allowedLatenessMs' | 'lateTag'>> {
  readonly left: readonly string[];
  readonly right: readonly string[];
  readonly assigner: AssignerSpec;
  /** Absent for event time. */
  readonly time?: 'event' | 'processing';
  /** Of a join: over `left` and `right`. Of a coGroup: over the fields `lefts` and `rights`, lists of rows, either of which may be empty. */
  readonly fields: readonly string[];
  readonly coGroup?: boolean;
}

/** A buffered record: timestamp, row, lineage. Frozen. */
type Buffered = readonly [number, Row, Lineage];

const buffered = (record: StreamRecord): Buffered => freeze([record.timestamp, record.row, record.lineage]);

function joiner(env: OperatorEnv, { left, right, fields }: Pick<IntervalJoinConfig, 'left' | 'right' | 'fields'>): (one: Buffered, other: Buffered, timestamp: number) => void {
  const rowOf = compileRow(fields.map((field) => compile(field, { inputs: [{ alias: 'left', fields: left }, { alias: 'right', fields: right }] })));
  let now = NO_TIMESTAMP;
  const ask = functionEnv(env, () => now);
  return (one, other, timestamp) => {
    now = timestamp;
    env.emit({ kind: '+I', row: rowOf(one[1], other[1], ask), timestamp, lineage: mergeLineage(one[2], other[2]) });
  };
}

export const intervalJoin: OperatorKind = stateless((env): Running => {
  const config = env.spec.config as IntervalJoinConfig;
  const { keyed, eventTimers } = env;
  if (keyed === null || eventTimers === null) throw new Error('an interval join stands after keyBy');
  const { lowerMs, upperMs } = config;
  const sides = [keyed.table('left-buffer'), keyed.table('right-buffer')] as const;
  const join = joiner(env, config);
  /** How long after its own time a record of each side may still be joined. */
  const reach = [Math.max(0, upperMs), Math.max(0, -lowerMs)] as const;
  const none: readonly Buffered[] = freeze([]);
  const listOf = (side: 0 | 1): readonly Buffered[] => {
    const kept = sides[side].get(keyed.group, '', keyed.text);
    return Array.isArray(kept) ? (kept as readonly Buffered[]) : none;
  };
  const cleanUpAt = (side: 0 | 1, timestamp: number): void => eventTimers.register(timestamp + reach[side], side === 0 ? 'CLEANUP_LEFT' : 'CLEANUP_RIGHT');
  return {
    element(record, input) {
      const { timestamp } = record;
      if (timestamp === NO_TIMESTAMP) throw new UserCodeError('org.apache.flink.util.FlinkException', 'Long.MIN_VALUE timestamp: Elements used in interval stream joins need to have timestamps meaningful timestamps.');
      // What is behind the watermark is late, whatever it could still join.
      if (timestamp < env.watermark()) {
        const tag = input === 0 ? config.leftLateTag : config.rightLateTag;
        if (tag === undefined) env.dropLate(record);
        else env.emitTo(tag, record);
        return;
      }
      const own = buffered(record);
      const [from, to] = input === 0 ? [timestamp + lowerMs, timestamp + upperMs] : [timestamp - upperMs, timestamp - lowerMs];
      const others = listOf(input === 0 ? 1 : 0);
      for (let i = firstFrom(others, from); i < others.length; i++) {
        const other = others[i];
        if (other === undefined || other[0] > to) break;
        if (input === 0) join(own, other, Math.max(timestamp, other[0]));
        else join(other, own, Math.max(timestamp, other[0]));
      }
      const kept = listOf(input);
      const list = Object.isFrozen(kept) ? [...kept] : (kept as Buffered[]);
      const place = firstFrom(list, timestamp + 1);
      if (place === list.length) list.push(own);
      else list.splice(place, 0, own);
      if (list !== kept) sides[input].put(keyed.group, '', keyed.text, list);
      // One timer for the oldest record of the key does: when it goes, the next one gets its own.
      if (place === 0) cleanUpAt(input, timestamp);
    },
    eventTimer({ namespace }) {
      const side = namespace === 'CLEANUP_LEFT' ? 0 : 1;
      const kept = listOf(side);
      const gone = firstFrom(kept, env.watermark() - reach[side] + 1);
      if (gone === kept.length) return sides[side].remove(keyed.group, '', keyed.text);
      if (Object.isFrozen(kept)) sides[side].put(keyed.group, '', keyed.text, kept.slice(gone));
      else (kept as Buffered[]).splice(0, gone);
      cleanUpAt(side, kept[Object.isFrozen(kept) ? gone : 0]?.[0] ?? 0);
    },
  };
});

/** Where the first record from this time on stands in a list that is sorted by time. */
function firstFrom(list: readonly Buffered[], time: number): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle]?.[0] ?? 0) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** An element of either side in a window: the side, the row, and where it came from. */
type Tagged = readonly [0 | 1, Row, Lineage];

/** Pairs of the same key and window, or both sides at once (CoGroupedStreams): a window over the union of two tagged streams. */
export const windowJoin: OperatorKind = stateless((env): Running => {
  const config = env.spec.config as WindowJoinConfig;
  const { keyed, eventTimers, processingTimers } = env;
  if (keyed === null || eventTimers === null || processingTimers === null) throw new Error('a window join stands after keyBy');
  const together = config.coGroup === true ? coGrouper(env, config.fields) : null;
  const join = together === null ? joiner(env, config) : null;
  const isGlobal = config.assigner.kind === 'global';
  const run = new WindowRun(env, keyed, eventTimers, processingTimers, {
    input: ['side', 'row', 'from'], assigner: config.assigner, time: config.time ?? 'event', trigger: config.trigger ?? null, evictor: config.evictor ?? null,
    allowedLatenessMs: config.allowedLatenessMs ?? 0, lateTag: config.lateTag ?? null, aggregates: [{ function: 'list', of: '[side, row, from]' }],
  }, ([all], span) => {
    const elements = (Array.isArray(all) ? all : []) as readonly Tagged[];
    const at = isGlobal ? MAX_WATERMARK : maxTimestamp(span);
    const [lefts, rights] = [elements.filter(([side]) => side === 0), elements.filter(([side]) => side === 1)];
    if (together !== null) return together(lefts, rights, at);
    for (const [, left, from] of lefts) for (const [, right, other] of rights) join?.([at, left, from], [at, right, other], at);
  });
  return {
    element: (record, input) => run.element(freeze({ ...record, row: [input, record.row, record.lineage] })),
    eventTimer: (timer) => run.eventTimer(timer),
    processingTimer: (timer) => run.processingTimer(timer),
  };
});

function coGrouper(env: OperatorEnv, fields: readonly string[]): (lefts: readonly Tagged[], rights: readonly Tagged[], timestamp: number) => void {
  const values = fields.map((field) => compile(field, { inputs: [{ alias: 'row', fields: ['lefts', 'rights'] }] }));
  let now = NO_TIMESTAMP;
  const ask = functionEnv(env, () => now);
  return (lefts, rights, timestamp) => {
    now = timestamp;
    const both: Row = freeze([lefts.map(([, row]) => row), rights.map(([, row]) => row)]);
    let lineage: Lineage = 0;
    for (const [, , from] of [...lefts, ...rights]) lineage = mergeLineage(lineage, from);
    env.emit({ kind: '+I', row: values.map((value) => value(both, both, ask)), timestamp, lineage });
  };
}
