// What a leader refuses of a batch, in Kafka's words, and the times that it gives records.
import { expect, test } from 'vitest';
import { makeBatch } from '../log/batch.ts';
import { newLog } from '../log/log.ts';
import { testConfig } from '../log/testing/log-config.ts';
import type { LogConfig } from '../log/log-config.ts';
import type { Partition } from './plane.ts';
import { invalidRecords, withLogTime } from './validate.ts';

const NOW = 1_700_000_000_000;

function partition(config: Partial<LogConfig>): Partition {
  return {
    topic: 't', partition: 0, topicId: '', name: 't-0', role: 'leader', leader: 1, leaderEpoch: 0, partitionEpoch: 0, replicas: [1], isr: [1], proposedIsr: null, epochStartOffset: 0, followers: [],
    settings: { ...testConfig(config), minInsyncReplicas: 1, maxMessageBytes: 1_048_588, leaderThrottled: [], followerThrottled: [] }, fetchDelayedUntil: 0, refusedWith: null, deletedSegments: [], log: newLog(),
  };
}

function check(config: Partial<LogConfig>, records: readonly (readonly [string | null, number])[], expected: readonly [string, ...string[]] | null): void {
  const batch = makeBatch(records.map(([key, timestampMs]) => ({ key, value: 'v', headers: [], timestampMs })));
  const invalid = invalidRecords(partition(config), batch, NOW);
  expect(invalid === null ? null : [invalid.error, ...invalid.recordErrors.map(({ batchIndex, message }) => `${batchIndex}: ${message}`)]).toEqual(expected);
}

test('a compacted topic takes no record without a key', () => {
  check({ isCompacted: true }, [['a', NOW], ['b', NOW]], null);
  check({ isCompacted: true }, [['a', NOW], [null, NOW]], ['INVALID_RECORD', '1: Compacted topic cannot accept message without key in topic partition t-0']);
  check({ isCompacted: false }, [[null, NOW]], null);
});

test('a time too far from the broker\'s own is refused: an hour ahead, or as the topic says', () => {
  check({}, [['a', NOW + 3_600_000], ['a', 0]], null);
  check({}, [['a', NOW + 3_600_001]], ['INVALID_TIMESTAMP', `0: Timestamp ${NOW + 3_600_001} of message with offset 0 is out of range. The timestamp should be within [0, ${NOW + 3_600_000}]`]);
  check({ timestampBeforeMaxMs: 10 }, [['a', NOW - 11]], ['INVALID_TIMESTAMP', `0: Timestamp ${NOW - 11} of message with offset 0 is out of range. The timestamp should be within [${NOW - 10}, ${NOW + 3_600_000}]`]);
  check({ timestampBeforeMaxMs: 10, hasLogAppendTime: true }, [['a', NOW - 11]], null);
});

test('with LogAppendTime the leader gives the time, and no byte more', () => {
  const batch = makeBatch([{ key: 'a', value: 'v', headers: [], timestampMs: 5 }]);
  const stamped = withLogTime(partition({ hasLogAppendTime: true }), batch, NOW);
  expect([stamped.timestampType, stamped.maxTimestampMs, stamped.records[0]?.timestampMs, stamped.sizeInBytes]).toEqual(['LogAppendTime', NOW, NOW, batch.sizeInBytes]);
  expect(withLogTime(partition({}), batch, NOW)).toBe(batch);
});
