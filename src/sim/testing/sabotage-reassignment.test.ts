// A reassignment that does not wait for its new replicas must be noticed: by the fuzz's invariants, or by what is lost in the end.
import { expect, test, vi } from 'vitest';
import type * as PartitionChangeModule from '../kafka/controller/partition-change.ts';
import { playSeed } from './workload.ts';

vi.mock('../kafka/controller/partition-change.ts', async (original) => {
  const real = await original<typeof PartitionChangeModule>();
  return {
    ...real,
    // Replicas that were only just added are taken for in sync, and those that shall leave are let go at once.
    partitionChange(partition: Parameters<typeof real.partitionChange>[0], options: Parameters<typeof real.partitionChange>[1]): ReturnType<typeof real.partitionChange> {
      const { targetAdding, targetReplicas, targetRemoving } = options;
      if (targetAdding.length === 0) return real.partitionChange(partition, options);
      const staying = targetReplicas.filter((id) => !targetRemoving.includes(id));
      return real.partitionChange(partition, { ...options, targetIsr: staying, targetReplicas: staying, targetAdding: [], targetRemoving: [] });
    },
  };
});

test('a reassignment that does not wait for the new replicas is caught', () => {
  expect(() => {
    for (let seed = 1; seed <= 12; seed++) playSeed(seed);
  }).toThrow(/passes the log end|is lost|the high watermark fell|where now|follows/);
}, 120_000);
