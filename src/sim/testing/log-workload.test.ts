// Compaction keeps the last value of each key, retention keeps what is not replicated; broken on purpose, both are caught.
import { expect, test } from 'vitest';
import { cleanLog } from '../kafka/log/clean.ts';
import { cleanableOf } from '../kafka/log/cleanable.ts';
import { activeSegment } from '../kafka/log/log.ts';
import type { LogConfig } from '../kafka/log/log-config.ts';
import { deleteOldSegments } from '../kafka/log/retention.ts';
import { LOG_POLICIES, type LogOperations, playLogSeed, REAL_OPERATIONS } from './log-workload.ts';

function play(config: LogConfig, operations: LogOperations = REAL_OPERATIONS): number {
  let gone = 0;
  for (let seed = 1; seed <= 25; seed++) gone += playLogSeed(seed, config, operations);
  return gone;
}

const { compact: COMPACTED, delete: DELETED } = LOG_POLICIES;

test.each(Object.entries(LOG_POLICIES))('random histories of a log with cleanup.policy=%s keep its guarantees', (_policy, config) => {
  expect(play(config)).toBeGreaterThan(1_000);
});

test('a cleaner that takes the word of open transactions is caught', () => {
  const cleanable: typeof cleanableOf = (log, config, nowMs) => {
    const found = cleanableOf(log, config, nowMs);
    return found === null ? null : { ...found, firstUncleanable: activeSegment(log).baseOffset };
  };
  expect(() => play(COMPACTED, { ...REAL_OPERATIONS, cleanable })).toThrow(/the last value of \w+, .* is gone|went before/);
});

test('a cleaner that cleans the active segment is caught', () => {
  const clean: typeof cleanLog = (log, config, cleanable, nowMs) => cleanLog(log, config, { ...cleanable, firstUncleanable: log.logEndOffset }, nowMs);
  expect(() => play(COMPACTED, { ...REAL_OPERATIONS, clean })).toThrow(/has an active segment|leaves the active segment alone|is gone/);
});

test('a cleaner that forgets tombstones at once is caught', () => {
  const clean: typeof cleanLog = (log, config, cleanable, nowMs) => cleanLog(log, { ...config, deleteRetentionMs: -1 }, cleanable, nowMs);
  expect(() => play(COMPACTED, { ...REAL_OPERATIONS, clean })).toThrow(/before delete.retention.ms was over/);
});

test('retention that does not look at the high watermark is caught', () => {
  const retain: typeof deleteOldSegments = (log, config, nowMs) => {
    const { highWatermark } = log;
    log.highWatermark = log.logEndOffset;
    const deleted = deleteOldSegments(log, config, nowMs);
    log.highWatermark = highWatermark;
    return deleted;
  };
  expect(() => play(DELETED, { ...REAL_OPERATIONS, retain })).toThrow(/passed the high watermark/);
});

test('retention that takes what is not due is caught', () => {
  const retain: typeof deleteOldSegments = (log, config, nowMs) => deleteOldSegments(log, config, nowMs + 2_000);
  expect(() => play(DELETED, { ...REAL_OPERATIONS, retain })).toThrow(/was not due/);
});
