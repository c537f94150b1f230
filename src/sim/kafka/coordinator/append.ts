// A coordinator writes to its partition of `__consumer_offsets` and goes on when that is replicated.
import { freeze } from '../../kernel/freeze.ts';
import { makeBatch } from '../log/batch.ts';
import { advanceHighWatermark } from '../broker/high-watermark.ts';
import type { CoordinatorWork, Env } from '../broker/plane.ts';
import { appendToLeader } from '../broker/produce.ts';
import { awaitReplication, decideFetches, decideProduces } from '../broker/purgatory.ts';
import { afterCoordinatorAppend } from './after-append.ts';
import { groupPartition, GROUP_TOPIC } from './partition-of.ts';
import { isOutdated } from './shards.ts';

/** offsets.commit.timeout.ms, Kafka default 5 s: how long a coordinator waits for its write to be replicated. */
const WRITE_TIMEOUT_MS = 5_000;

/** The disk is ready. */
export function coordinatorAppend(env: Env, name: string, work: CoordinatorWork): void {
  if (isOutdated(env, work)) return afterCoordinatorAppend(env, work, 'NOT_LEADER_OR_FOLLOWER');
  const timestampMs = env.ctx.wallClockMs;
  const batch = makeBatch(work.entries.map(({ key, value }) => ({ key, value, headers: [], timestampMs })));
  const result = appendToLeader(env, GROUP_TOPIC, groupPartition(env.broker, work.group), batch, -1);
  if (result.partition === null) return afterCoordinatorAppend(env, work, result.status.error);
  const waiting = { name, requiredOffset: result.requiredOffset, baseOffset: result.status.baseOffset, error: 'NONE' as const, isPending: true };
  const moved = advanceHighWatermark(env, result.partition);
  awaitReplication(env, [waiting], WRITE_TIMEOUT_MS, freeze({ kind: 'coordinator', work }));
  if (moved) decideProduces(env, name);
  decideFetches(env, GROUP_TOPIC, result.partition.partition);
}
