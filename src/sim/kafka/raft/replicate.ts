// Replication of the metadata log by pull: what the leader answers to fetches, and what followers do with the answers.
import { assert } from '../../kernel/assert.ts';
import type { Context, NodeId, Time } from '../../kernel/types.ts';
import { type ErrorCode, nodeOf, type Request, type Response } from '../protocol.ts';
import { appendBatch, endOfEpoch, isBehindLog, lastEpoch, readLog, resetToSnapshot, truncateLog } from './log.ts';
import { answer, ask, FETCH_WAIT_MS, majority, others, type Progress, type Raft, RETRY_BACKOFF } from './state.ts';

/** Batches in one answer; the records of a cluster's whole life come in a few. */
const BATCHES_PER_FETCH = 500;
/** About what a record of the metadata log takes. */
export const RECORD_BYTES = 80;
/** An observer that has not fetched for so long is forgotten. */
const OBSERVER_FORGOTTEN: Time = 300_000_000;

// --- the leader ---------------------------------------------------------------------------------------------------------

export function answerFetch(raft: Raft, request: Request<'FetchMetadata'>, from: NodeId, ctx: Context): void {
  const { body } = request;
  const refuse = (errorCode: ErrorCode): void => answer(from, request, { errorCode, leaderId: raft.leaderId, leaderEpoch: raft.epoch, highWatermark: -1, divergingEpoch: null, snapshotId: null, records: [] }, ctx);
  if (raft.role !== 'leader') {
    refuse('NOT_LEADER_OR_FOLLOWER');
    return;
  }
  if (body.currentLeaderEpoch >= 0 && body.currentLeaderEpoch !== raft.epoch) {
    refuse(body.currentLeaderEpoch < raft.epoch ? 'FENCED_LEADER_EPOCH' : 'UNKNOWN_LEADER_EPOCH');
    return;
  }
  if (isBehindLog(raft.log, body.fetchOffset, body.lastFetchedEpoch)) {
    const { snapshot } = raft.log;
    assert(snapshot !== null, 'a log that begins later has a snapshot of what was before');
    noteFetch(raft, body.replicaId, body.fetchOffset, ctx);
    const snapshotId = { epoch: snapshot.epoch, endOffset: snapshot.endOffset };
    answer(from, request, { errorCode: 'NONE', leaderId: raft.id, leaderEpoch: raft.epoch, highWatermark: raft.highWatermark, divergingEpoch: null, snapshotId, records: [] }, ctx);
    return;
  }
  const ends = endOfEpoch(raft.log, body.lastFetchedEpoch);
  if (body.fetchOffset > 0 && (ends.epoch < body.lastFetchedEpoch || ends.endOffset < body.fetchOffset)) {
    answer(from, request, { errorCode: 'NONE', leaderId: raft.id, leaderEpoch: raft.epoch, highWatermark: raft.highWatermark, divergingEpoch: ends, snapshotId: null, records: [] }, ctx);
    return;
  }
  const progress = noteFetch(raft, body.replicaId, body.fetchOffset, ctx);
  if (raft.voters.includes(body.replicaId)) {
    const before = raft.highWatermark;
    advanceHighWatermark(raft, ctx);
    if (raft.highWatermark > before) wakeParked(raft, ctx);
  }
  if (hasNews(raft, progress, body.fetchOffset) || body.maxWaitMs === 0) {
    sendRecords(raft, request, from, progress, ctx);
    return;
  }
  raft.parked.push({ from, request, expiresAt: ctx.now + body.maxWaitMs * 1000 });
  ctx.schedule(body.maxWaitMs * 1000, { kind: 'RaftParked' });
}

/** Sends the snapshot that was asked for, if it is still the latest. */
export function answerFetchSnapshot(raft: Raft, request: Request<'FetchSnapshot'>, from: NodeId, ctx: Context): void {
  const { replicaId, snapshotId, currentLeaderEpoch } = request.body;
  const { snapshot } = raft.log;
  const refuse = (errorCode: ErrorCode): void => answer(from, request, { errorCode, leaderId: raft.leaderId, leaderEpoch: raft.epoch, snapshot: null }, ctx);
  if (raft.role !== 'leader') refuse('NOT_LEADER_OR_FOLLOWER');
  else if (currentLeaderEpoch >= 0 && currentLeaderEpoch !== raft.epoch) refuse(currentLeaderEpoch < raft.epoch ? 'FENCED_LEADER_EPOCH' : 'UNKNOWN_LEADER_EPOCH');
  else if (snapshot === null || snapshot.endOffset !== snapshotId.endOffset || snapshot.epoch !== snapshotId.epoch) refuse('SNAPSHOT_NOT_FOUND');
  else {
    const progress = raft.progress[replicaId];
    if (progress !== undefined) progress.lastFetchAt = ctx.now;
    answer(from, request, { errorCode: 'NONE', leaderId: raft.id, leaderEpoch: raft.epoch, snapshot }, ctx, 100 + RECORD_BYTES * snapshot.records.length);
  }
}

function noteFetch(raft: Raft, id: number, fetchOffset: number, ctx: Context): Progress {
  const progress = (raft.progress[id] ??= { id, endOffset: 0, knownHighWatermark: -1, lastFetchAt: ctx.now, lastCaughtUpAt: -1 });
  progress.endOffset = fetchOffset;
  progress.lastFetchAt = ctx.now;
  if (fetchOffset >= raft.log.endOffset) progress.lastCaughtUpAt = ctx.now;
  return progress;
}

/** Voters get what is appended; observers only what is decided. */
function readableEnd(raft: Raft, id: number): number {
  return raft.voters.includes(id) ? raft.log.endOffset : raft.highWatermark;
}

function hasNews(raft: Raft, progress: Progress, fetchOffset: number): boolean {
  return readableEnd(raft, progress.id) > fetchOffset || raft.highWatermark > progress.knownHighWatermark;
}

function sendRecords(raft: Raft, request: Request<'FetchMetadata'>, to: NodeId, progress: Progress, ctx: Context): void {
  const end = readableEnd(raft, progress.id);
  const records = readLog(raft.log, request.body.fetchOffset, BATCHES_PER_FETCH).filter((batch) => batch.baseOffset + batch.records.length <= end);
  progress.knownHighWatermark = raft.highWatermark;
  const bytes = 100 + records.reduce((sum, batch) => sum + RECORD_BYTES * batch.records.length, 0);
  answer(to, request, { errorCode: 'NONE', leaderId: raft.id, leaderEpoch: raft.epoch, highWatermark: raft.highWatermark, divergingEpoch: null, snapshotId: null, records }, ctx, bytes);
}

/** The high watermark is what a majority has, once a record of the leader's own epoch is among it (KIP-595). */
export function advanceHighWatermark(raft: Raft, ctx: Context): void {
  const ends = [raft.log.endOffset, ...others(raft).map((other) => raft.progress[other]?.endOffset ?? 0)].sort((a, b) => b - a);
  const reached = ends[majority(raft) - 1] ?? 0;
  const epochStart = raft.log.epochs.at(-1)?.epoch === raft.epoch ? (raft.log.epochs.at(-1)?.startOffset ?? 0) : Number.POSITIVE_INFINITY;
  if (reached > epochStart && reached > raft.highWatermark) raft.highWatermark = reached;
  for (const progress of Object.values(raft.progress)) {
    if (!raft.voters.includes(progress.id) && ctx.now - progress.lastFetchAt > OBSERVER_FORGOTTEN) delete raft.progress[progress.id];
  }
}

/** Answers the waiting fetches for which there is something new. */
export function wakeParked(raft: Raft, ctx: Context): void {
  const waiting = raft.parked;
  raft.parked = [];
  for (const parked of waiting) {
    const progress = raft.progress[parked.request.body.replicaId];
    if (progress !== undefined && hasNews(raft, progress, parked.request.body.fetchOffset)) sendRecords(raft, parked.request, parked.from, progress, ctx);
    else raft.parked.push(parked);
  }
}

export function expireParked(raft: Raft, ctx: Context): void {
  const due = raft.parked.filter((parked) => parked.expiresAt <= ctx.now);
  if (due.length === 0) return;
  raft.parked = raft.parked.filter((parked) => parked.expiresAt > ctx.now);
  for (const parked of due) {
    const progress = raft.progress[parked.request.body.replicaId];
    if (progress !== undefined) sendRecords(raft, parked.request, parked.from, progress, ctx);
  }
}

/** A leader that leads no more sends everybody who waits on. */
export function releaseAll(raft: Raft, ctx: Context): void {
  for (const { from, request } of raft.parked) answer(from, request, { errorCode: 'NOT_LEADER_OR_FOLLOWER', leaderId: -1, leaderEpoch: raft.epoch, highWatermark: -1, divergingEpoch: null, snapshotId: null, records: [] }, ctx);
  raft.parked = [];
}

// --- followers ----------------------------------------------------------------------------------------------------------

export function fetchFromLeader(raft: Raft, ctx: Context): void {
  raft.fetching = ask(raft, raft.leaderId, 'FetchMetadata', { replicaId: raft.id, currentLeaderEpoch: raft.epoch, fetchOffset: raft.log.endOffset, lastFetchedEpoch: lastEpoch(raft.log), maxWaitMs: FETCH_WAIT_MS }, ctx);
}

/** Takes in what the leader sent; `heard` where the leader is alive and well. */
export function fetchAnswered(raft: Raft, response: Response<'FetchMetadata'>, ctx: Context): 'heard' | 'ignored' {
  const { body } = response;
  if (raft.role !== 'follower' || response.correlationId !== raft.fetching || body.leaderEpoch < raft.epoch) return 'ignored';
  if (body.errorCode !== 'NONE') {
    fetchLater(raft, ctx);
    return 'ignored';
  }
  raft.heardAt = ctx.now;
  if (body.snapshotId !== null) {
    raft.fetching = ask(raft, raft.leaderId, 'FetchSnapshot', { replicaId: raft.id, currentLeaderEpoch: raft.epoch, snapshotId: body.snapshotId }, ctx);
    return 'heard';
  }
  if (body.divergingEpoch !== null) truncateTo(raft, body.divergingEpoch);
  for (const batch of body.records) if (batch.baseOffset === raft.log.endOffset) appendBatch(raft.log, batch);
  raft.highWatermark = Math.max(raft.highWatermark, Math.min(body.highWatermark, raft.log.endOffset));
  fetchFromLeader(raft, ctx);
  return 'heard';
}

/** Begins anew with the leader's snapshot, and reads on from there. */
export function snapshotAnswered(raft: Raft, response: Response<'FetchSnapshot'>, ctx: Context): 'heard' | 'ignored' {
  const { body } = response;
  if (raft.role !== 'follower' || response.correlationId !== raft.fetching || body.leaderEpoch < raft.epoch) return 'ignored';
  if (body.errorCode !== 'NONE' || body.snapshot === null) {
    fetchLater(raft, ctx);
    return 'ignored';
  }
  raft.heardAt = ctx.now;
  if (body.snapshot.endOffset > raft.highWatermark) {
    resetToSnapshot(raft.log, body.snapshot);
    raft.highWatermark = body.snapshot.endOffset;
  }
  fetchFromLeader(raft, ctx);
  return 'heard';
}

function fetchLater(raft: Raft, ctx: Context): void {
  raft.fetching = -1;
  if (raft.retryTimer < 0) raft.retryTimer = ctx.schedule(RETRY_BACKOFF, { kind: 'RaftRetry' });
}

function truncateTo(raft: Raft, diverging: { readonly epoch: number; readonly endOffset: number }): void {
  const mine = endOfEpoch(raft.log, diverging.epoch);
  truncateLog(raft.log, Math.min(mine.endOffset, diverging.endOffset, raft.log.endOffset));
}

/** The node that a fetch of the metadata log should go to next: the leader where one is known. */
export function leaderNode(raft: Raft): NodeId | null {
  return raft.leaderId < 0 ? null : nodeOf(raft.leaderId);
}
