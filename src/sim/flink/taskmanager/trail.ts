// What a task remembers for whoever looks: the last buffers that left on each channel, and the last records that came too late. Nothing decides by it.
import { freeze } from '../../kernel/freeze.ts';
import type { Time } from '../../kernel/types.ts';
import { isRecord, type Lineage, type Row, type StreamRecord } from '../record.ts';
import type { NetworkBuffer } from '../rpc.ts';

/** Buffers that a channel remembers. At the output flusher's pace of 100 ms they reach back for some seconds. */
const BUFFERS_KEPT = 48;
/** Rows of a buffer that are remembered one by one. */
const ROWS_KEPT = 6;
const LATE_KEPT = 12;

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
