// Logs: sizes of batches, rolling, reading, truncating, epochs, producers, times.
import { expect, test } from 'vitest';
import varints from '../../../../conformance/vectors/varint.tsv?raw';
import type { RecordBatch } from '../record.ts';
import { unsignedVarintSize, varintSize } from '../varint.ts';
import { makeBatch, stampBatch } from './batch.ts';
import { assignEpoch, endOffsetFor, type EpochCache } from './epoch-cache.ts';
import { offsetForTime, offsetOfMaxTimestamp } from './find-offset.ts';
import { activeSegment, appendBatch, lastEpoch, lastStableOffset, type Log, newLog, raiseLogStart, readLog, setHighWatermark, truncateLog } from './log.ts';
import { checkProducer } from './producer-state.ts';
import { deleteOldSegments } from './retention.ts';
import { testConfig } from './testing/log-config.ts';

const CONFIG = testConfig({ segmentBytes: 1_000, segmentMs: 60_000 });

function batchOf(count: number, timestampMs = 0, origin = {}): RecordBatch {
  return makeBatch(Array.from({ length: count }, (_, i) => ({ key: null, value: 'hello', headers: [], timestampMs: timestampMs + i })), origin);
}

function append(log: Log, count: number, epoch = 0, timestampMs = 0, origin = {}): void {
  appendBatch(log, stampBatch(batchOf(count, timestampMs, origin), log.logEndOffset, epoch), CONFIG);
}

const SAFE = varints.trim().split('\n').slice(1).map((line) => line.split('\t')).filter(([, value]) => Number.isSafeInteger(Number(value)));
test('variable-length integers are as long as Kafka writes them', () => {
  const sizes = SAFE.filter(([kind, value]) => kind === 'zigzag varlong' || Number(value) >= 0);
  expect(sizes.map(([kind, value]) => [kind, value, (kind === 'zigzag varlong' ? varintSize : unsignedVarintSize)(Number(value))])).toEqual(sizes.map(([kind, value, , size]) => [kind, value, Number(size)]));
});

test('a batch has the size of the real format', () => {
  expect(batchOf(1).sizeInBytes).toBe(73);
  const full = [{ key: 'k1', value: 'v1', headers: [], timestampMs: 0 }, { key: null, value: 'k2', headers: [], timestampMs: 1 }];
  expect(makeBatch(full).sizeInBytes).toBe(61 + 11 + 9);
});

test('segments roll by size and by the time of their records', () => {
  const log = newLog();
  for (let i = 0; i < 20; i++) append(log, 1);
  expect(log.segments.map((segment) => segment.baseOffset)).toEqual([0, 13]);
  expect(Object.isFrozen(log.segments[0])).toBe(true);
  append(log, 1, 0, 60_001);
  expect(log.segments.map((segment) => segment.baseOffset)).toEqual([0, 13, 20]);
});

test('reading begins with the batch that holds the offset, ends below a limit, and gives at least one batch', () => {
  const log = newLog();
  for (let i = 0; i < 300; i++) append(log, 3);
  const read = (offset: number, max: number, bytes: number): number[] => readLog(log, offset, max, bytes, true).batches.map((batch) => batch.baseOffset);
  expect(read(4, 900, 1)).toEqual([3]);
  expect(read(4, 9, 10_000)).toEqual([3, 6]);
  expect(read(895, 900, 10_000)).toEqual([894, 897]);
  expect(read(900, 900, 10_000)).toEqual([]);
  const all = read(0, 900, 1_000_000);
  expect(all).toEqual(Array.from({ length: 300 }, (_, i) => i * 3));
});

test('truncating cuts segments, epochs, producers and the high watermark', () => {
  const log = newLog();
  for (let i = 0; i < 20; i++) append(log, 1, i < 10 ? 0 : 3, 0, { producerId: 7, producerEpoch: 0, baseSequence: i });
  setHighWatermark(log, 18);
  truncateLog(log, 8);
  expect([log.logEndOffset, log.highWatermark, activeSegment(log).baseOffset]).toEqual([8, 8, 0]);
  expect(log.epochs).toEqual([{ epoch: 0, startOffset: 0 }]);
  expect(log.producers['p7']?.batches.map((batch) => batch.baseSequence)).toEqual([3, 4, 5, 6, 7]);
});

test('an epoch that was led without a record is the latest one until the log is cut back to its start', () => {
  const log = newLog();
  append(log, 3);
  assignEpoch(log.epochs, 1, 3);
  expect(lastEpoch(log)).toBe(1);
  truncateLog(log, 3);
  expect(lastEpoch(log)).toBe(0);
});

test('raising the start moves the offset; retention then drops the segments below', () => {
  const log = newLog();
  for (let i = 0; i < 30; i++) append(log, 1, i < 15 ? 0 : 1);
  setHighWatermark(log, 30);
  raiseLogStart(log, 20);
  expect([log.logStartOffset, log.segments[0]?.baseOffset, log.epochs]).toEqual([20, 0, [{ epoch: 1, startOffset: 20 }]]);
  expect(deleteOldSegments(log, CONFIG, 0).map((one) => [one.reason, one.segments.length])).toEqual([['start', 1]]);
  expect([log.segments.map((one) => one.baseOffset), log.logStartOffset]).toEqual([[13, 26], 20]);
  raiseLogStart(log, 30);
  deleteOldSegments(log, CONFIG, 0);
  expect([log.logStartOffset, log.segments.map((one) => one.baseOffset), log.logEndOffset]).toEqual([30, [26], 30]);
});

test('the end of an epoch is where the next one begins', () => {
  const cache: EpochCache = [];
  for (const [epoch, start] of [[0, 0], [2, 10], [5, 25]] as const) assignEpoch(cache, epoch, start);
  const ends = [0, 1, 2, 4, 5, 6].map((epoch) => Object.values(endOffsetFor(cache, epoch, 40)));
  expect(ends).toEqual([[0, 10], [0, 10], [2, 25], [2, 25], [5, 40], [-1, -1]]);
});

test('producers: duplicates among the last five batches, gaps, epochs', () => {
  const log = newLog();
  for (let i = 0; i < 7; i++) append(log, 2, 0, 0, { producerId: 1, producerEpoch: 3, baseSequence: i * 2 });
  const verdict = (baseSequence: number, producerEpoch = 3): string => {
    const found = checkProducer(log.producers, batchOf(2, 0, { producerId: 1, producerEpoch, baseSequence }), log.logEndOffset, 't-0');
    return found.kind === 'error' ? found.error : found.kind;
  };
  expect([verdict(14), verdict(4), verdict(12), verdict(2), verdict(16), verdict(0, 4), verdict(14, 4), verdict(14, 2)]).toEqual([
    'ok', 'duplicate', 'duplicate', 'OUT_OF_ORDER_SEQUENCE_NUMBER', 'OUT_OF_ORDER_SEQUENCE_NUMBER', 'ok', 'OUT_OF_ORDER_SEQUENCE_NUMBER', 'INVALID_PRODUCER_EPOCH',
  ]);
});

test('an open transaction holds the last stable offset back until its marker is below the high watermark', () => {
  const log = newLog();
  append(log, 1);
  append(log, 2, 0, 0, { producerId: 9, producerEpoch: 0, baseSequence: 0, isTransactional: true });
  setHighWatermark(log, 3);
  expect(lastStableOffset(log)).toBe(1);
  append(log, 1, 0, 0, { producerId: 9, producerEpoch: 0, isTransactional: true, control: 'ABORT' });
  expect(lastStableOffset(log)).toBe(1);
  setHighWatermark(log, 4);
  expect([lastStableOffset(log), log.aborted]).toEqual([4, [{ producerId: 9, firstOffset: 1, lastOffset: 3 }]]);
});

test('offsets by time', () => {
  const log = newLog();
  for (const at of [100, 300, 200]) append(log, 2, 0, at);
  expect([offsetForTime(log, 0, 6)?.offset, offsetForTime(log, 101, 6)?.offset, offsetForTime(log, 250, 6)?.offset, offsetForTime(log, 302, 6)]).toEqual([0, 1, 2, null]);
  expect(offsetOfMaxTimestamp(log, 6)).toEqual({ offset: 3, timestampMs: 301, leaderEpoch: 0 });
});
