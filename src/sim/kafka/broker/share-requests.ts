// Where requests, answers and timers of share groups go on a broker.
import type { NodeId } from '../../kernel/types.ts';
import { groupInitialized, jobAnswered, jobEndOffsets, jobPeerGone } from '../coordinator/share/offsets-jobs.ts';
import { handleAlterOffsets, handleDeleteOffsets, handleDescribeOffsets } from '../coordinator/share/offsets-requests.ts';
import { finishStateLoading, handleStateRequest, runStateRequest } from '../coordinator/share/share-coordinator.ts';
import { handleShareGroupDescribe, handleShareGroupHeartbeat } from '../coordinator/share/heartbeat.ts';
import type { AnyRequest, AnyResponse } from '../protocol.ts';
import type { Env } from './plane.ts';
import { ackDecided, decideShareFetches, handleShareAcknowledge, handleShareFetch, shareFailed, shareFetchTimedOut, sharePeerGone } from './share-fetch.ts';
import { findShare, locksExpired, shareRead, shareWritten } from './share-partitions.ts';
import { stateAgain, stateAnswered, type StateEnd, stateLost, statePeerGone } from './share-persister.ts';
import type { ShareTimer } from './share-plane.ts';

export function handleShareRequest(env: Env, request: AnyRequest, from: NodeId): void {
  switch (request.api) {
    case 'ShareGroupHeartbeat': return handleShareGroupHeartbeat(env, request, from);
    case 'ShareGroupDescribe': return handleShareGroupDescribe(env, request, from);
    case 'ShareFetch': return handleShareFetch(env, request, from);
    case 'ShareAcknowledge': return handleShareAcknowledge(env, request, from);
    case 'DescribeShareGroupOffsets': return handleDescribeOffsets(env, request, from);
    case 'AlterShareGroupOffsets': return handleAlterOffsets(env, request, from);
    case 'DeleteShareGroupOffsets': return handleDeleteOffsets(env, request, from);
    case 'InitializeShareGroupState':
    case 'ReadShareGroupState':
    case 'WriteShareGroupState':
    case 'DeleteShareGroupState':
    case 'ReadShareGroupStateSummary': return handleStateRequest(env, request, from);
    default: return;
  }
}

export function handleShareResponse(env: Env, response: AnyResponse): void {
  if (response.api === 'ListOffsets') return jobEndOffsets(env, response.correlationId, response.body);
  goOn(env, stateAnswered(env, response));
}

export function shareTimer(env: Env, timer: ShareTimer): void {
  switch (timer.kind) {
    case 'locks': {
      const share = locksExpired(env, timer.share);
      if (share !== null) decideShareFetches(env, share.topic, share.partition);
      return;
    }
    case 'fetch-timeout': return shareFetchTimedOut(env, timer.id);
    case 'state-again': return goOn(env, stateAgain(env, timer.id));
    case 'state-lost': return goOn(env, stateLost(env, timer.id, timer.correlationId));
    case 'load': return finishStateLoading(env, timer.partition, timer.epoch);
    case 'state-request': return runStateRequest(env, timer.request, timer.from);
  }
}

/** A peer's process ended: its sessions, what it was asked, what waits for it. */
export function sharePeersGone(env: Env, peer: NodeId): void {
  sharePeerGone(env, peer);
  for (const end of statePeerGone(env, peer)) goOn(env, end);
  jobPeerGone(env, peer);
}

/** The share coordinator has answered, or will not: whatever waited for that goes on. */
function goOn(env: Env, end: StateEnd | null): void {
  if (end === null) return;
  const { after } = end;
  switch (after.kind) {
    case 'share-read': {
      const share = findShare(env, after.share);
      const error = shareRead(env, end, after.share, after.leaderEpoch);
      if (share === null) return;
      if (error === 'NONE') decideShareFetches(env, share.topic, share.partition);
      else shareFailed(env, after.share, share, error);
      return;
    }
    case 'share-written': {
      const share = findShare(env, after.share);
      ackDecided(env, after.share, after.write, shareWritten(env, end, after.share, after.write));
      if (share !== null) decideShareFetches(env, share.topic, share.partition);
      return;
    }
    case 'group-initialized': return groupInitialized(env, end, after);
    case 'offsets-job': return jobAnswered(env, end, after);
  }
}
