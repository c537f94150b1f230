// How replication is slowed down while replicas move: throttled replicas that are not in sync wait where a broker has sent,
// or taken, more per second than it may (ReplicationQuotaManager, KIP-73).
import { bytesOf } from '../log/batch.ts';
import type { RecordBatch } from '../record.ts';
import type { Env, Partition } from './plane.ts';
import { addTo, simpleRate } from './rate.ts';

export type Side = 'leader' | 'follower';

/** The partitions of a topic that this broker throttles: those that the setting gives with its number, `all` for `*`. */
export type Throttled = 'all' | readonly number[];

/** Reads leader.replication.throttled.replicas or the follower's: `0:1,2:3` are partitions and brokers. */
export function throttledPartitions(setting: string, broker: number): Throttled {
  if (setting.trim() === '*') return 'all';
  return setting.split(',').flatMap((pair) => {
    const [partition, replica] = pair.trim().split(':').map(Number);
    return partition !== undefined && replica === broker ? [partition] : [];
  });
}

function isThrottled(partition: Partition, side: Side): boolean {
  const throttled = side === 'leader' ? partition.settings.leaderThrottled : partition.settings.followerThrottled;
  return throttled === 'all' || throttled.includes(partition.partition);
}

/** leader.replication.throttled.rate or the follower's, in bytes per second; without it there is no limit. */
function isExceeded(env: Env, side: Side): boolean {
  const limit = env.broker.config(`${side}.replication.throttled.rate`);
  return limit !== '' && simpleRate(env.plane.replicationRates[side], env.ctx.now) > Number(limit);
}

/** Whether this leader gives the follower nothing now. In-sync replicas are never slowed down. */
export function leaderHoldsBack(env: Env, partition: Partition, replica: number): boolean {
  return isThrottled(partition, 'leader') && !partition.isr.includes(replica) && isExceeded(env, 'leader');
}

/** Whether this follower does not ask for the partition now. */
export function followerHoldsBack(env: Env, partition: Partition): boolean {
  return isThrottled(partition, 'follower') && !partition.isr.includes(env.broker.id) && isExceeded(env, 'follower');
}

/** Counts what was sent or taken of throttled partitions. */
export function countReplicated(env: Env, partition: Partition, side: Side, records: readonly RecordBatch[]): void {
  if (records.length > 0 && isThrottled(partition, side)) addTo(env.plane.replicationRates[side], bytesOf(records), env.ctx.now);
}
