// What a voter of the KRaft quorum knows, and the small questions about it.
import { freeze } from '../../kernel/freeze.ts';
import type { Context, Message, NodeId, Time, TimerId } from '../../kernel/types.ts';
import { type AnyRequest, type ApiKey, type Apis, nodeOf, type Request } from '../protocol.ts';
import { createMetadataLog, type MetadataLog } from './log.ts';

export type RaftRole = 'unattached' | 'prospective' | 'candidate' | 'follower' | 'leader' | 'resigned';

/** How far a replica of the metadata log has come, as the leader sees it. */
export interface Progress {
  readonly id: number;
  endOffset: number;
  /** The high watermark that it was told last. */
  knownHighWatermark: number;
  lastFetchAt: Time;
  lastCaughtUpAt: Time;
}

/** A fetch that waits at the leader for something new. */
export interface ParkedFetch {
  readonly from: NodeId;
  readonly request: Request<'FetchMetadata'>;
  readonly expiresAt: Time;
}

export interface Raft {
  readonly id: number;
  readonly voters: readonly number[];
  // --- durable: written before anything is answered ---
  epoch: number;
  /** For whom this voter voted in this epoch, -1 for nobody. */
  votedFor: number;
  readonly log: MetadataLog;
  // --- volatile ---
  role: RaftRole;
  leaderId: number;
  highWatermark: number;
  /** Answers to the vote request of this round, by voter. */
  votes: Record<string, boolean>;
  /** The first request of this round: what answers an older one, as a pre-vote of the round before, counts for nothing. */
  votesFrom: number;
  progress: Record<string, Progress>;
  parked: ParkedFetch[];
  /** The timer of the role (election, fetch time-out or check-quorum), -1 for none. */
  timer: TimerId;
  retryTimer: TimerId;
  correlationId: number;
  /** The fetch in flight, -1 for none. */
  fetching: number;
  /** Followers: when the leader last answered a fetch since it is followed; -1 for never. */
  heardAt: Time;
}

/** controller.quorum.election.timeout.ms, Kafka default 1 s; as much again is drawn by chance. */
export const ELECTION_TIMEOUT: Time = 1_000_000;
/** controller.quorum.fetch.timeout.ms, Kafka default 2 s. */
export const FETCH_TIMEOUT: Time = 2_000_000;
/** LeaderState.CHECK_QUORUM_TIMEOUT_FACTOR 1.5 of the fetch time-out. */
export const CHECK_QUORUM: Time = 3_000_000;
/** How long a fetch of the metadata log waits for something new, 500 ms. */
export const FETCH_WAIT_MS = 500;
/** controller.quorum.retry.backoff.ms, Kafka default 20 ms. */
export const RETRY_BACKOFF: Time = 20_000;

export interface RaftTimeout extends Message {
  readonly kind: 'RaftTimeout' | 'RaftRetry' | 'RaftParked';
}

export function createRaft(id: number, voters: readonly number[]): Raft {
  return {
    id, voters: freeze([...voters]), epoch: 0, votedFor: -1, log: createMetadataLog(), role: 'unattached', leaderId: -1, highWatermark: 0,
    votes: {}, votesFrom: 0, progress: {}, parked: [], timer: -1, retryTimer: -1, correlationId: 0, fetching: -1, heardAt: -1,
  };
}

/** What the disk holds after a crash: epoch, vote and log. */
export function crashRaft(raft: Raft): Raft {
  // What is in a snapshot is known to be committed.
  return { ...createRaft(raft.id, raft.voters), epoch: raft.epoch, votedFor: raft.votedFor, log: raft.log, highWatermark: raft.log.snapshot?.endOffset ?? 0 };
}

export function majority(raft: Raft): number {
  return Math.floor(raft.voters.length / 2) + 1;
}

export function others(raft: Raft): number[] {
  return raft.voters.filter((voter) => voter !== raft.id);
}

/** Replaces the timer of the role. */
export function setTimer(raft: Raft, delay: Time, ctx: Context): void {
  if (raft.timer >= 0) ctx.cancel(raft.timer);
  raft.timer = ctx.schedule(delay, { kind: 'RaftTimeout' });
}

export function electionDelay(ctx: Context): Time {
  return ELECTION_TIMEOUT + Math.floor(ctx.random() * ELECTION_TIMEOUT);
}

export function ask<K extends ApiKey>(raft: Raft, to: number, api: K, body: Apis[K][0], ctx: Context): number {
  const correlationId = raft.correlationId++;
  const request: Request<K> = { kind: 'Request', api, correlationId, clientId: `raft-client-${raft.id}`, body };
  ctx.send(nodeOf(to), request);
  return correlationId;
}

export function answer<K extends ApiKey>(to: NodeId, request: Request<K>, body: Apis[K][1], ctx: Context, bytes = 100): void {
  ctx.send(to, { kind: 'Response', api: request.api, correlationId: request.correlationId, body } as Message, { bytes });
}

/** Whether a request is the quorum's own. */
export function isRaftRequest(request: AnyRequest): boolean {
  return request.api === 'Vote' || request.api === 'BeginQuorumEpoch' || request.api === 'EndQuorumEpoch' || request.api === 'FetchMetadata' || request.api === 'FetchSnapshot';
}
