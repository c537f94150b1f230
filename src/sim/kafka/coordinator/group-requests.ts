// The requests of groups: which function answers which.
import type { NodeId } from '../../kernel/types.ts';
import type { Env } from '../broker/plane.ts';
import type { AnyRequest } from '../protocol.ts';
import { handleConsumerGroupDescribe } from './consumer-group/describe.ts';
import { handleConsumerGroupHeartbeat } from './consumer-group/heartbeat.ts';
import { handleDeleteGroups, handleDescribeGroups, handleFindCoordinator, handleListGroups } from './group-admin.ts';
import { handleJoinGroup } from './join.ts';
import { handleHeartbeat, handleLeaveGroup, handleSyncGroup } from './membership.ts';
import { handleOffsetCommit, handleOffsetDelete, handleOffsetFetch } from './offset-requests.ts';
import { deleteStatesFirst } from './share/offsets-requests.ts';

export function handleGroupRequest(env: Env, request: AnyRequest, from: NodeId): void {
  switch (request.api) {
    case 'FindCoordinator': return handleFindCoordinator(env, request, from);
    case 'JoinGroup': return handleJoinGroup(env, request, from);
    case 'SyncGroup': return handleSyncGroup(env, request, from);
    case 'Heartbeat': return handleHeartbeat(env, request, from);
    case 'LeaveGroup': return handleLeaveGroup(env, request, from);
    case 'OffsetCommit': return handleOffsetCommit(env, request, from);
    case 'OffsetFetch': return handleOffsetFetch(env, request, from);
    case 'OffsetDelete': return handleOffsetDelete(env, request, from);
    case 'ListGroups': return handleListGroups(env, request, from);
    case 'DescribeGroups': return handleDescribeGroups(env, request, from);
    case 'DeleteGroups': return deleteStatesFirst(env, request, from) ? undefined : handleDeleteGroups(env, request, from);
    case 'ConsumerGroupHeartbeat': return handleConsumerGroupHeartbeat(env, request, from);
    case 'ConsumerGroupDescribe': return handleConsumerGroupDescribe(env, request, from);
    default: return;
  }
}
