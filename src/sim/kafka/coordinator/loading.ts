// A coordinator's shards: a broker that becomes leader of a partition of `__consumer_offsets` reads its groups from the log.
import { MILLISECOND } from '../../kernel/types.ts';
import { dataTimer, type Env, type Partition } from '../broker/plane.ts';
import { logSize } from '../log/log.ts';
import { forEachBatch } from '../log/segment.ts';
import { groupLoaded, resignGroup, stopTimers } from './group-kinds.ts';
import type { Group } from './group-state.ts';
import { GROUP_TOPIC } from './partition-of.ts';
import { forgetPendingOffsets, loadBatch } from './transaction/txn-offsets.ts';

/** How often a shard that waits for its replicas looks again. */
const REPLICATION_CHECK = 50 * MILLISECOND;

/** What making one log takes: its folder, its files, and their flushes. Measured with Kafka 4.3.1: 22 to 46 ms. */
const LOG_CREATION = 30 * MILLISECOND;

/** Of a topic that is new a broker makes all its logs first, and then it coordinates: how many. 0 where the partition is older. */
function logsCreated(env: Env, { leaderEpoch, log }: Partition): number {
  if (leaderEpoch > 0 || log.logEndOffset > 0) return 0;
  const partitions = env.broker.image.topics[GROUP_TOPIC]?.partitions ?? [];
  return partitions.filter((one) => one.leaderEpoch === 0 && one.replicas.includes(env.broker.id)).length;
}

/** Starts to read the partition's log, which takes as long as the disk takes. */
export function onBecomeCoordinator(env: Env, partition: Partition): void {
  const { groups } = env.plane;
  forgetGroups(env, partition.partition);
  groups.shards[`p${partition.partition}`] = 'loading';
  groups.validFrom[`p${partition.partition}`] = groups.nextWrite;
  const load = dataTimer({ kind: 'group', timer: { kind: 'load', partition: partition.partition, epoch: partition.leaderEpoch } });
  const created = logsCreated(env, partition);
  if (created > 0) env.ctx.schedule(created * LOG_CREATION, load);
  else env.ctx.diskWrite(logSize(partition.log), load);
}

/** A write failed whose change was already made: the groups are again what the log says (CoordinatorRuntime's revert). */
export function loadAgain(env: Env, index: number): void {
  const partition = env.plane.partitions[`${GROUP_TOPIC}-${index}`];
  if (partition?.role !== 'leader') return;
  for (const group of Object.values(env.plane.groups.groups)) if (group.partition === index) resignGroup(env, group);
  onBecomeCoordinator(env, partition);
}

/** Somebody else coordinates these groups now: whoever waits for an answer is sent there. */
export function onResignCoordinator(env: Env, partition: Partition): void {
  for (const group of Object.values(env.plane.groups.groups)) if (group.partition === partition.partition) resignGroup(env, group);
  forgetGroups(env, partition.partition);
  delete env.plane.groups.shards[`p${partition.partition}`];
}

function forgetGroups(env: Env, partition: number): void {
  const { groups } = env.plane.groups;
  forgetPendingOffsets(env, partition);
  for (const [key, group] of Object.entries(groups)) {
    if (group.partition !== partition) continue;
    stopTimers(env, group);
    delete groups[key];
  }
}

/** The log has been read: groups are as their last records say, and members have a whole session to be heard of. */
export function finishLoading(env: Env, index: number, epoch: number): void {
  const { plane } = env;
  const partition = plane.partitions[`${GROUP_TOPIC}-${index}`];
  if (partition === undefined || partition.role !== 'leader' || partition.leaderEpoch !== epoch) return;
  if (partition.log.highWatermark < partition.log.logEndOffset) return waitForReplicas(env, partition);
  const loaded: Record<string, Group> = {};
  for (const segment of partition.log.segments) {
    forEachBatch(segment, (batch) => {
      loadBatch(env, loaded, batch, index);
    });
  }
  plane.groups.shards[`p${index}`] = 'active';
  for (const [key, group] of Object.entries(loaded)) {
    plane.groups.groups[key] = group;
    groupLoaded(env, group);
  }
}

/** What the log has must be replicated before anybody is told of it: a later coordinator could know less. */
function waitForReplicas(env: Env, { partition, leaderEpoch }: Partition): void {
  env.ctx.schedule(REPLICATION_CHECK, dataTimer({ kind: 'group', timer: { kind: 'load', partition, epoch: leaderEpoch } }));
}
