// The invariants are worth something: with a mechanism broken on purpose, the fuzz must notice.
import { expect, test, vi } from 'vitest';
import type * as HighWatermark from '../kafka/broker/high-watermark.ts';
import { setHighWatermark } from '../kafka/log/log.ts';
import { playedPlanes, playSeed } from './workload.ts';

vi.mock('../kafka/broker/high-watermark.ts', async (original) => ({
  ...(await original<typeof HighWatermark>()),
  // The leader believes that whatever it has is replicated.
  advanceHighWatermark(_env: unknown, partition: Parameters<typeof HighWatermark.advanceHighWatermark>[1]): boolean {
    if (partition.role !== 'leader' || partition.log.highWatermark === partition.log.logEndOffset) return false;
    setHighWatermark(partition.log, partition.log.logEndOffset);
    return true;
  },
}));

test('a high watermark that ignores the in-sync replicas is caught', () => {
  expect(() => {
    for (let seed = 1; seed <= 20; seed++) playSeed(seed, playedPlanes);
  }).toThrow(/passes the log end|is lost|the high watermark fell/);
});
