// The lines that kafka-dump-log.sh prints of a segment's batches and records, of its indexes, and of the metadata log.
import type { LogFile } from '../../disk/entry.ts';
import { indexEntries } from '../../disk/index-entries.ts';
import { utf8Length } from '../../../kafka/client/bytes.ts';
import { coordinatorEpochOf } from '../../../kafka/log/control.ts';
import type { ProducerEntry } from '../../../kafka/log/producer-state.ts';
import { forEachBatch, type Segment } from '../../../kafka/log/segment.ts';
import { type RecordBatch, type KafkaRecord, nextOffset } from '../../../kafka/record.ts';
import { checksum } from './encode.ts';

export interface DumpOptions {
  readonly isDeep: boolean;
  readonly printsRecords: boolean;
  readonly skipsMetadata: boolean;
  /** DumpLogSegments' MessageParser: what a key and a value are shown as. */
  readonly decoder: 'text' | 'offsets' | 'transactions' | 'share' | 'metadata';
  readonly maxBytes: number;
  /** Indexes: only errors are told. */
  readonly verifyOnly: boolean;
}

/** Where the offsets of a segment's records have gaps, as the tool complains after a deep look; it begins to count at -1 in every file. */
export function gapLines(segment: Segment, path: string): string[] {
  const lines: string[] = [];
  let last = -1;
  forEachBatch(segment, (batch) => batch.records.forEach((_, i) => {
    const offset = batch.baseOffset + (batch.offsetDeltas?.[i] ?? i);
    if (offset !== last + 1) lines.push(`  ${last} is followed by ${offset}`);
    last = offset;
  }));
  return lines.length === 0 ? [] : [`Non-consecutive offsets in ${path}`, ...lines];
}

/** A whole segment; `startOffset` is the number in its file's name. */
export function segmentLines(segment: Segment, startOffset: number, options: DumpOptions): string[] {
  const lines = [`Log starting offset: ${startOffset}`];
  let position = 0;
  forEachBatch(segment, (batch) => {
    if (position + batch.sizeInBytes > options.maxBytes) {
      position = Infinity;
      return;
    }
    lines.push(batchLine(batch, position));
    if (options.isDeep && !(options.skipsMetadata && batch.control !== null)) lines.push(...batch.records.map((record, i) => recordLine(batch, record, i, options)));
    position += batch.sizeInBytes;
  });
  return lines;
}

function batchLine(batch: RecordBatch, position: number): string {
  const lastSequence = batch.baseSequence < 0 ? -1 : batch.baseSequence + batch.lastOffsetDelta;
  const time = batch.timestampType ?? 'CreateTime';
  const horizon = batch.deleteHorizonMs === undefined ? 'OptionalLong.empty' : `OptionalLong[${batch.deleteHorizonMs}]`;
  return `baseOffset: ${batch.baseOffset} lastOffset: ${nextOffset(batch) - 1} count: ${batch.records.length} baseSequence: ${batch.baseSequence} lastSequence: ${lastSequence}`
    + ` producerId: ${batch.producerId} producerEpoch: ${batch.producerEpoch} partitionLeaderEpoch: ${batch.partitionLeaderEpoch} isTransactional: ${batch.isTransactional} isControl: ${batch.control !== null}`
    + ` deleteHorizonMs: ${horizon} position: ${position} ${time}: ${batch.maxTimestampMs} size: ${batch.sizeInBytes} magic: 2 compresscodec: ${batch.compression ?? 'none'} crc: ${checksum(batch)} isvalid: true`;
}

function recordLine(batch: RecordBatch, record: KafkaRecord, index: number, options: DumpOptions): string {
  const offset = batch.baseOffset + (batch.offsetDeltas?.[index] ?? index);
  const parts: string[] = [];
  if (!options.skipsMetadata) {
    const size = (text: string | null): number => (text === null ? -1 : utf8Length(text));
    const sequence = batch.baseSequence < 0 ? -1 : batch.baseSequence + offset - batch.baseOffset;
    parts.push(`offset: ${offset} ${batch.timestampType ?? 'CreateTime'}: ${record.timestampMs} keySize: ${size(record.key)} valueSize: ${size(record.value)} sequence: ${sequence} headerKeys: [${record.headers.map(([name]) => name).join(',')}]`);
  }
  if (batch.control !== null) parts.push(`endTxnMarker: ${batch.control} coordinatorEpoch: ${coordinatorEpochOf(batch)}`);
  else if (options.printsRecords) parts.push(...contents(record, offset, options));
  return `| ${parts.join(' ')}`;
}

function contents(record: KafkaRecord, offset: number, { decoder }: DumpOptions): string[] {
  if (decoder === 'text') return [...(record.key === null ? [] : [`key: ${record.key}`]), ...(record.value === null ? [] : [`payload: ${record.value}`])];
  const key = stored(record.key);
  if (key === null) return [`key: Error at offset ${offset}, skipping. Could not read version from key's buffer.`];
  return [`key: ${key}`, `payload: ${stored(record.value) ?? '<DELETE>'}`];
}

/** A coordinator's key or value: JSON whose numbers of type and version are texts. */
function stored(text: string | null): string | null {
  if (text === null) return null;
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed !== 'object' || parsed === null || !('data' in parsed)) return null;
    return JSON.stringify(parsed, (name, value: unknown) => ((name === 'type' || name === 'version') && typeof value === 'number' ? String(value) : value));
  } catch {
    return null;
  }
}

type IndexFile = Extract<LogFile, { readonly kind: 'index' | 'timeindex' }>;

/** The entries of an index, and which of them don't fit the log. `path` is the file's absolute path. */
export function indexLines(file: IndexFile, path: string, options: DumpOptions): { readonly lines: readonly string[]; readonly problems: readonly string[] } {
  const lines: string[] = [];
  const wrong: string[] = [];
  const { offsets, times } = indexEntries(file.segment, file.indexIntervalBytes, !file.isActive);
  // The file of an active segment is as large as it may become: its first empty entry reads as zeros, and is taken for one where none is before it.
  const none = file.isActive ? file.segment.baseOffset : null;
  if (file.kind === 'index') {
    const entries = offsets.length === 0 && none !== null ? [{ offset: none, position: 0 }] : offsets;
    for (const { offset, position } of entries) {
      const found = lastOffsetAt(file.segment, position);
      if (found !== offset) wrong.push(`  Index offset: ${offset}, log offset: ${found}`);
      if (!options.verifyOnly) lines.push(`offset: ${offset} position: ${position}`);
    }
    return { lines, problems: wrong.length === 0 ? [] : [`Mismatches in :${path}`, ...wrong] };
  }
  const entries = times.length === 0 && none !== null ? [{ timestampMs: 0, offset: none }] : times;
  for (const { timestampMs, offset } of entries) {
    const found = batchEndingFrom(file.segment, offset);
    if (found !== offset) wrong.push(`Indexed offset: ${offset}, found log offset: ${found}`);
    if (!options.verifyOnly) lines.push(`timestamp: ${timestampMs} offset: ${offset}`);
  }
  return { lines, problems: wrong.length === 0 ? [] : [`The following indexed offsets are not found in :${path}`, ...wrong] };
}

function lastOffsetAt(segment: Segment, position: number): number {
  let at = 0;
  let found = -1;
  forEachBatch(segment, (batch) => {
    if (at === position) found = nextOffset(batch) - 1;
    at += batch.sizeInBytes;
  });
  return found;
}

function batchEndingFrom(segment: Segment, offset: number): number {
  let found = -1;
  forEachBatch(segment, (batch) => {
    if (found < 0 && nextOffset(batch) > offset) found = nextOffset(batch) - 1;
  });
  return found;
}

/** A producer as a snapshot of a log's producers keeps it. */
export function producerLine({ producerId, producerEpoch, coordinatorEpoch, transactionStart, lastTimestampMs, batches }: ProducerEntry): string {
  const head = `producerId: ${producerId} producerEpoch: ${producerEpoch} coordinatorEpoch: ${coordinatorEpoch} currentTxnFirstOffset: ${transactionStart < 0 ? 'OptionalLong.empty' : `OptionalLong[${transactionStart}]`} lastTimestamp: ${lastTimestampMs} `;
  const last = batches[batches.length - 1];
  if (last === undefined) return head;
  return `${head}firstSequence: ${last.baseSequence} lastSequence: ${last.lastSequence} lastOffset: ${last.lastOffset} offsetDelta: ${last.lastOffset - last.baseOffset} timestamp: ${last.timestampMs}`;
}
