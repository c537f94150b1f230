// The high watermark of a partition on its leader, and who counts as in sync (Partition.maybeIncrementLeaderHW, KIP-966).
import { MILLISECOND, type Time } from '../../kernel/types.ts';
import { setHighWatermark } from '../log/log.ts';
import { caughtUpAt, type Env, type Follower, type Partition } from './plane.ts';

/** replica.lag.time.max.ms, Kafka default 30 s. */
export function lagLimit(env: Env): Time {
  return Number(env.broker.config('replica.lag.time.max.ms')) * MILLISECOND;
}

/** min.insync.replicas, but never more than there are replicas. */
export function effectiveMinIsr(partition: Partition): number {
  return Math.min(partition.settings.minInsyncReplicas, partition.replicas.length);
}

/** The ISR with whoever is on the way in or not out yet: while a change is in flight, every replica that could be in it counts (KIP-497). */
export function isInMaximalIsr(partition: Partition, id: number): boolean {
  return partition.isr.includes(id) || (partition.proposedIsr?.includes(id) ?? false);
}

/** How many are in the maximal ISR. */
export function maximalIsrSize(partition: Partition): number {
  const joining = partition.proposedIsr?.filter((id) => !partition.isr.includes(id)).length ?? 0;
  return partition.isr.length + joining;
}

/** ReplicaState.isCaughtUp: it has everything, or had it not longer ago than the limit. */
export function isCaughtUp(env: Env, follower: Follower, leaderEnd: number, limit: Time): boolean {
  return follower.endOffset === leaderEnd || env.ctx.now - caughtUpAt(env.plane, follower) <= limit;
}

/** Whether the controller would take a replica into the ISR: alive, not shutting down, in the life that it fetches in (KIP-841, KIP-903). */
export function isIsrEligible(env: Env, follower: Follower): boolean {
  const registered = env.broker.image.brokers[follower.id];
  if (registered === undefined || registered.fenced || registered.inControlledShutdown) return false;
  return follower.brokerEpoch < 0 || follower.brokerEpoch === registered.epoch;
}

/** Whoever has caught up will be in the ISR soon, and is waited for already (Partition.shouldWaitForReplicaToJoinIsr). */
function isJoining(env: Env, partition: Partition, follower: Follower): boolean {
  return isIsrEligible(env, follower) && isCaughtUp(env, follower, partition.log.logEndOffset, lagLimit(env));
}

/**
 * Moves the high watermark up to the smallest log end of the replicas that count. Below min.insync.replicas it stands
 * still (KIP-966). Returns whether it moved.
 */
export function advanceHighWatermark(env: Env, partition: Partition): boolean {
  if (partition.role !== 'leader' || partition.isr.length < effectiveMinIsr(partition)) return false;
  const { log } = partition;
  let lowest = log.logEndOffset;
  for (const follower of partition.followers) {
    if (follower.endOffset >= lowest) continue;
    if (isInMaximalIsr(partition, follower.id) || isJoining(env, partition, follower)) lowest = follower.endOffset;
  }
  if (lowest <= log.highWatermark) return false;
  setHighWatermark(log, lowest);
  return true;
}
