// Retention: what goes by time, by size and by the log's start, and what never goes.
import { expect, test } from 'vitest';
import { makeBatch, stampBatch } from './batch.ts';
import { appendBatch, type Log, newLog, raiseLogStart, setHighWatermark } from './log.ts';
import type { LogConfig } from './log-config.ts';
import { deleteOldSegments } from './retention.ts';
import { testConfig } from './testing/log-config.ts';

/** Four batches of 73 bytes a segment, their records a second apart. */
function logOf(batches: number, highWatermark = batches): Log {
  const log = newLog();
  const config = testConfig({ segmentBytes: 300 });
  for (let i = 0; i < batches; i++) {
    const batch = makeBatch([{ key: null, value: 'hello', headers: [], timestampMs: i * 1_000 }]);
    appendBatch(log, stampBatch(batch, log.logEndOffset, 0), config);
  }
  setHighWatermark(log, highWatermark);
  return log;
}

function check(log: Log, config: Partial<LogConfig>, nowMs: number, expected: { readonly deleted: string; readonly left: readonly number[]; readonly start: number }): void {
  const deleted = deleteOldSegments(log, testConfig(config), nowMs).map((one) => `${one.reason} ${one.segments.map((segment) => segment.baseOffset).join()}`);
  expect({ deleted: deleted.join(' '), left: log.segments.map((segment) => segment.baseOffset), start: log.logStartOffset }).toEqual(expected);
}

test('nothing goes before its time, and a segment goes with its newest record', () => {
  check(logOf(10), { retentionMs: 5_000 }, 8_000, { deleted: '', left: [0, 4, 8], start: 0 });
  check(logOf(10), { retentionMs: 5_000 }, 8_001, { deleted: 'time 0', left: [4, 8], start: 4 });
  check(logOf(10), { retentionMs: -1 }, 1e12, { deleted: '', left: [0, 4, 8], start: 0 });
});

test('the active segment goes too when it is old enough; an empty one follows it, which stays', () => {
  const log = logOf(10);
  check(log, { retentionMs: 5_000 }, 60_000, { deleted: 'time 0,4,8', left: [10], start: 10 });
  check(log, { retentionMs: 5_000 }, 600_000, { deleted: '', left: [10], start: 10 });
  expect(log.logEndOffset).toBe(10);
});

test('size: the oldest go while as much as retention.bytes is left', () => {
  check(logOf(10), { retentionBytes: 438 }, 0, { deleted: 'size 0', left: [4, 8], start: 4 });
  check(logOf(10), { retentionBytes: 439 }, 0, { deleted: '', left: [0, 4, 8], start: 0 });
  check(logOf(10), { retentionBytes: 0 }, 0, { deleted: 'size 0,4,8', left: [10], start: 10 });
});

test('what is not below the high watermark stays, however old', () => {
  check(logOf(10, 6), { retentionMs: 1 }, 1e12, { deleted: 'time 0', left: [4, 8], start: 4 });
  check(logOf(10, 3), { retentionBytes: 0 }, 1e12, { deleted: '', left: [0, 4, 8], start: 0 });
});

test('a log that is only compacted loses what lies below its start, and nothing by age', () => {
  const log = logOf(10);
  raiseLogStart(log, 5);
  check(log, { isCompacted: true, isDeleting: false, retentionMs: 1 }, 1e12, { deleted: 'start 0', left: [4, 8], start: 5 });
});
