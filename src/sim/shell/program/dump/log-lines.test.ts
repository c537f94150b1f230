// What kafka-dump-log.sh prints of batches, records, indexes and producers; the texts are those of Apache Kafka 4.3.1.
import { expect, test } from 'vitest';
import { makeBatch, stampBatch } from '../../../kafka/log/batch.ts';
import { appendBatch, type Log, newLog, rollLog } from '../../../kafka/log/log.ts';
import { type Segment } from '../../../kafka/log/segment.ts';
import { testConfig } from '../../../kafka/log/testing/log-config.ts';
import { type DumpOptions, indexLines, producerLine, segmentLines } from './log-lines.ts';

const T = 1_700_000_000_000;
const PLAIN: DumpOptions = { isDeep: false, printsRecords: false, skipsMetadata: false, decoder: 'text', maxBytes: 2_147_483_647, verifyOnly: false };

function logOf(values: readonly string[], valueBytes = 0): Log {
  const log = newLog();
  values.forEach((value, i) => {
    const batch = makeBatch([{ key: null, value: value.padEnd(valueBytes, '.'), headers: [], timestampMs: T + i }], { producerId: 0, producerEpoch: 0, baseSequence: i });
    appendBatch(log, stampBatch(batch, log.logEndOffset, 0), testConfig());
  });
  return log;
}

function first(log: Log): Segment {
  const [segment] = log.segments;
  if (segment === undefined) throw new Error('a log has a segment');
  return segment;
}

test('batches are told in one line, records with --print-data-log', () => {
  const lines = segmentLines(first(logOf(['hello'])), 0, { ...PLAIN, isDeep: true, printsRecords: true });
  expect(lines.map((line) => line.replace(/crc: \d+/, 'crc: 0'))).toEqual([
    'Log starting offset: 0',
    'baseOffset: 0 lastOffset: 0 count: 1 baseSequence: 0 lastSequence: 0 producerId: 0 producerEpoch: 0 partitionLeaderEpoch: 0 isTransactional: false isControl: false deleteHorizonMs: OptionalLong.empty position: 0 CreateTime: 1700000000000 size: 73 magic: 2 compresscodec: none crc: 0 isvalid: true',
    '| offset: 0 CreateTime: 1700000000000 keySize: -1 valueSize: 5 sequence: 0 headerKeys: [] payload: hello',
  ]);
});

test('the indexes of a small active segment have one empty entry, which does not fit', () => {
  const segment = first(logOf(['a', 'b']));
  const file = { segment, indexIntervalBytes: 4096, isActive: true } as const;
  expect(indexLines({ kind: 'index', ...file }, '/x/0.index', PLAIN).lines).toEqual(['offset: 0 position: 0']);
  expect(indexLines({ kind: 'timeindex', ...file }, '/x/0.timeindex', PLAIN).lines).toEqual(['timestamp: 0 offset: 0']);
});

test('an entry for every 4096 bytes; the time index of a closed segment ends with its newest record', () => {
  const log = logOf(Array.from({ length: 12 }, (_, i) => `v${i}`), 1_000);
  rollLog(log, log.logEndOffset);
  const file = { segment: first(log), indexIntervalBytes: 4096, isActive: false } as const;
  const size = 1_070;
  expect(file.segment.sizeInBytes).toBe(12 * size);
  expect(indexLines({ kind: 'index', ...file }, '', PLAIN).lines).toEqual([`offset: 4 position: ${4 * size}`, `offset: 8 position: ${8 * size}`]);
  expect(indexLines({ kind: 'timeindex', ...file }, '', PLAIN).lines).toEqual([`timestamp: ${T + 4} offset: 4`, `timestamp: ${T + 8} offset: 8`, `timestamp: ${T + 11} offset: 11`]);
  expect([file.segment.offsetEntries, file.segment.timeEntries]).toEqual([2, 3]);
});

test('a producer as its snapshot has it', () => {
  const entry = Object.values(logOf(['a']).producers)[0];
  expect(entry === undefined ? '' : producerLine(entry)).toBe(`producerId: 0 producerEpoch: 0 coordinatorEpoch: -1 currentTxnFirstOffset: OptionalLong.empty lastTimestamp: ${T} firstSequence: 0 lastSequence: 0 lastOffset: 0 offsetDelta: 0 timestamp: ${T}`);
});
