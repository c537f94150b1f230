// The share-partitions that a broker leads: made at the first fetch, read from the share coordinator, written to it, and forgotten.
import { MILLISECOND } from '../../kernel/types.ts';
import { offsetForTime } from '../log/find-offset.ts';
import type { ErrorCode } from '../protocol.ts';
import type { ReadShareGroupStateResponse } from '../protocol-share.ts';
import { accessError } from './fetch.ts';
import { resetDurationMs, shareSettings } from './group-config.ts';
import { dataTimer, type Env, type Partition, partitionName } from './plane.ts';
import { type Change, expireLocks, releaseAcquired, settle } from './share-partition-acknowledge.ts';
import { completeCount, firstLockEnd, initialize, newSharePartition, type Part, type SharePartition } from './share-partition.ts';
import { askState, type StateEnd } from './share-persister.ts';
import { shareName } from './share-plane.ts';

/** The share-partition, begun to be read where it is new; an error where this broker does not lead the partition. */
export function shareOf(env: Env, group: string, topic: string, index: number): SharePartition | ErrorCode {
  const partition = env.plane.partitions[partitionName(topic, index)];
  const error = accessError(env, partition, topic, index, -1);
  if (error !== 'NONE' || partition === undefined) return error;
  const name = shareName(group, topic, index);
  const known = env.plane.shares.partitions[name];
  if (known !== undefined && known.leaderEpoch === partition.leaderEpoch && known.topicId === partition.topicId) return known;
  if (known !== undefined) forgetShare(env, name);
  const share = newSharePartition({ groupId: group, topic, partition: index, topicId: partition.topicId, leaderEpoch: partition.leaderEpoch });
  env.plane.shares.partitions[name] = share;
  askState(env, 'ReadShareGroupState', { groupId: group, topicId: share.topicId, partition: index, leaderEpoch: share.leaderEpoch }, { kind: 'share-read', share: name, leaderEpoch: share.leaderEpoch });
  return share;
}

export function findShare(env: Env, name: string): SharePartition | null {
  return env.plane.shares.partitions[name] ?? null;
}

/** The share coordinator's state is here: the share-partition can be fetched from. Returns what went wrong, NONE where nothing did. */
export function shareRead(env: Env, end: StateEnd, name: string, leaderEpoch: number): ErrorCode {
  const share = findShare(env, name);
  if (share === null || share.leaderEpoch !== leaderEpoch || share.state !== 'initializing') return 'NONE';
  const partition = env.plane.partitions[partitionName(share.topic, share.partition)];
  const error = end.error !== 'NONE' ? leaderError(end.error) : partition === undefined || partition.role !== 'leader' ? 'NOT_LEADER_OR_FOLLOWER' : 'NONE';
  if (error !== 'NONE' || partition === undefined || end.result === null || !isRead(end.result)) {
    forgetShare(env, name);
    return error === 'NONE' ? 'UNKNOWN_SERVER_ERROR' : error;
  }
  const { result } = end;
  const start = result.startOffset >= 0 ? result.startOffset : resetOffset(env, share, partition);
  initialize(share, result.stateEpoch, start, result.stateBatches);
  return 'NONE';
}

function isRead(result: NonNullable<StateEnd['result']>): result is ReadShareGroupStateResponse['results'][number] {
  return 'stateBatches' in result;
}

/** Where a group begins that has read nothing yet (share.auto.offset.reset). */
function resetOffset(env: Env, share: SharePartition, { log }: Partition): number {
  const { autoOffsetReset } = shareSettings(env, share.groupId);
  const durationMs = resetDurationMs(autoOffsetReset);
  if (durationMs !== null) return offsetForTime(log, env.ctx.wallClockMs - durationMs, log.highWatermark)?.offset ?? log.highWatermark;
  return autoOffsetReset.toLowerCase() === 'earliest' ? log.logStartOffset : log.highWatermark;
}

/** What a share coordinator's refusal means for a member (SharePartition.fetchPersisterError). */
function leaderError(error: ErrorCode): ErrorCode {
  switch (error) {
    case 'NOT_COORDINATOR':
    case 'COORDINATOR_NOT_AVAILABLE':
    case 'COORDINATOR_LOAD_IN_PROGRESS':
    case 'NETWORK_EXCEPTION': return 'COORDINATOR_NOT_AVAILABLE';
    case 'FENCED_LEADER_EPOCH':
    case 'FENCED_STATE_EPOCH': return 'NOT_LEADER_OR_FOLLOWER';
    default: return error;
  }
}

/** Writes a change; `shareWritten` goes on with it. */
export function writeChange(env: Env, share: SharePartition, { write, stateBatches }: Pick<Change, 'write' | 'stateBatches'>): void {
  const name = shareName(share.groupId, share.topic, share.partition);
  askState(env, 'WriteShareGroupState', {
    groupId: share.groupId, topicId: share.topicId, partition: share.partition, stateEpoch: share.stateEpoch, leaderEpoch: share.leaderEpoch,
    startOffset: share.startOffset, deliveryCompleteCount: completeCount(share), stateBatches,
  }, { kind: 'share-written', share: name, write });
}

/** The share coordinator has it, or refused it. Returns the error as members are told it. */
export function shareWritten(env: Env, end: StateEnd, name: string, write: number): ErrorCode {
  const share = findShare(env, name);
  const error = leaderError(end.error);
  if (share === null || share.state !== 'active') return error;
  settle(share, write, error === 'NONE');
  // Somebody else leads the partition, or the group's offsets were set anew: what is known here is the past.
  if (end.error === 'FENCED_LEADER_EPOCH' || end.error === 'FENCED_STATE_EPOCH') forgetShare(env, name);
  else watchLocks(env, share);
  return error;
}

/** A member's session ended: what it holds of this share-partition becomes available. */
export function releaseMember(env: Env, share: SharePartition, member: string): void {
  if (share.state !== 'active') return;
  const settings = shareSettings(env, share.groupId);
  const change = releaseAcquired(share, settings, member);
  if (change.write > 0) writeChange(env, share, change);
  noteExhausted(env, share, change.exhausted);
  watchLocks(env, share);
}

/** Keeps one timer at the end of the first lock. */
export function watchLocks(env: Env, share: SharePartition): void {
  const at = firstLockEnd(share);
  if (share.lockTimer !== null && share.lockTimer.at === at) return;
  if (share.lockTimer !== null) env.ctx.cancel(share.lockTimer.id);
  if (at === null) {
    share.lockTimer = null;
    return;
  }
  const timer = dataTimer({ kind: 'share', timer: { kind: 'locks', share: shareName(share.groupId, share.topic, share.partition) } });
  share.lockTimer = { id: env.ctx.schedule(Math.max(0, at - env.ctx.now), timer), at };
}

/** Some lock's time is up (group.share.record.lock.duration.ms). Returns the share-partition where that changed something. */
export function locksExpired(env: Env, name: string): SharePartition | null {
  const share = findShare(env, name);
  if (share === null) return null;
  share.lockTimer = null;
  const settings = shareSettings(env, share.groupId);
  const expired = expireLocks(share, settings, env.ctx.now);
  for (const part of expired.parts) {
    env.ctx.note('record-lock-expired', { group: share.groupId, partition: partitionName(share.topic, share.partition), member: part.member, first: part.first, last: part.last, forMs: settings.recordLockDurationMs }, subjects(share));
  }
  noteExhausted(env, share, expired.parts.filter((part) => part.state === 'Archived' && part.deliveryCount >= settings.deliveryCountLimit));
  if (expired.stateBatches.length > 0) writeChange(env, share, { write: 0, stateBatches: expired.stateBatches });
  watchLocks(env, share);
  return expired.parts.length > 0 ? share : null;
}

/** Tells that records were delivered as often as they may be (group.share.delivery.count.limit). */
export function noteExhausted(env: Env, share: SharePartition, parts: readonly Part[]): void {
  for (const part of parts) {
    env.ctx.note('delivery-limit-reached', { group: share.groupId, partition: partitionName(share.topic, share.partition), first: part.first, last: part.last, deliveries: part.deliveryCount }, subjects(share));
  }
}

function subjects(share: SharePartition): readonly string[] {
  return [`group/${share.groupId}`, `partition/${partitionName(share.topic, share.partition)}`];
}

export function forgetShare(env: Env, name: string): void {
  const share = findShare(env, name);
  if (share === null) return;
  if (share.lockTimer !== null) env.ctx.cancel(share.lockTimer.id);
  delete env.plane.shares.partitions[name];
}

/** This broker does not lead the partition any more, or in another epoch: what groups had of it is another's now. */
export function forgetSharesOf(env: Env, partition: Partition): void {
  for (const [name, share] of Object.entries(env.plane.shares.partitions)) {
    if (share.topic === partition.topic && share.partition === partition.partition) forgetShare(env, name);
  }
}

/** When acquisitions made now end. */
export function lockEnd(env: Env, group: string): number {
  return env.ctx.now + shareSettings(env, group).recordLockDurationMs * MILLISECOND;
}
