// Groups as tools see them: FindCoordinator, ListGroups, DescribeGroups, DeleteGroups.
import { freeze } from '../../kernel/freeze.ts';
import type { NodeId } from '../../kernel/types.ts';
import { type CoordinatorWork, type Env, respond } from '../broker/plane.ts';
import { partitionOf } from '../metadata-image.ts';
import type { ErrorCode, Request } from '../protocol.ts';
import type { DescribeGroupsResponse, FindCoordinatorRequest, FindCoordinatorResponse } from '../protocol-groups.ts';
import { writeEntries } from './write.ts';
import { groupState, offsetsOf, protocolTypeOf, tombstonesOf } from './group-kinds.ts';
import { type ClassicGroup, findGroup } from './group-state.ts';
import { coordinatorError } from './shards.ts';
import { groupPartition, GROUP_TOPIC } from './partition-of.ts';
import { applyEntry } from './replay.ts';
import { SHARE_TOPIC, sharePartitionOf } from './share/share-topic.ts';
import { offsetTombstone } from './stored.ts';
import { TRANSACTION_TOPIC, transactionPartitionOf } from './transaction/transaction-partition.ts';

type Found = FindCoordinatorResponse['coordinators'][number];

/** The broker that leads the group's partition of `__consumer_offsets`. Who asks first has the topic created, which is the metadata half's. */
export function handleFindCoordinator(env: Env, request: Request<'FindCoordinator'>, from: NodeId): void {
  const { keyType, coordinatorKeys } = request.body;
  const coordinators = coordinatorKeys.map((key): Found => {
    if (key === '') return missing(key, keyType === 'group' ? 'INVALID_GROUP_ID' : 'INVALID_REQUEST');
    const state = partitionOf(env.broker.image, ...placeOf(env, keyType, key));
    const leader = state === null ? undefined : env.broker.image.brokers[state.leader];
    if (leader === undefined || leader.fenced) return missing(key, 'COORDINATOR_NOT_AVAILABLE');
    return { key, errorCode: 'NONE', errorMessage: '', nodeId: leader.id, host: leader.host, port: leader.port };
  });
  respond(env.ctx, from, 'FindCoordinator', request.correlationId, { coordinators });
}

/** The coordinator's topic and the key's partition of it. */
function placeOf(env: Env, keyType: FindCoordinatorRequest['keyType'], key: string): [string, number] {
  switch (keyType) {
    case 'group': return [GROUP_TOPIC, groupPartition(env.broker, key)];
    case 'transaction': return [TRANSACTION_TOPIC, transactionPartitionOf(env.broker, key)];
    case 'share': return [SHARE_TOPIC, sharePartitionOf(key)];
  }
}

function missing(key: string, errorCode: ErrorCode): Found {
  return { key, errorCode, errorMessage: null, nodeId: -1, host: '', port: -1 };
}

/** Groups that this broker coordinates; filters ignore case, and none means all. */
export function handleListGroups(env: Env, request: Request<'ListGroups'>, from: NodeId): void {
  const { statesFilter, typesFilter } = request.body;
  const fits = (filter: readonly string[], value: string): boolean => filter.length === 0 || filter.some((one) => one.toLowerCase() === value.toLowerCase());
  const groups = Object.values(env.plane.groups.groups)
    .map((group) => ({ groupId: group.groupId, protocolType: protocolTypeOf(group), groupState: groupState(group), groupType: group.kind }))
    .filter((group) => fits(statesFilter, group.groupState) && fits(typesFilter, group.groupType));
  const isLoading = Object.values(env.plane.groups.shards).includes('loading');
  respond(env.ctx, from, 'ListGroups', request.correlationId, { errorCode: isLoading ? 'COORDINATOR_LOAD_IN_PROGRESS' : 'NONE', groups: isLoading ? [] : groups });
}

export function handleDescribeGroups(env: Env, request: Request<'DescribeGroups'>, from: NodeId): void {
  const groups = request.body.groups.map((groupId): DescribeGroupsResponse['groups'][number] => {
    const error = coordinatorError(env, groupId);
    const group = findGroup(env.plane.groups, groupId);
    if (error !== 'NONE') return undescribed(groupId, '', error, null);
    if (group !== null && group.kind !== 'classic') return undescribed(groupId, 'Dead', 'GROUP_ID_NOT_FOUND', `Group ${groupId} is not a classic group.`);
    if (group === null || group.state === 'Dead') return undescribed(groupId, 'Dead', 'GROUP_ID_NOT_FOUND', `Group ${groupId} not found.`);
    return describe(group);
  });
  respond(env.ctx, from, 'DescribeGroups', request.correlationId, { groups });
}

function undescribed(groupId: string, groupState: string, errorCode: ErrorCode, errorMessage: string | null): DescribeGroupsResponse['groups'][number] {
  return { errorCode, errorMessage, groupId, groupState, protocolType: '', protocolData: '', members: [] };
}

function describe(group: ClassicGroup): DescribeGroupsResponse['groups'][number] {
  const isStable = group.state === 'Stable';
  return {
    errorCode: 'NONE', errorMessage: null, groupId: group.groupId, groupState: group.state, protocolType: group.protocolType ?? '',
    protocolData: isStable ? (group.protocolName ?? '') : '',
    members: group.members.map((member) => ({
      memberId: member.memberId, groupInstanceId: member.instanceId, clientId: member.clientId, clientHost: member.clientHost,
      memberAssignment: member.assignment,
    })),
  };
}

/** Deletes empty groups with their offsets, of share groups once their states are gone; the answer goes out when all of it is replicated. */
export function handleDeleteGroups(env: Env, request: Request<'DeleteGroups'>, from: NodeId): void {
  const results = request.body.groupsNames.map((groupId) => ({ groupId, errorCode: deleteError(env, groupId) }));
  const doomed = results.filter((one) => one.errorCode === 'NONE');
  if (doomed.length === 0) return respond(env.ctx, from, 'DeleteGroups', request.correlationId, { results });
  doomed.forEach(({ groupId }, i) => {
    const group = findGroup(env.plane.groups, groupId);
    if (group === null) return;
    const isLast = i === doomed.length - 1;
    const entries = [...Object.values(offsetsOf(group)).map((one) => offsetTombstone(groupId, one.topic, one.partition)), ...tombstonesOf(group)];
    const work: CoordinatorWork = {
      kind: 'group-deleted', group: groupId, generation: -1, entries,
      reply: isLast ? { to: from, correlationId: request.correlationId } : null,
      answer: isLast ? { kind: 'groups', results } : null,
    };
    writeEntries(env, freeze(work));
  });
}

function deleteError(env: Env, groupId: string): ErrorCode {
  const error = coordinatorError(env, groupId);
  if (error !== 'NONE') return error;
  const group = findGroup(env.plane.groups, groupId);
  if (group === null || groupState(group) === 'Dead') return 'GROUP_ID_NOT_FOUND';
  return groupState(group) === 'Empty' ? 'NONE' : 'NON_EMPTY_GROUP';
}

export function afterGroupDeleted(env: Env, work: CoordinatorWork, error: ErrorCode): void {
  if (error === 'NONE') {
    for (const entry of work.entries) applyEntry(env.plane.groups.groups, entry, groupPartition(env.broker, work.group));
    env.ctx.note('group-deleted', { group: work.group }, [`group/${work.group}`]);
  }
  if (work.reply === null || work.answer?.kind !== 'groups') return;
  const { results } = work.answer;
  const told = results.map((one) => (one.errorCode === 'NONE' ? { ...one, errorCode: error } : one));
  respond(env.ctx, work.reply.to, 'DeleteGroups', work.reply.correlationId, { results: told });
}
