// Committed offsets: OffsetCommit, OffsetFetch, OffsetDelete (OffsetMetadataManager).
import { freeze } from '../../kernel/freeze.ts';
import type { NodeId } from '../../kernel/types.ts';
import { type CoordinatorWork, type Env, partitionName, respond, type StoredEntry } from '../broker/plane.ts';
import { partitionOf } from '../metadata-image.ts';
import type { ErrorCode, Request } from '../protocol.ts';
import type { OffsetCommitRequest, OffsetDeleteResponse, OffsetFetchResponse } from '../protocol-groups.ts';
import { writeEntries } from './write.ts';
import type { CommittedOffset } from './committed-offset.ts';
import { checkConsumerCommit, type CommitCheck, isConsumerSubscribed } from './consumer-group/offsets.ts';
import { type ConsumerGroup, findConsumerMember } from './consumer-group/state.ts';
import { groupState, offsetsOf } from './group-kinds.ts';
import { type ClassicGroup, findClassic, findGroup, findMember, newGroup } from './group-state.ts';
import { coordinatorError } from './shards.ts';
import { generationError } from './membership.ts';
import { groupPartition } from './partition-of.ts';
import { startSession } from './sessions.ts';
import { hasPendingOffset } from './transaction/txn-offsets.ts';
import { applyEntry } from './replay.ts';
import { offsetEntry, offsetTombstone } from './stored.ts';

/** offset.metadata.max.bytes, Kafka default 4096. */
const METADATA_MAX = 4096;

export function handleOffsetCommit(env: Env, request: Request<'OffsetCommit'>, from: NodeId): void {
  const { body } = request;
  const error = coordinatorError(env, body.groupId);
  const check = error === 'NONE' ? checkCommit(env, body) : { errorCode: error, partitions: {} };
  const problem = check.errorCode;
  const errorAt = (topic: string, partition: number, metadata: string): ErrorCode => (problem !== 'NONE' ? problem : (check.partitions[partitionName(topic, partition)] ?? placeError(env, topic, partition, metadata)));
  const topics = body.topics.map(({ name, partitions }) => ({
    name,
    partitions: partitions.map((one) => ({ partitionIndex: one.partitionIndex, errorCode: errorAt(name, one.partitionIndex, one.committedMetadata) })),
  }));
  if (problem === 'NONE') keepAlive(env, body, from);
  const entries: StoredEntry[] = [];
  body.topics.forEach(({ name, partitions }, t) => partitions.forEach((one, p) => {
    if (topics[t]?.partitions[p]?.errorCode !== 'NONE') return;
    const committed: CommittedOffset = { topic: name, partition: one.partitionIndex, offset: one.committedOffset, leaderEpoch: one.committedLeaderEpoch, metadata: one.committedMetadata, commitTimestampMs: env.ctx.wallClockMs, topicId: env.broker.image.topics[name]?.topicId ?? '' };
    entries.push(offsetEntry(body.groupId, committed));
  }));
  if (entries.length === 0) return respond(env.ctx, from, 'OffsetCommit', request.correlationId, { topics });
  const work: CoordinatorWork = { kind: 'offsets-committed', group: body.groupId, generation: body.generationIdOrMemberEpoch, entries, reply: { to: from, correlationId: request.correlationId }, answer: { kind: 'offsets', topics } };
  writeEntries(env, freeze(work));
}

/** Whether this asker may commit for the group. */
function checkCommit(env: Env, body: OffsetCommitRequest): CommitCheck {
  const group = findGroup(env.plane.groups, body.groupId);
  switch (group?.kind) {
    case 'consumer': return checkConsumerCommit(group, env.broker.image, body);
    case 'share': return { errorCode: 'GROUP_ID_NOT_FOUND', partitions: {} };
    case 'classic': return { errorCode: classicCommitError(group, body), partitions: {} };
    case undefined: return { errorCode: body.generationIdOrMemberEpoch < 0 ? 'NONE' : 'ILLEGAL_GENERATION', partitions: {} };
  }
}

/** ClassicGroup.validateOffsetCommit. */
function classicCommitError(group: ClassicGroup, body: OffsetCommitRequest): ErrorCode {
  const generation = body.generationIdOrMemberEpoch;
  if (group.state === 'Dead') return 'UNKNOWN_MEMBER_ID';
  if (generation < 0 && group.state === 'Empty') return 'NONE';
  const error = generationError(group, body.memberId, body.groupInstanceId, generation);
  if (error !== 'NONE') return error;
  return group.state === 'CompletingRebalance' ? 'REBALANCE_IN_PROGRESS' : 'NONE';
}

function placeError(env: Env, topic: string, partition: number, metadata: string): ErrorCode {
  if (partitionOf(env.broker.image, topic, partition) === null) return 'UNKNOWN_TOPIC_OR_PARTITION';
  return metadata.length > METADATA_MAX ? 'OFFSET_METADATA_TOO_LARGE' : 'NONE';
}

function keepAlive(env: Env, body: OffsetCommitRequest, from: NodeId): void {
  const group = findClassic(env.plane.groups, body.groupId);
  const member = group === null ? null : findMember(group, body.memberId);
  if (group === null || member === null) return;
  member.node = from;
  startSession(env, group, member);
}

/** The records are replicated: now the offsets count, and whoever asked is told. */
export function afterOffsetsStored(env: Env, work: CoordinatorWork, error: ErrorCode): void {
  if (error === 'NONE') {
    const { groups } = env.plane.groups;
    const partition = groupPartition(env.broker, work.group);
    if (work.kind === 'offsets-committed') groups[`g:${work.group}`] ??= { ...newGroup(work.group, partition), emptySinceMs: env.ctx.wallClockMs };
    for (const entry of work.entries) applyEntry(groups, entry, partition);
  }
  if (work.reply === null || work.answer?.kind !== 'offsets') return;
  const { to, correlationId } = work.reply;
  const { topics } = work.answer;
  const told = topics.map(({ name, partitions }) => ({ name, partitions: partitions.map((one) => (one.errorCode === 'NONE' ? { ...one, errorCode: error } : one)) }));
  if (work.kind === 'offsets-committed') respond(env.ctx, to, 'OffsetCommit', correlationId, { topics: told });
  else respond(env.ctx, to, 'OffsetDelete', correlationId, { errorCode: error, topics: told });
}

export function handleOffsetFetch(env: Env, request: Request<'OffsetFetch'>, from: NodeId): void {
  const { body } = request;
  const unavailable = coordinatorError(env, body.groupId);
  const group = unavailable === 'NONE' ? findGroup(env.plane.groups, body.groupId) : null;
  const errorCode = unavailable !== 'NONE' ? unavailable : group?.kind === 'consumer' ? fetchProblem(group, body.memberId, body.memberEpoch ?? -1) : 'NONE';
  const offsets = group === null ? {} : offsetsOf(group);
  const topics = errorCode !== 'NONE' ? [] : body.topics === null ? allOffsets(offsets) : body.topics.map(({ name, partitionIndexes }) => ({
    name,
    partitions: partitionIndexes.map((index) => {
      const place = partitionName(name, index);
      if (body.requireStable && hasPendingOffset(env, body.groupId, place)) return { ...fetched(index, null), errorCode: 'UNSTABLE_OFFSET_COMMIT' as const };
      return fetched(index, offsets[place] ?? null);
    }),
  }));
  respond(env.ctx, from, 'OffsetFetch', request.correlationId, { errorCode, topics });
}

/** A member of a consumer group that asks with its epoch must be known with it (ConsumerGroup.validateOffsetFetch). */
function fetchProblem(group: ConsumerGroup, memberId: string | null, epoch: number): ErrorCode {
  if (memberId === null && epoch < 0) return 'NONE';
  const member = findConsumerMember(group, memberId ?? '');
  if (member === null) return 'UNKNOWN_MEMBER_ID';
  return epoch === member.epoch ? 'NONE' : 'STALE_MEMBER_EPOCH';
}

function fetched(partitionIndex: number, committed: CommittedOffset | null): OffsetFetchResponse['topics'][number]['partitions'][number] {
  return {
    partitionIndex, committedOffset: committed?.offset ?? -1, committedLeaderEpoch: committed?.leaderEpoch ?? -1,
    metadata: committed?.metadata ?? '', errorCode: 'NONE',
  };
}

function allOffsets(offsets: Readonly<Record<string, CommittedOffset>>): OffsetFetchResponse['topics'] {
  const topics: { name: string; partitions: OffsetFetchResponse['topics'][number]['partitions'][number][] }[] = [];
  for (const committed of Object.values(offsets)) {
    let topic = topics.find((one) => one.name === committed.topic);
    if (topic === undefined) topics.push((topic = { name: committed.topic, partitions: [] }));
    topic.partitions.push(fetched(committed.partition, committed));
  }
  return topics;
}

/** Forgets offsets of topics that no member of the group is subscribed to. */
export function handleOffsetDelete(env: Env, request: Request<'OffsetDelete'>, from: NodeId): void {
  const { body } = request;
  const error = coordinatorError(env, body.groupId);
  const group = findGroup(env.plane.groups, body.groupId);
  const fail = (errorCode: ErrorCode): void => respond(env.ctx, from, 'OffsetDelete', request.correlationId, { errorCode, topics: [] });
  if (error !== 'NONE') return fail(error);
  if (group === null || group.kind === 'share' || groupState(group) === 'Dead') return fail('GROUP_ID_NOT_FOUND');
  if (group.kind === 'classic' && group.state !== 'Empty' && group.protocolType !== 'consumer') return fail('NON_EMPTY_GROUP');
  const entries: StoredEntry[] = [];
  const topics: OffsetDeleteResponse['topics'] = body.topics.map(({ name, partitions }) => ({
    name,
    partitions: partitions.map((partitionIndex) => {
      if (partitionOf(env.broker.image, name, partitionIndex) === null) return { partitionIndex, errorCode: 'UNKNOWN_TOPIC_OR_PARTITION' as const };
      if (isSubscribed(group, name)) return { partitionIndex, errorCode: 'GROUP_SUBSCRIBED_TO_TOPIC' as const };
      if (group.offsets[partitionName(name, partitionIndex)] !== undefined) entries.push(offsetTombstone(body.groupId, name, partitionIndex));
      return { partitionIndex, errorCode: 'NONE' as const };
    }),
  }));
  if (entries.length === 0) return respond(env.ctx, from, 'OffsetDelete', request.correlationId, { errorCode: 'NONE', topics });
  const work: CoordinatorWork = { kind: 'offsets-deleted', group: body.groupId, generation: -1, entries, reply: { to: from, correlationId: request.correlationId }, answer: { kind: 'offsets', topics } };
  writeEntries(env, freeze(work));
}

function isSubscribed(group: ClassicGroup | ConsumerGroup, topic: string): boolean {
  if (group.kind === 'consumer') return isConsumerSubscribed(group, topic);
  return group.members.some((member) => member.protocols.some((one) => one.metadata.topics.includes(topic)));
}
