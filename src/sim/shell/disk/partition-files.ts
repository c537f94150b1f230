// The files of one partition's folder: segments with their indexes, the leaders' epochs and the topic's id.
import type { Partition } from '../../kafka/broker/plane.ts';
import { utf8Length } from '../../kafka/client/bytes.ts';
import { forEachBatch, type Segment } from '../../kafka/log/segment.ts';
import type { Time } from '../../kernel/types.ts';
import { type DiskEntry, offsetName, textFile } from './entry.ts';

/** TimeIndex keeps whole entries of 12 bytes, OffsetIndex of 8. */
const TIME_ENTRY = 12;
const OFFSET_ENTRY = 8;

/** By name, at `now`. `isClosed`: the broker has ended in order, and has cut its indexes to what is in them. */
export function partitionFiles(partition: Partition, isClosed: boolean, now: Time, bornMs: number): Record<string, () => DiskEntry> {
  const { log, settings } = partition;
  const files: Record<string, () => DiskEntry> = {};
  log.segments.forEach((segment, i) => {
    const isActive = i === log.segments.length - 1;
    Object.assign(files, segmentFiles(segment, isActive && !isClosed, settings.segmentIndexBytes, settings.indexIntervalBytes, bornMs));
  });
  // Producers are written down where a segment begins, and at the end of a log that is closed in order.
  for (const offset of [...log.segments.slice(1).map((segment) => segment.baseOffset), ...(isClosed ? [log.logEndOffset] : [])]) {
    if (offset > 0) files[`${offsetName(offset)}.snapshot`] = () => snapshotFile(partition, bornMs);
  }
  for (const segment of partition.deletedSegments) {
    if (segment.until <= now) continue;
    for (const [name, entry] of Object.entries(segmentFiles(segment.segment, false, settings.segmentIndexBytes, settings.indexIntervalBytes, bornMs))) files[`${name}.deleted`] = entry;
  }
  if (log.epochs.length > 0) files['leader-epoch-checkpoint'] = () => textFile(`0\n${log.epochs.length}\n${log.epochs.map(({ epoch, startOffset }) => `${epoch} ${startOffset}\n`).join('')}`, bornMs);
  files['partition.metadata'] = () => textFile(`version: 0\ntopic_id: ${partition.topicId}`, bornMs);
  return files;
}

/** ProducerStateManager: a head of 10 bytes and 46 for each producer. */
function snapshotFile({ log }: Partition, bornMs: number): DiskEntry {
  const producers = Object.values(log.producers);
  const bytes = 10 + 46 * producers.length;
  return { kind: 'file', modifiedMs: bornMs, bytes, text: () => '\0'.repeat(bytes), log: { kind: 'snapshot', producers } };
}

function segmentFiles(segment: Segment, isActive: boolean, indexBytes: number, indexIntervalBytes: number, bornMs: number): Record<string, () => DiskEntry> {
  const name = offsetName(segment.baseOffset);
  const modifiedMs = segment.maxTimestampMs < 0 ? bornMs : segment.maxTimestampMs;
  const index = (kind: 'index' | 'timeindex', entry: number, entries: number) => (): DiskEntry => {
    const bytes = isActive ? Math.floor(indexBytes / entry) * entry : entries * entry;
    return { kind: 'file', modifiedMs, bytes, text: () => '\0'.repeat(bytes), log: { kind, segment, indexIntervalBytes, isActive } };
  };
  // A segment's time index takes a last entry when the segment is closed.
  const isLate = !Object.isFrozen(segment) && segment.maxTimestampMs > segment.indexedTimestampMs;
  return {
    [`${name}.index`]: index('index', OFFSET_ENTRY, segment.offsetEntries),
    [`${name}.log`]: () => ({ kind: 'file', modifiedMs, bytes: segment.sizeInBytes, text: () => visibleText(segment), log: { kind: 'segment', segment, indexIntervalBytes } }),
    [`${name}.timeindex`]: index('timeindex', TIME_ENTRY, segment.timeEntries + (isLate ? 1 : 0)),
  };
}

/** What a terminal shows of a segment's bytes: keys and values among signs that are no letters. */
function visibleText(segment: Segment): string {
  let text = '';
  forEachBatch(segment, (batch) => {
    let body = '';
    for (const { key, value, headers } of batch.records) {
      body += `\u0001${key ?? ''}\u0001${value ?? ''}`;
      for (const [name, of] of headers) body += `\u0001${name}\u0001${of}`;
    }
    text += '\0'.repeat(Math.max(0, batch.sizeInBytes - utf8Length(body)));
    text += body;
  });
  return text;
}
