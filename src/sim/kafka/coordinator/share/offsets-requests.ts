// Offsets of share groups as tools see and change them: DescribeShareGroupOffsets, AlterShareGroupOffsets, DeleteShareGroupOffsets.
import type { NodeId } from '../../../kernel/types.ts';
import { type Env, respond } from '../../broker/plane.ts';
import { askState } from '../../broker/share-persister.ts';
import { partitionOf } from '../../metadata-image.ts';
import type { ErrorCode, Request } from '../../protocol.ts';
import { findGroup, type Group } from '../group-state.ts';
import { groupPartition } from '../partition-of.ts';
import { coordinatorError } from '../shards.ts';
import { writeChange } from '../held-answers.ts';
import { addJob, askEndOffset, finishIfDone, newRow } from './offsets-jobs.ts';
import { newShareGroup, type ShareGroup } from './state.ts';
import { epochEntry } from './stored.ts';

interface Refusal {
  readonly errorCode: ErrorCode;
  readonly errorMessage: string | null;
}

function notAShareGroup(group: Group | null, groupId: string): Refusal | null {
  if (group === null) return { errorCode: 'GROUP_ID_NOT_FOUND', errorMessage: `Group ${groupId} not found.` };
  return group.kind === 'share' ? null : { errorCode: 'GROUP_ID_NOT_FOUND', errorMessage: `Group ${groupId} is not a share group.` };
}

function refusalOf(env: Env, groupId: string, mustBeEmpty: boolean): Refusal | null {
  const error = coordinatorError(env, groupId);
  if (error !== 'NONE') return { errorCode: error, errorMessage: null };
  const group = findGroup(env.plane.groups, groupId);
  const refusal = notAShareGroup(group, groupId);
  if (refusal !== null) return refusal;
  return mustBeEmpty && group?.kind === 'share' && group.members.length > 0 ? { errorCode: 'NON_EMPTY_GROUP', errorMessage: 'The group is not empty.' } : null;
}

function shareGroup(env: Env, groupId: string): ShareGroup {
  const known = env.plane.groups.groups[`g:${groupId}`];
  return known?.kind === 'share' ? known : newShareGroup(groupId, groupPartition(env.broker, groupId));
}

export function handleDescribeOffsets(env: Env, request: Request<'DescribeShareGroupOffsets'>, from: NodeId): void {
  const { body } = request;
  const refusal = refusalOf(env, body.groupId, false);
  if (refusal !== null) return respond(env.ctx, from, 'DescribeShareGroupOffsets', request.correlationId, { ...refusal, topics: [] });
  const { initialized } = shareGroup(env, body.groupId);
  const topics = body.topics ?? Object.keys(initialized);
  const job = addJob(env, { from, correlationId: request.correlationId, group: body.groupId, work: { kind: 'describe' }, rows: topics.flatMap((topic) => (initialized[topic]?.partitions ?? []).map((partition) => newRow(topic, partition))) });
  for (const row of job.rows) {
    const topicId = initialized[row.topic]?.topicId ?? '';
    askState(env, 'ReadShareGroupStateSummary', { groupId: body.groupId, topicId, partition: row.partition, leaderEpoch: 0 }, { kind: 'offsets-job', job: job.id, topic: row.topic, partition: row.partition });
    askEndOffset(env, row);
  }
  finishIfDone(env, job);
}

/** Sets where an empty group goes on; a group that is not there begins with it. */
export function handleAlterOffsets(env: Env, request: Request<'AlterShareGroupOffsets'>, from: NodeId): void {
  const { body } = request;
  const refusal = refusalOf(env, body.groupId, true);
  const isNew = refusal?.errorCode === 'GROUP_ID_NOT_FOUND' && findGroup(env.plane.groups, body.groupId) === null;
  if (refusal !== null && !isNew) return respond(env.ctx, from, 'AlterShareGroupOffsets', request.correlationId, { ...refusal, responses: [] });
  const group = shareGroup(env, body.groupId);
  if (isNew) {
    env.plane.groups.groups[`g:${body.groupId}`] = group;
    writeChange(env, group, [epochEntry(group)], null);
  }
  const rows = body.topics.flatMap(({ topicName, partitions }) => partitions.map(({ partitionIndex }) => newRow(topicName, partitionIndex)));
  const job = addJob(env, { from, correlationId: request.correlationId, group: body.groupId, work: { kind: 'alter', topics: body.topics.map((one) => one.topicName) }, rows });
  for (const { topicName, partitions } of body.topics) {
    for (const { partitionIndex, startOffset } of partitions) {
      const row = rows.find((one) => one.topic === topicName && one.partition === partitionIndex);
      const topicId = env.broker.image.topics[topicName]?.topicId;
      if (row === undefined) continue;
      if (topicId === undefined || partitionOf(env.broker.image, topicName, partitionIndex) === null) {
        row.error = 'UNKNOWN_TOPIC_OR_PARTITION';
        row.pending = 0;
        continue;
      }
      const name = `${topicName}-${partitionIndex}`;
      env.ctx.note('share-offset-set', { group: body.groupId, partition: name, to: startOffset }, [`group/${body.groupId}`, `partition/${name}`]);
      askState(env, 'InitializeShareGroupState', { groupId: body.groupId, topicId, partition: partitionIndex, stateEpoch: group.epoch, startOffset }, { kind: 'offsets-job', job: job.id, topic: topicName, partition: partitionIndex });
    }
  }
  finishIfDone(env, job);
}

export function handleDeleteOffsets(env: Env, request: Request<'DeleteShareGroupOffsets'>, from: NodeId): void {
  const { body } = request;
  const refusal = refusalOf(env, body.groupId, true);
  if (refusal !== null) return respond(env.ctx, from, 'DeleteShareGroupOffsets', request.correlationId, { ...refusal, responses: [] });
  deleteStates(env, shareGroup(env, body.groupId), body.topics, { from, correlationId: request.correlationId, work: { kind: 'delete', topics: body.topics } });
}

/** Before an empty share group is deleted, its states with the share coordinators are. False where there are none: then it can go at once. */
export function deleteStatesFirst(env: Env, request: Request<'DeleteGroups'>, from: NodeId): boolean {
  const [groupId] = request.body.groupsNames;
  const group = groupId === undefined ? null : findGroup(env.plane.groups, groupId);
  if (group?.kind !== 'share' || request.body.groupsNames.length !== 1 || group.members.length > 0 || coordinatorError(env, group.groupId) !== 'NONE') return false;
  const topics = [...new Set([...Object.keys(group.initialized), ...Object.keys(group.initializing)])];
  if (topics.length === 0) return false;
  deleteStates(env, group, topics, { from, correlationId: request.correlationId, work: { kind: 'delete-group' } });
  return true;
}

function deleteStates(env: Env, group: ShareGroup, topics: readonly string[], asker: { readonly from: NodeId; readonly correlationId: number; readonly work: Parameters<typeof addJob>[1]['work'] }): void {
  const known = topics.flatMap((topic) => [group.initialized[topic], group.initializing[topic]].flatMap((one) => (one === undefined ? [] : one.partitions.map((partition) => ({ topic, topicId: one.topicId, partition })))));
  const job = addJob(env, { ...asker, group: group.groupId, rows: known.map((one) => newRow(one.topic, one.partition)) });
  for (const { topic, topicId, partition } of known) {
    askState(env, 'DeleteShareGroupState', { groupId: group.groupId, topicId, partition }, { kind: 'offsets-job', job: job.id, topic, partition });
  }
  finishIfDone(env, job);
}
