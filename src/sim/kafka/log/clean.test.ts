// Compaction: of each key the last value stays at its offset; tombstones, markers and the last batch of a producer have their own time.
import { expect, test } from 'vitest';
import { nextOffset } from '../record.ts';
import { type BatchOrigin, makeBatch, stampBatch } from './batch.ts';
import { cleanLog, type Cleaned } from './clean.ts';
import { cleanableOf, isDue } from './cleanable.ts';
import { appendBatch, type Log, newLog, readLog, rollLog, setHighWatermark, truncateLog } from './log.ts';
import type { LogConfig } from './log-config.ts';
import { forEachBatch } from './segment.ts';
import { testConfig } from './testing/log-config.ts';

const CONFIG = testConfig({ isCompacted: true, isDeleting: false, deleteRetentionMs: 10_000 });

/** Appends one batch of `key=value` words; `key=` is a tombstone. */
function append(log: Log, words: string, timestampMs = 0, origin: BatchOrigin = {}): void {
  const records = words.split(' ').map((word) => {
    const [key = '', value = ''] = word.split('=');
    return { key, value: value === '' ? null : value, headers: [], timestampMs };
  });
  appendBatch(log, stampBatch(makeBatch(records, origin), log.logEndOffset, 0), CONFIG);
  setHighWatermark(log, log.logEndOffset);
}

function roll(log: Log): void {
  rollLog(log, log.logEndOffset);
}

function clean(log: Log, nowMs: number, config: LogConfig = CONFIG): Cleaned | null {
  const cleanable = cleanableOf(log, config, nowMs);
  return cleanable === null ? null : cleanLog(log, config, cleanable, nowMs);
}

/** `offset:key=value` of everything that a reader finds. */
function contents(log: Log): string {
  const found: string[] = [];
  for (const batch of readLog(log, log.logStartOffset, log.logEndOffset, 1e9, true).batches) {
    batch.records.forEach((record, i) => found.push(`${batch.baseOffset + (batch.offsetDeltas?.[i] ?? i)}:${record.key}=${record.value ?? ''}`));
  }
  return found.join(' ');
}

function check(log: Log, expected: string): void {
  expect(contents(log)).toBe(expected);
}

test('the last value of each key stays, at its old offset; the active segment is left alone', () => {
  const log = newLog();
  append(log, 'tea=1 milk=2 tea=3 bread=4 milk=5');
  roll(log);
  append(log, 'tea=6');
  expect(clean(log, 0)).toMatchObject({ from: 0, to: 5, removedRecords: 2, removedTombstones: 0 });
  check(log, '2:tea=3 3:bread=4 4:milk=5 5:tea=6');
  expect([log.logStartOffset, log.logEndOffset, log.cleanedTo]).toEqual([0, 6, 5]);
});

test('a batch keeps its last offset where its last record goes, and reading goes on behind it', () => {
  const log = newLog();
  append(log, 'a=1 b=1 a=2');
  append(log, 'a=3');
  roll(log);
  append(log, 'c=1');
  clean(log, 0);
  check(log, '1:b=1 3:a=3 4:c=1');
  const [first] = readLog(log, 0, 5, 1e9, true).batches;
  expect([first?.baseOffset, first?.lastOffsetDelta, first?.offsetDeltas, first === undefined ? -1 : nextOffset(first)]).toEqual([0, 2, [1], 3]);
});

test('a whole batch that was superseded leaves a gap; a read from inside the gap begins behind it', () => {
  const log = newLog();
  append(log, 'a=1');
  append(log, 'a=2');
  append(log, 'a=3');
  roll(log);
  append(log, 'b=1');
  clean(log, 0);
  check(log, '2:a=3 3:b=1');
  expect(readLog(log, 1, 4, 1e9, true).batches.map((batch) => batch.baseOffset)).toEqual([2, 3]);
});

test('a tombstone gets its horizon at the first cleaning and goes at a cleaning after it', () => {
  const log = newLog();
  append(log, 'a=1 b=1 a=', 1_000);
  roll(log);
  append(log, 'c=1', 1_000);
  clean(log, 5_000);
  check(log, '1:b=1 2:a= 3:c=1');
  expect(readLog(log, 0, 3, 1e9, true).batches[0]?.deleteHorizonMs).toBe(15_000);
  roll(log);
  append(log, 'd=1', 1_000);
  clean(log, 14_999);
  check(log, '1:b=1 2:a= 3:c=1 4:d=1');
  roll(log);
  append(log, 'e=1', 1_000);
  expect(clean(log, 15_000)).toMatchObject({ removedTombstones: 1 });
  check(log, '1:b=1 3:c=1 4:d=1 5:e=1');
});

test('the last batch of a producer stays, empty, so that its sequence is still known', () => {
  const log = newLog();
  append(log, 'a=1', 0, { producerId: 7, producerEpoch: 0, baseSequence: 0 });
  append(log, 'a=2', 0, { producerId: 7, producerEpoch: 0, baseSequence: 1 });
  append(log, 'a=3', 0, { producerId: 8, producerEpoch: 0, baseSequence: 0 });
  roll(log);
  append(log, 'z=1');
  clean(log, 0);
  check(log, '2:a=3 3:z=1');
  const batches = readLog(log, 0, 3, 1e9, true).batches.map((batch) => [batch.baseOffset, batch.producerId, batch.records.length, batch.sizeInBytes]);
  expect(batches).toEqual([[1, 7, 0, 61], [2, 8, 1, 70]]);
  truncateLog(log, 3);
  expect(log.producers['p7']?.batches.map((one) => one.baseSequence)).toEqual([1]);
});

test('aborted records go, the marker of an empty transaction after its horizon; open transactions are not touched', () => {
  const log = newLog();
  append(log, 'a=1');
  append(log, 'a=2', 0, { producerId: 9, producerEpoch: 0, baseSequence: 0, isTransactional: true });
  append(log, 'marker=x', 0, { producerId: 9, producerEpoch: 0, isTransactional: true, control: 'ABORT' });
  roll(log);
  append(log, 'd=1');
  append(log, 'b=1', 0, { producerId: 9, producerEpoch: 0, baseSequence: 1, isTransactional: true });
  roll(log);
  append(log, 'c=1');
  // The open transaction begins at 4; its segment, from 3, is left alone as a whole.
  expect(cleanableOf(log, CONFIG, 0)?.firstUncleanable).toBe(3);
  clean(log, 0);
  expect(contents(log)).toContain('0:a=1');
  expect(contents(log)).not.toContain('a=2');
});

test('neighbours that fit together become one segment again', () => {
  const log = newLog();
  for (let i = 0; i < 5; i++) {
    append(log, `k=${i} own${i}=1`);
    roll(log);
  }
  clean(log, 0);
  expect(log.segments.map((segment) => segment.baseOffset)).toEqual([0, 10]);
  let batches = 0;
  for (const segment of log.segments) forEachBatch(segment, () => (batches += 1));
  expect([batches, Object.isFrozen(log.segments[0])]).toEqual([5, true]);
});

test('when a log is due: by its dirty part, or by the age of its oldest dirty record', () => {
  const due = (log: Log, config: Partial<LogConfig>, nowMs: number): string => {
    const cleanable = cleanableOf(log, { ...CONFIG, ...config }, nowMs);
    return cleanable === null ? 'nothing' : `${cleanable.ratio} ${isDue(cleanable, { ...CONFIG, ...config })}`;
  };
  const log = newLog();
  append(log, 'a=1', 1_000);
  expect(due(log, {}, 0)).toBe('nothing');
  roll(log);
  append(log, 'b=1', 2_000);
  expect(due(log, {}, 0)).toBe('1 true');
  expect(due(log, { minCompactionLagMs: 5_000 }, 3_000)).toBe('nothing');
  clean(log, 0);
  roll(log);
  expect(due(log, {}, 0)).toBe('0.5 false');
  expect(due(log, { minCleanableDirtyRatio: 0.49 }, 0)).toBe('0.5 true');
  expect(due(log, { maxCompactionLagMs: 1_000 }, 3_001)).toBe('0.5 true');
});
