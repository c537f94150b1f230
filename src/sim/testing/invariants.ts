// What must hold in a Kafka cluster after every event, whatever fails. Cheap enough to run on every event of a thousand seeds.
import { assert } from '../kernel/assert.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { DataPlane, Partition } from '../kafka/broker/plane.ts';
import { activeSegment, type Log } from '../kafka/log/log.ts';
import { chunkAt, chunkCount, forEachBatch, type Segment } from '../kafka/log/segment.ts';
import type { ConsumerGroup } from '../kafka/coordinator/consumer-group/state.ts';
import type { ClassicGroup } from '../kafka/coordinator/group-state.ts';
import { nodeOf } from '../kafka/protocol.ts';
import { nextOffset, type RecordBatch } from '../kafka/record.ts';

/** How the invariants reach into a cluster. */
export interface Watched {
  readonly kernel: Kernel;
  readonly brokers: readonly number[];
  plane(broker: number): DataPlane;
}

/** What was seen of a replica when it was looked at last. */
interface Seen {
  role: Partition['role'];
  epoch: number;
  highWatermark: number;
  endOffset: number;
  isr: readonly number[];
}

export interface Invariants {
  /** Looks at one broker: after each event that it handled. */
  check(broker: number): void;
  /** How many replicas were looked at because something in them had changed. */
  readonly looks: { count: number };
}

/** Watches a cluster from here on: after every event the broker that handled it is checked. Throws at the first broken invariant. */
export function watchInvariants(cluster: Watched): Invariants {
  // By the partition's own object: names would have to be put together for each of thousands of looks.
  const seen = cluster.brokers.map(() => new Map<Partition, Seen>());
  const leaders = new Map<string, number>();
  const generations = new Map<string, string>();
  const looks = { count: 0 };
  const check = (broker: number): void => {
    const isUp = cluster.kernel.isUp(nodeOf(broker));
    const plane = cluster.plane(broker);
    const known = seen[cluster.brokers.indexOf(broker)] ?? new Map<Partition, Seen>();
    if (!isUp) return known.clear();
    for (const name in plane.partitions) {
      const partition = plane.partitions[name];
      if (partition === undefined) continue;
      const before = known.get(partition);
      if (before !== undefined && isSame(before, partition)) continue;
      looks.count += 1;
      checkReplica(partition, before);
      if (partition.role === 'leader') checkLeader(cluster, broker, partition, before, leaders);
      known.set(partition, { role: partition.role, epoch: partition.leaderEpoch, highWatermark: partition.log.highWatermark, endOffset: partition.log.logEndOffset, isr: partition.isr });
    }
    for (const group of Object.values(plane.groups.groups)) {
      if (group.kind === 'classic') checkGroup(group, broker, generations);
      else if (group.kind === 'consumer') checkConsumerGroup(group);
    }
  };
  const numbers = new Map(cluster.brokers.map((id) => [nodeOf(id), id]));
  const previous = cluster.kernel.onEvent;
  cluster.kernel.onEvent = (event) => {
    previous?.(event);
    const broker = numbers.get(event.to);
    if (broker !== undefined) check(broker);
  };
  return { check, looks };
}

function isSame(before: Seen, partition: Partition): boolean {
  const { log } = partition;
  return before.endOffset === log.logEndOffset && before.highWatermark === log.highWatermark && before.role === partition.role
    && before.epoch === partition.leaderEpoch && before.isr === partition.isr;
}

function checkReplica(partition: Partition, before: Seen | undefined): void {
  const { log, name } = partition;
  assert(log.logStartOffset <= log.highWatermark && log.highWatermark <= log.logEndOffset, `${name}: log start ${log.logStartOffset} <= high watermark ${log.highWatermark} <= log end ${log.logEndOffset}`);
  for (const id of partition.isr) assert(partition.replicas.includes(id), `${name}: ISR ${partition.isr.join()} is a subset of the replicas ${partition.replicas.join()}`);
  // A compacted log has gaps, on its leader and with whoever copied it from there.
  if (!partition.settings.isCompacted) checkDense(partition, Math.min(before?.endOffset ?? 0, log.logEndOffset));
}

/**
 * Offsets have no holes, from the end back to what was looked at before. A follower that is told to truncate within a batch, because its
 * leader's log starts there, loses the whole batch (LogSegment.truncateTo): what lies below its end then is below the leader's log start.
 */
function checkDense({ log, name, role }: Partition, from: number): void {
  let end = log.logEndOffset;
  for (const batch of backwards(log)) {
    const follows = nextOffset(batch);
    assert(follows === end || (role === 'follower' && end === log.logEndOffset && follows < end), `${name}: a batch ends at ${follows} where ${end} follows`);
    assert(batch.offsetDeltas !== null || batch.records.length === batch.lastOffsetDelta + 1, `${name}: the batch at ${batch.baseOffset} is dense`);
    end = batch.baseOffset;
    if (end <= from) return;
  }
  assert(end <= Math.max(from, log.logStartOffset), `${name}: the log has its offsets from ${from} to ${end}`);
}

function* backwards(log: Log): Generator<RecordBatch> {
  for (let s = log.segments.length - 1; s >= 0; s--) {
    const segment: Segment = log.segments[s] ?? activeSegment(log);
    yield* [...segment.tail].reverse();
    for (let c = chunkCount(segment) - 1; c >= 0; c--) yield* [...(chunkAt(segment, c) ?? [])].reverse();
  }
}

function checkLeader(cluster: Watched, broker: number, partition: Partition, before: Seen | undefined, leaders: Map<string, number>): void {
  const { log, name } = partition;
  const term = `${name}@${partition.leaderEpoch}`;
  const other = leaders.get(term) ?? broker;
  assert(other === broker, `${name}: brokers ${other} and ${broker} both lead epoch ${partition.leaderEpoch}`);
  leaders.set(term, broker);
  if (before?.role === 'leader' && before.epoch === partition.leaderEpoch) {
    assert(log.highWatermark >= before.highWatermark, `${name}: the high watermark fell from ${before.highWatermark} to ${log.highWatermark} in epoch ${partition.leaderEpoch}`);
  }
  // Of a leader that was replaced without knowing it nothing is claimed: its ISR is the past.
  const moved = log.highWatermark > (before?.highWatermark ?? Infinity);
  if (!moved) return;
  const needed = Math.min(partition.settings.minInsyncReplicas, partition.replicas.length);
  assert(partition.isr.length >= needed, `${name}: the high watermark moved to ${log.highWatermark} with ${partition.isr.length} in sync, fewer than min.insync.replicas ${needed}`);
  for (const id of partition.isr) {
    const replica = cluster.plane(id).partitions[name];
    // Who has just lost its power, and what it had copied with it, is still in the leader's ISR.
    if (replica === undefined || replica.role === 'offline' || replica.leaderEpoch > partition.leaderEpoch) continue;
    assert(replica.log.logEndOffset >= log.highWatermark, `${name}: high watermark ${log.highWatermark} passes the log end ${replica.log.logEndOffset} of in-sync replica ${id}`);
  }
}

/** In a generation that is in force, no partition has two owners. */
function checkGroup(group: ClassicGroup, broker: number, generations: Map<string, string>): void {
  if (group.state !== 'Stable') return;
  const key = `${broker}/${group.groupId}`;
  const stamp = `${group.generation}/${group.members.length}`;
  if (generations.get(key) === stamp) return;
  generations.set(key, stamp);
  const owners = new Map<string, string>();
  for (const member of group.members) {
    for (const { topic, partition } of member.assignment) {
      const place = `${topic}-${partition}`;
      assert(!owners.has(place), `group ${group.groupId}, generation ${group.generation}: ${place} belongs to ${owners.get(place)} and ${member.memberId}`);
      owners.set(place, member.memberId);
    }
  }
}

/** KIP-848: a partition is one member's at a time, from its assignment to the end of its revocation; and no epoch runs ahead of the group's. */
function checkConsumerGroup(group: ConsumerGroup): void {
  const owners = new Map<string, string>();
  assert(group.assignmentEpoch <= group.epoch, `group ${group.groupId}: assignment epoch ${group.assignmentEpoch} <= group epoch ${group.epoch}`);
  for (const member of group.members) {
    assert(member.epoch <= group.assignmentEpoch, `group ${group.groupId}: ${member.memberId} is in epoch ${member.epoch}, the assignment in ${group.assignmentEpoch}`);
    for (const held of [member.assigned, member.pendingRevocation]) {
      for (const [topicId, partitions] of Object.entries(held)) {
        for (const partition of partitions) {
          const place = `${topicId}-${partition}`;
          assert(!owners.has(place), `group ${group.groupId}, epoch ${group.epoch}: ${place} belongs to ${owners.get(place)} and ${member.memberId}`);
          owners.set(place, member.memberId);
        }
      }
    }
  }
}

/** The records of a log by offset: those that can be read. A batch may begin below the log's start. */
export function recordsOf(log: Log): Map<number, string | null> {
  const found = new Map<number, string | null>();
  for (const segment of log.segments) {
    forEachBatch(segment, (batch) => batch.records.forEach((record, i) => {
      const offset = batch.baseOffset + (batch.offsetDeltas?.[i] ?? i);
      if (offset >= log.logStartOffset) found.set(offset, record.value);
    }));
  }
  return found;
}
