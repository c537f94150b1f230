// Everything that a controller decides for administrators, put together; and the controller that has it all.
import type { Context } from '../../kernel/types.ts';
import type { AnyRequest, Apis, DescribeQuorumResponse, ForwardedApi, Request } from '../protocol.ts';
import { others } from '../raft/state.ts';
import type { Administration } from './administration.ts';
import { unregisterBroker } from './brokers.ts';
import { topicConfigsProblem } from './config-rules.ts';
import { describeConfigs } from './admin-answers.ts';
import { alterConfigs } from './configs.ts';
import { controllerWith } from './controller.ts';
import { updateFeatures } from './features.ts';
import { electLeaders } from './partitions.ts';
import { quotaFor } from './mutation-quota.ts';
import { alterQuotas, alterScram } from './quotas.ts';
import { alterReassignments, listReassignments } from './reassignments.ts';
import type { Controller } from './state.ts';
import { createPartitions, deleteTopics } from './topics.ts';

export const administration: Administration = { decide, describeConfigs, topicConfigsProblem };

function decide(state: Controller, request: Request<ForwardedApi>, direct: boolean, ctx: Context): Apis[ForwardedApi][1] {
  const any = request as AnyRequest;
  switch (any.api) {
    case 'DeleteTopics': return deleteTopics(state, any.body, ctx, quotaFor(state, request.clientId, ctx.now));
    case 'CreatePartitions': return createPartitions(state, any.body, ctx, quotaFor(state, request.clientId, ctx.now));
    case 'IncrementalAlterConfigs': return alterConfigs(state, any.body, direct, ctx);
    case 'ElectLeaders': return electLeaders(state, any.body, ctx);
    case 'UnregisterBroker': return unregisterBroker(state, any.body, ctx);
    case 'AlterPartitionReassignments': return alterReassignments(state, any.body, ctx);
    case 'ListPartitionReassignments': return listReassignments(state, any.body);
    case 'AlterClientQuotas': return alterQuotas(state, any.body, ctx);
    case 'AlterUserScramCredentials': return alterScram(state, any.body, ctx);
    case 'UpdateFeatures': return updateFeatures(state, any.body, ctx);
    case 'DescribeQuorum': return describeQuorum(state, ctx);
    default: throw new Error(`no broker forwards ${any.api}`);
  }
}

function describeQuorum(state: Controller, ctx: Context): DescribeQuorumResponse {
  const { raft } = state;
  const nowMs = ctx.wallClockMs;
  const at = (time: number): number => (time < 0 ? -1 : nowMs - Math.round((ctx.now - time) / 1000));
  const me = { replicaId: raft.id, logEndOffset: raft.log.endOffset, lastFetchTimestamp: nowMs, lastCaughtUpTimestamp: nowMs };
  const rest = (ids: readonly number[]): DescribeQuorumResponse['observers'] => ids.map((id) => {
    const progress = raft.progress[id];
    return { replicaId: id, logEndOffset: progress?.endOffset ?? -1, lastFetchTimestamp: at(progress?.lastFetchAt ?? -1), lastCaughtUpTimestamp: at(progress?.lastCaughtUpAt ?? -1) };
  });
  const observers = Object.values(raft.progress).map((progress) => progress.id).filter((id) => !raft.voters.includes(id)).sort((a, b) => a - b);
  return { errorCode: 'NONE', leaderId: raft.id, leaderEpoch: raft.epoch, highWatermark: raft.highWatermark, currentVoters: [me, ...rest(others(raft))], observers: rest(observers) };
}

export const controller = controllerWith(() => administration);
