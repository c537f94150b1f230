// A voter of the KRaft quorum (KIP-595, pre-vote by KIP-996), as a state machine:
//
//                            most would vote            most vote
//   unattached ──time-out──▶ prospective ───────▶ candidate ─────────▶ leader ──▶ resigned
//     ▲    ▲                  │  │  ▲  ▲              │                     no fetches     │
//     │    └──lost, and knew──┘  │  │  └─────lost─────┘                     of most for    │
//     │       of no leader       │  │ fetch time-out                       3 s, or it      │
//     │                     lost ▼  │                                      ends in order   │
//     │                        follower ◀── BeginQuorumEpoch, or an answer that names the leader
//     └──────── any message of a higher epoch; the time-out of who resigned ◀──────────────┘
//
// Who lost is who was refused by too many, or waited too long. A prospective voter that knew a leader follows it again:
// perhaps it can be reached by now (QuorumState).
// Replication is by pull: followers fetch, the high watermark is what a majority has.
import { assert } from '../../kernel/assert.ts';
import type { Context, NodeId } from '../../kernel/types.ts';
import type { MetadataRecord } from '../metadata-record.ts';
import { type AnyRequest, type AnyResponse, nodeOf, type Request, type Response } from '../protocol.ts';
import { appendRecords, lastEpoch } from './log.ts';
import { advanceHighWatermark, answerFetch, answerFetchSnapshot, expireParked, fetchAnswered, fetchFromLeader, releaseAll, snapshotAnswered, wakeParked } from './replicate.ts';
import { answer, ask, CHECK_QUORUM, electionDelay, FETCH_TIMEOUT, majority, others, type Raft, setTimer } from './state.ts';

/** The process starts: nobody is known, an election comes unless a leader speaks first. */
export function startRaft(raft: Raft, ctx: Context): void {
  if (raft.voters.length === 1) becomeCandidate(raft, ctx);
  else becomeUnattached(raft, raft.epoch, ctx);
}

/** Appends records as the leader; they are decided when the high watermark has passed them. Returns the offset after them. */
export function propose(raft: Raft, records: readonly MetadataRecord[], ctx: Context): number {
  assert(raft.role === 'leader', 'only the leader appends');
  appendRecords(raft.log, raft.epoch, ctx.wallClockMs, records);
  advanceHighWatermark(raft, ctx);
  wakeParked(raft, ctx);
  return raft.log.endOffset;
}

export function receiveRaftRequest(raft: Raft, request: AnyRequest, from: NodeId, ctx: Context): void {
  switch (request.api) {
    case 'Vote': vote(raft, request, from, ctx); return;
    case 'BeginQuorumEpoch': {
      const { leaderId, leaderEpoch } = request.body;
      const stale = leaderEpoch < raft.epoch;
      if (!stale) becomeFollower(raft, leaderEpoch, leaderId, ctx);
      answer(from, request, { errorCode: stale ? 'FENCED_LEADER_EPOCH' : 'NONE', leaderId: raft.leaderId, leaderEpoch: raft.epoch }, ctx);
      return;
    }
    case 'EndQuorumEpoch': endEpoch(raft, request, from, ctx); return;
    case 'FetchMetadata': answerFetch(raft, request, from, ctx); return;
    case 'FetchSnapshot': answerFetchSnapshot(raft, request, from, ctx); return;
    default: return;
  }
}

export function receiveRaftResponse(raft: Raft, response: AnyResponse, from: NodeId, ctx: Context): void {
  switch (response.api) {
    case 'Vote': voteAnswered(raft, response, from, ctx); return;
    case 'BeginQuorumEpoch':
    case 'EndQuorumEpoch':
      if (response.body.leaderEpoch > raft.epoch) learn(raft, response.body.leaderEpoch, response.body.leaderId, ctx);
      return;
    case 'FetchMetadata':
    case 'FetchSnapshot':
      if (response.body.leaderEpoch > raft.epoch || (response.body.leaderEpoch === raft.epoch && raft.leaderId < 0 && response.body.leaderId >= 0)) {
        learn(raft, response.body.leaderEpoch, response.body.leaderId, ctx);
      } else if ((response.api === 'FetchMetadata' ? fetchAnswered(raft, response, ctx) : snapshotAnswered(raft, response, ctx)) === 'heard') setTimer(raft, FETCH_TIMEOUT, ctx);
      return;
    default: return;
  }
}

export function raftTimer(raft: Raft, kind: 'RaftTimeout' | 'RaftRetry' | 'RaftParked', ctx: Context): void {
  if (kind === 'RaftParked') {
    expireParked(raft, ctx);
    return;
  }
  if (kind === 'RaftRetry') {
    raft.retryTimer = -1;
    if (raft.role === 'follower') fetchFromLeader(raft, ctx);
    return;
  }
  raft.timer = -1;
  switch (raft.role) {
    case 'leader': checkQuorum(raft, ctx); return;
    case 'follower':
    case 'unattached': becomeProspective(raft, ctx); return;
    case 'resigned': becomeUnattached(raft, raft.epoch, ctx); return;
    case 'prospective':
    case 'candidate': loseElection(raft, ctx); return;
  }
}

/** A connection is gone: a fetch in flight is tried again after the backoff; the fetch time-out decides about the leader. */
export function raftDisconnected(raft: Raft, peer: NodeId, ctx: Context): void {
  if (raft.role !== 'follower' || peer !== nodeOf(raft.leaderId) || raft.retryTimer >= 0) return;
  raft.fetching = -1;
  raft.retryTimer = ctx.schedule(100_000, { kind: 'RaftRetry' });
}

/** A leader that shuts down in order names its successors, best first. */
export function resign(raft: Raft, ctx: Context): void {
  if (raft.role !== 'leader') return;
  ctx.note('controller-resigned', { controller: raft.id, epoch: raft.epoch }, [`node/${nodeOf(raft.id)}`]);
  const preferredCandidates = others(raft).sort((a, b) => (raft.progress[b]?.endOffset ?? 0) - (raft.progress[a]?.endOffset ?? 0));
  for (const other of others(raft)) ask(raft, other, 'EndQuorumEpoch', { leaderId: raft.id, leaderEpoch: raft.epoch, preferredCandidates }, ctx);
  leave(raft, ctx);
  raft.role = 'resigned';
  setTimer(raft, electionDelay(ctx), ctx);
}

// --- roles -------------------------------------------------------------------------------------------------------------

/** Leaves what belongs to the present role behind. */
function leave(raft: Raft, ctx: Context): void {
  raft.votes = {};
  raft.fetching = -1;
  if (raft.role === 'leader') releaseAll(raft, ctx);
  raft.progress = {};
}

function becomeUnattached(raft: Raft, epoch: number, ctx: Context): void {
  leave(raft, ctx);
  if (epoch > raft.epoch) raft.votedFor = -1;
  raft.epoch = epoch;
  raft.role = 'unattached';
  raft.leaderId = -1;
  setTimer(raft, electionDelay(ctx), ctx);
}

function becomeFollower(raft: Raft, epoch: number, leaderId: number, ctx: Context): void {
  if (raft.role === 'follower' && raft.epoch === epoch && raft.leaderId === leaderId) return;
  leave(raft, ctx);
  if (epoch > raft.epoch) raft.votedFor = -1;
  raft.epoch = epoch;
  raft.role = 'follower';
  raft.leaderId = leaderId;
  raft.heardAt = -1;
  setTimer(raft, FETCH_TIMEOUT, ctx);
  fetchFromLeader(raft, ctx);
}

/** Asks who would vote for it, before it disturbs anybody with a new epoch. */
function becomeProspective(raft: Raft, ctx: Context): void {
  // Only who has heard its leader has lost it; who has followed it in vain again has nothing new to say.
  const lost = raft.role === 'follower' && raft.heardAt >= 0 ? raft.leaderId : -1;
  if (lost >= 0) {
    const silence = ctx.silence(nodeOf(lost));
    if (silence >= 0) ctx.note('election-started', { controller: raft.id, epoch: raft.epoch + 1 }, [`node/${nodeOf(raft.id)}`], silence);
  }
  leave(raft, ctx);
  // It goes on naming the leader that it lost (ProspectiveState): otherwise two of them would tell each other of it for ever.
  raft.role = 'prospective';
  raft.votes = { [raft.id]: true };
  requestVotes(raft, true, ctx);
}

/** Too many refused, or too few answered in time. */
function loseElection(raft: Raft, ctx: Context): void {
  if (raft.role === 'candidate') becomeProspective(raft, ctx);
  else if (raft.leaderId >= 0) becomeFollower(raft, raft.epoch, raft.leaderId, ctx);
  else becomeUnattached(raft, raft.epoch, ctx);
}

function becomeCandidate(raft: Raft, ctx: Context): void {
  leave(raft, ctx);
  raft.epoch += 1;
  raft.votedFor = raft.id;
  raft.role = 'candidate';
  raft.leaderId = -1;
  raft.votes = { [raft.id]: true };
  if (majority(raft) === 1) becomeLeader(raft, ctx);
  else requestVotes(raft, false, ctx);
}

function requestVotes(raft: Raft, preVote: boolean, ctx: Context): void {
  setTimer(raft, electionDelay(ctx), ctx);
  raft.votesFrom = raft.correlationId;
  for (const other of others(raft)) ask(raft, other, 'Vote', { replicaEpoch: raft.epoch, replicaId: raft.id, lastOffsetEpoch: lastEpoch(raft.log), lastOffset: raft.log.endOffset, preVote }, ctx);
}

function becomeLeader(raft: Raft, ctx: Context): void {
  leave(raft, ctx);
  raft.role = 'leader';
  raft.leaderId = raft.id;
  ctx.note('controller-elected', { controller: raft.id, epoch: raft.epoch }, [`node/${nodeOf(raft.id)}`]);
  for (const other of others(raft)) {
    raft.progress[other] = { id: other, endOffset: 0, knownHighWatermark: -1, lastFetchAt: ctx.now, lastCaughtUpAt: -1 };
    ask(raft, other, 'BeginQuorumEpoch', { leaderId: raft.id, leaderEpoch: raft.epoch }, ctx);
  }
  propose(raft, [{ kind: 'LeaderChangeMessage', leaderId: raft.id }], ctx);
  setTimer(raft, CHECK_QUORUM / 2, ctx);
}

/** A leader that a majority no longer fetches from is on the wrong side of something: it steps down. */
function checkQuorum(raft: Raft, ctx: Context): void {
  const fetching = others(raft).filter((other) => ctx.now - (raft.progress[other]?.lastFetchAt ?? 0) < CHECK_QUORUM).length;
  if (fetching + 1 >= majority(raft)) {
    setTimer(raft, CHECK_QUORUM / 2, ctx);
    return;
  }
  const silent = others(raft).map((other) => ctx.silence(nodeOf(other)));
  ctx.note('controller-resigned', { controller: raft.id, epoch: raft.epoch }, [`node/${nodeOf(raft.id)}`], Math.max(...silent));
  leave(raft, ctx);
  raft.role = 'resigned';
  raft.leaderId = -1;
  setTimer(raft, electionDelay(ctx), ctx);
}

/** An answer tells of a higher epoch, and perhaps of its leader. */
function learn(raft: Raft, epoch: number, leaderId: number, ctx: Context): void {
  if (leaderId >= 0 && leaderId !== raft.id) becomeFollower(raft, epoch, leaderId, ctx);
  else becomeUnattached(raft, epoch, ctx);
}

// --- votes -------------------------------------------------------------------------------------------------------------

function vote(raft: Raft, request: Request<'Vote'>, from: NodeId, ctx: Context): void {
  const { replicaEpoch, replicaId, lastOffsetEpoch, lastOffset, preVote } = request.body;
  if (replicaEpoch < raft.epoch) {
    answer(from, request, { errorCode: 'FENCED_LEADER_EPOCH', leaderId: raft.leaderId, leaderEpoch: raft.epoch, voteGranted: false }, ctx);
    return;
  }
  if (replicaEpoch > raft.epoch && !preVote) becomeUnattached(raft, replicaEpoch, ctx);
  const mine = lastEpoch(raft.log);
  const upToDate = lastOffsetEpoch > mine || (lastOffsetEpoch === mine && lastOffset >= raft.log.endOffset);
  const voteGranted = upToDate && (preVote ? !hearsLeader(raft) : raft.leaderId < 0 && (raft.votedFor < 0 || raft.votedFor === replicaId));
  if (voteGranted && !preVote) {
    raft.votedFor = replicaId;
    setTimer(raft, electionDelay(ctx), ctx);
  }
  answer(from, request, { errorCode: 'NONE', leaderId: raft.leaderId, leaderEpoch: raft.epoch, voteGranted }, ctx);
}

/** KIP-996: who hears its leader doesn't help to replace it (FollowerState.hasFetchedFromLeader). */
function hearsLeader(raft: Raft): boolean {
  return raft.role === 'leader' || (raft.role === 'follower' && raft.heardAt >= 0);
}

function voteAnswered(raft: Raft, { body, correlationId }: Response<'Vote'>, from: NodeId, ctx: Context): void {
  if (body.leaderEpoch > raft.epoch || (body.leaderEpoch === raft.epoch && body.leaderId >= 0 && body.leaderId !== raft.id && raft.leaderId < 0)) {
    learn(raft, body.leaderEpoch, body.leaderId, ctx);
    return;
  }
  const voter = raft.voters.find((each) => nodeOf(each) === from);
  if (voter === undefined || correlationId < raft.votesFrom || (raft.role !== 'prospective' && raft.role !== 'candidate')) return;
  raft.votes[voter] = body.voteGranted;
  const granted = Object.values(raft.votes).filter((each) => each).length;
  const refused = Object.values(raft.votes).length - granted;
  if (refused > raft.voters.length - majority(raft)) loseElection(raft, ctx);
  if (granted < majority(raft)) return;
  if (raft.role === 'prospective') becomeCandidate(raft, ctx);
  else becomeLeader(raft, ctx);
}

/** The leader leaves: who stands first among its candidates begins at once, the others wait their turn. */
function endEpoch(raft: Raft, request: Request<'EndQuorumEpoch'>, from: NodeId, ctx: Context): void {
  const { leaderEpoch, leaderId, preferredCandidates } = request.body;
  if (leaderEpoch === raft.epoch && leaderId === raft.leaderId) {
    becomeUnattached(raft, raft.epoch, ctx);
    setTimer(raft, 20_000 + Math.max(0, preferredCandidates.indexOf(raft.id)) * 500_000, ctx);
  }
  answer(from, request, { errorCode: leaderEpoch < raft.epoch ? 'FENCED_LEADER_EPOCH' : 'NONE', leaderId: raft.leaderId, leaderEpoch: raft.epoch }, ctx);
}
