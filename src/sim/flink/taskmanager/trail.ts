// What a task remembers for whoever looks: the last buffers that left on each channel, and the last records that came too late. Nothing decides by it.
import { freeze } from '../../kernel/freeze.ts';
import { SECOND, type Time } from '../../kernel/types.ts';
import { isRecord, type Lineage, type Row, type StreamRecord } from '../record.ts';
import type { NetworkBuffer } from '../rpc.ts';
import type { Meter, TaskState } from './task-state.ts';

/** Buffers that a channel remembers. At the output flusher's pace of 100 ms they reach back for some seconds. */
const BUFFERS_KEPT = 48;
/** Rows of a buffer that are remembered one by one. */
const ROWS_KEPT = 6;
const LATE_KEPT = 12;
const FIRED_KEPT = 24;

/** A row as it left: enough to colour and to follow it. */
export interface SentRow {
  readonly row: Row;
  readonly timestamp: number;
  readonly lineage: Lineage;
}

/** A buffer that left on a channel. Frozen. */
export interface SentBuffer {
  readonly at: Time;
  readonly sequence: number;
  /** Records in it. */
  readonly count: number;
  /** The first of them. */
  readonly rows: readonly SentRow[];
  /** The last watermark in it, and the checkpoint whose barrier it is; null for none. */
  readonly watermark: number | null;
  readonly barrier: number | null;
}

/** A record that no window took any more. Frozen. */
export interface LateRecord {
  readonly at: Time;
  readonly row: Row;
  readonly timestamp: number;
  readonly lineage: Lineage;
  /** The operator's watermark when it came. */
  readonly watermark: number;
}

/** Remembers a buffer; the oldest goes. */
export function rememberSent(recent: SentBuffer[], at: Time, sequence: number, buffer: NetworkBuffer): void {
  let count = 0;
  let watermark: number | null = null;
  let barrier: number | null = null;
  const rows: SentRow[] = [];
  for (const element of buffer.elements) {
    if (isRecord(element)) {
      count += 1;
      if (rows.length < ROWS_KEPT) rows.push({ row: element.row, timestamp: element.timestamp, lineage: element.lineage });
    } else if (element.kind === 'watermark') watermark = element.timestamp;
    else if (element.kind === 'barrier') barrier = element.checkpoint;
  }
  recent.push(freeze({ at, sequence, count, rows, watermark, barrier }));
  if (recent.length > BUFFERS_KEPT) recent.shift();
}

export function rememberLate(late: LateRecord[], at: Time, { row, timestamp, lineage }: StreamRecord, watermark: number): void {
  late.push(freeze({ at, row, timestamp, lineage, watermark }));
  if (late.length > LATE_KEPT) late.shift();
}

/** Timers that fired in one go for one window, or for one time: what is the same for all is said once. Counts up while the go lasts. */
export interface FiredTimers {
  readonly at: Time;
  readonly domain: 'event' | 'processing';
  /** A window, or empty for a function's own timer. */
  readonly namespace: string;
  readonly time: number;
  /** The operator's watermark as they fired. */
  readonly watermark: number;
  /** The first one's key, as text; and how many there were. */
  readonly key: string;
  timers: number;
  /** Rows that came of them. */
  results: number;
}

/** Remembers a timer that fired; the oldest goes. */
export function rememberFired(fired: FiredTimers[], timer: Omit<FiredTimers, 'timers' | 'results'>, results: number): void {
  const last = fired.at(-1);
  if (last !== undefined && last.at === timer.at && last.namespace === timer.namespace && last.time === timer.time && last.domain === timer.domain && !Object.isFrozen(last)) {
    last.timers += 1;
    last.results += results;
    return;
  }
  fired.push({ ...timer, timers: 1, results });
  if (fired.length > FIRED_KEPT) fired.shift();
}

/** What a task did since its meter was read last. */
export function measured(task: TaskState, now: Time): Pick<Meter, 'busy' | 'backpressured' | 'inRate' | 'outRate'> {
  const { meter, operators } = task;
  const span = Math.max(1, now - meter.since);
  const backpressuredUs = task.backpressuredUs + (task.blockedSince === null ? 0 : now - task.blockedSince) - meter.backpressuredUs;
  const backpressured = Math.max(0, Math.min(1, backpressuredUs / span));
  return {
    backpressured, busy: Math.max(0, Math.min(1 - backpressured, (task.busyUs - meter.busyUs) / span)),
    inRate: (((operators[0]?.recordsIn ?? 0) - meter.recordsIn) * SECOND) / span, outRate: (((operators.at(-1)?.recordsOut ?? 0) - meter.recordsOut) * SECOND) / span,
  };
}

/** Reads the meter once a second. */
export function readMeter(task: TaskState, now: Time): void {
  const { meter } = task;
  if (now - meter.since < SECOND) return;
  Object.assign(meter, measured(task, now));
  meter.since = now;
  meter.busyUs = task.busyUs;
  meter.backpressuredUs = task.backpressuredUs + (task.blockedSince === null ? 0 : now - task.blockedSince);
  meter.recordsIn = task.operators[0]?.recordsIn ?? 0;
  meter.recordsOut = task.operators.at(-1)?.recordsOut ?? 0;
}
