// ShareFetch and ShareAcknowledge, as the partition's leader answers them (SharePartitionManager, DelayedShareFetch).
import { freeze } from '../../kernel/freeze.ts';
import { MILLISECOND, type NodeId } from '../../kernel/types.ts';
import { abortedBetween, lastStableOffset, readLog } from '../log/log.ts';
import type { ErrorCode, Request, TopicPartition } from '../protocol.ts';
import type { AcknowledgementBatch, AcquiredRecords, ShareFetchRequest } from '../protocol-share.ts';
import { nextOffset, type RecordBatch } from '../record.ts';
import { shareSettings } from './group-config.ts';
import { dataTimer, type Env, type Partition, partitionName, respond } from './plane.ts';
import { currentLeader } from './produce.ts';
import { acquire } from './share-partition-acquire.ts';
import { acknowledge, archive } from './share-partition-acknowledge.ts';
import { canAcquire, followLogStart, nextFetchOffset, type SharePartition, type ShareSettings } from './share-partition.ts';
import { forgetShare, findShare, lockEnd, noteExhausted, releaseMember, shareOf, watchLocks, writeChange } from './share-partitions.ts';
import { type FetchedRow, type PendingAck, shareName, type WaitingShareRequest } from './share-plane.ts';
import { findSession, rotated, sessionOf } from './share-sessions.ts';

type Topics = readonly { readonly topic: string; readonly partitions: readonly { readonly partitionIndex: number; readonly acknowledgementBatches: readonly AcknowledgementBatch[] }[] }[];

const NO_RECORDS: readonly RecordBatch[] = Object.freeze([]);

export function handleShareFetch(env: Env, request: Request<'ShareFetch'>, from: NodeId): void {
  const { body } = request;
  const fail = (errorCode: ErrorCode): void => respond(env.ctx, from, 'ShareFetch', request.correlationId, { errorCode, errorMessage: null, acquisitionLockTimeoutMs: 0, responses: [] });
  const hasAcks = body.topics.some((topic) => topic.partitions.some((one) => one.acknowledgementBatches.length > 0));
  if (hasAcks && body.shareSessionEpoch === 0) return fail('INVALID_REQUEST');
  const added = body.topics.flatMap(({ topic, partitions }) => partitions.map((one) => ({ topic, partition: one.partitionIndex })));
  const found = sessionOf(env, from, { group: body.groupId, member: body.memberId, epoch: body.shareSessionEpoch, added, forgotten: body.forgottenTopics });
  if (found.kind === 'error') return fail(found.error);
  const waiting: WaitingShareRequest = {
    id: env.plane.shares.nextId++, from, correlationId: request.correlationId, api: 'ShareFetch', group: body.groupId, member: body.memberId, request: freeze(body),
    acks: acknowledgeAll(env, body.groupId, body.memberId, body.topics), fetched: null, isFinal: body.shareSessionEpoch === -1, timer: null,
  };
  env.plane.shares.waiting.push(waiting);
  // A request that renews locks, or ends the session, fetches nothing (KIP-1222).
  if (body.isRenewAck || waiting.isFinal) waiting.fetched = [];
  else {
    waiting.timer = env.ctx.schedule(body.maxWaitMs * MILLISECOND, dataTimer({ kind: 'share', timer: { kind: 'fetch-timeout', id: waiting.id } }));
    tryFetch(env, waiting);
  }
  answerIfDone(env, waiting);
}

export function handleShareAcknowledge(env: Env, request: Request<'ShareAcknowledge'>, from: NodeId): void {
  const { body } = request;
  const fail = (errorCode: ErrorCode): void => respond(env.ctx, from, 'ShareAcknowledge', request.correlationId, { errorCode, errorMessage: null, acquisitionLockTimeoutMs: 0, responses: [] });
  if (body.shareSessionEpoch === 0) return fail('INVALID_SHARE_SESSION_EPOCH');
  const found = sessionOf(env, from, { group: body.groupId, member: body.memberId, epoch: body.shareSessionEpoch, added: [], forgotten: [] });
  if (found.kind === 'error') return fail(found.error);
  const waiting: WaitingShareRequest = {
    id: env.plane.shares.nextId++, from, correlationId: request.correlationId, api: 'ShareAcknowledge', group: body.groupId, member: body.memberId, request: null,
    acks: acknowledgeAll(env, body.groupId, body.memberId, body.topics), fetched: [], isFinal: body.shareSessionEpoch === -1, timer: null,
  };
  env.plane.shares.waiting.push(waiting);
  answerIfDone(env, waiting);
}

// --- acknowledgements -------------------------------------------------------------------------------------------------

function acknowledgeAll(env: Env, group: string, member: string, topics: Topics): PendingAck[] {
  const acks: PendingAck[] = [];
  for (const { topic, partitions } of topics) {
    for (const { partitionIndex, acknowledgementBatches } of partitions) {
      if (acknowledgementBatches.length === 0) continue;
      const share = shareName(group, topic, partitionIndex);
      const { write, error } = acknowledgeOne(env, share, member, acknowledgementBatches);
      acks.push({ topic, partition: partitionIndex, share, write, error });
    }
  }
  return acks;
}

function acknowledgeOne(env: Env, name: string, member: string, batches: readonly AcknowledgementBatch[]): { readonly write: number; readonly error: ErrorCode } {
  const share = findShare(env, name);
  if (share === null || share.state !== 'active') return { write: 0, error: 'UNKNOWN_TOPIC_OR_PARTITION' };
  const settings = shareSettings(env, share.groupId);
  if (!settings.renewEnabled && batches.some((batch) => batch.acknowledgeTypes.includes(4))) return { write: 0, error: 'INVALID_REQUEST' };
  const change = acknowledge(share, settings, member, batches, lockEnd(env, share.groupId));
  if (change.write > 0) writeChange(env, share, change);
  noteExhausted(env, share, change.exhausted);
  watchLocks(env, share);
  return change;
}

/** The share coordinator has decided a write: whoever waits for it may be answered. */
export function ackDecided(env: Env, name: string, write: number, error: ErrorCode): void {
  if (write === 0) return;
  for (const waiting of env.plane.shares.waiting.slice()) {
    const ack = waiting.acks.find((one) => one.share === name && one.write === write);
    if (ack === undefined) continue;
    ack.write = 0;
    ack.error = error;
    answerIfDone(env, waiting);
  }
}

// --- fetching ---------------------------------------------------------------------------------------------------------

/** Looks at the requests that wait for this partition: it has new records, released ones, or another leader. */
export function decideShareFetches(env: Env, topic: string, index: number): void {
  const { shares } = env.plane;
  if (shares.waiting.length === 0) return;
  for (const waiting of shares.waiting.slice()) {
    if (waiting.fetched !== null || !isFetchedBy(env, waiting, topic, index)) continue;
    tryFetch(env, waiting);
    answerIfDone(env, waiting);
  }
}

function isFetchedBy(env: Env, waiting: WaitingShareRequest, topic: string, index: number): boolean {
  return findSession(env, waiting.group, waiting.member)?.partitions.some((one) => one.topic === topic && one.partition === index) ?? false;
}

export function shareFetchTimedOut(env: Env, id: number): void {
  const waiting = env.plane.shares.waiting.find((one) => one.id === id);
  if (waiting === undefined) return;
  waiting.timer = null;
  waiting.fetched ??= [];
  answerIfDone(env, waiting);
}

/** Acquires what there is. The request goes on waiting where there is nothing, and no error. */
function tryFetch(env: Env, waiting: WaitingShareRequest): void {
  const { request } = waiting;
  const session = findSession(env, waiting.group, waiting.member);
  if (request === null || session === null) {
    waiting.fetched = [];
    return;
  }
  const settings = shareSettings(env, waiting.group);
  const rows: FetchedRow[] = [];
  let [count, bytes] = [0, 0];
  for (const of of rotated(session.partitions, request.shareSessionEpoch)) {
    if (count >= request.maxRecords || bytes >= request.maxBytes) break;
    const row = fetchOne(env, waiting, request, of, settings, { maxRecords: request.maxRecords - count, maxBytes: request.maxBytes - bytes });
    if (row === null) continue;
    rows.push(row);
    for (const batch of row.records) bytes += batch.sizeInBytes;
    for (const one of row.acquiredRecords) count += one.lastOffset - one.firstOffset + 1;
  }
  if (rows.length > 0) waiting.fetched = freeze(rows);
}

interface Budget {
  readonly maxRecords: number;
  readonly maxBytes: number;
}

function fetchOne(env: Env, waiting: WaitingShareRequest, request: ShareFetchRequest, of: TopicPartition, settings: ShareSettings, budget: Budget): FetchedRow | null {
  const share = shareOf(env, waiting.group, of.topic, of.partition);
  if (typeof share === 'string') return failedRow(env, of, share);
  const partition = env.plane.partitions[partitionName(of.topic, of.partition)];
  if (share.state !== 'active' || partition === undefined || !canAcquire(share, settings)) return null;
  followLogStart(share, partition.log.logStartOffset);
  const fetchOffset = nextFetchOffset(share);
  const end = settings.readCommitted ? lastStableOffset(partition.log) : partition.log.highWatermark;
  if (fetchOffset > partition.log.logEndOffset || fetchOffset >= end) return null;
  const { batches } = readLog(partition.log, fetchOffset, end, budget.maxBytes, true);
  const acquired = acquire(share, settings, batches, {
    member: waiting.member, isRecordLimit: request.shareAcquireMode === 1, batchSize: request.maxRecords, maxRecords: budget.maxRecords, fetchOffset, lockedUntil: lockEnd(env, waiting.group),
  });
  const kept = settings.readCommitted ? withoutAborted(share, partition, batches, acquired, end) : acquired;
  watchLocks(env, share);
  if (kept.length === 0) return null;
  const records = batches.filter((batch) => kept.some((one) => batch.baseOffset <= one.lastOffset && nextOffset(batch) > one.firstOffset));
  return { topic: of.topic, partitionIndex: of.partition, errorCode: 'NONE', acknowledgeErrorCode: 'NONE', currentLeader: null, records, acquiredRecords: kept };
}

/** Records of aborted transactions are archived and not handed out (KIP-932, isolation level). */
function withoutAborted(share: SharePartition, partition: Partition, batches: readonly RecordBatch[], acquired: readonly AcquiredRecords[], end: number): AcquiredRecords[] {
  const first = batches[0]?.baseOffset ?? 0;
  const aborted = abortedBetween(partition.log, first, end);
  let kept = [...acquired];
  for (const batch of batches) {
    if (!batch.isTransactional || batch.control !== null) continue;
    const marker = batches.find((other) => other.control !== null && other.producerId === batch.producerId && other.baseOffset > batch.baseOffset);
    if (marker?.control === 'COMMIT' || !aborted.some((one) => one.producerId === batch.producerId && one.firstOffset <= batch.baseOffset)) continue;
    const last = nextOffset(batch) - 1;
    archive(share, batch.baseOffset, last);
    kept = kept.flatMap((one) => {
      if (one.lastOffset < batch.baseOffset || one.firstOffset > last) return [one];
      const before = one.firstOffset < batch.baseOffset ? [{ ...one, lastOffset: batch.baseOffset - 1 }] : [];
      return one.lastOffset > last ? [...before, { ...one, firstOffset: last + 1 }] : before;
    });
  }
  return kept;
}

function failedRow(env: Env, { topic, partition }: TopicPartition, errorCode: ErrorCode): FetchedRow {
  return { topic, partitionIndex: partition, errorCode, acknowledgeErrorCode: 'NONE', currentLeader: errorCode === 'NOT_LEADER_OR_FOLLOWER' ? currentLeader(env, topic, partition) : null, records: NO_RECORDS, acquiredRecords: [] };
}

/** A share-partition could not be read: those who wait for it are told, and may ask again. */
export function shareFailed(env: Env, name: string, of: TopicPartition, errorCode: ErrorCode): void {
  forgetShare(env, name);
  for (const waiting of env.plane.shares.waiting.slice()) {
    if (waiting.fetched !== null || shareName(waiting.group, of.topic, of.partition) !== name || !isFetchedBy(env, waiting, of.topic, of.partition)) continue;
    waiting.fetched = [failedRow(env, of, errorCode)];
    answerIfDone(env, waiting);
  }
}

// --- answers ----------------------------------------------------------------------------------------------------------

function answerIfDone(env: Env, waiting: WaitingShareRequest): void {
  if (waiting.fetched === null || waiting.acks.some((one) => one.write > 0)) return;
  const { shares } = env.plane;
  if (!shares.waiting.includes(waiting)) return;
  shares.waiting = shares.waiting.filter((one) => one !== waiting);
  if (waiting.timer !== null) env.ctx.cancel(waiting.timer);
  const acquisitionLockTimeoutMs = shareSettings(env, waiting.group).recordLockDurationMs;
  if (waiting.api === 'ShareFetch') {
    const rows = [...waiting.fetched];
    for (const ack of waiting.acks) {
      const index = rows.findIndex((row) => row.topic === ack.topic && row.partitionIndex === ack.partition);
      const row = rows[index] ?? { topic: ack.topic, partitionIndex: ack.partition, errorCode: 'NONE', acknowledgeErrorCode: 'NONE', currentLeader: null, records: NO_RECORDS, acquiredRecords: [] };
      rows[index < 0 ? rows.length : index] = { ...row, acknowledgeErrorCode: ack.error };
    }
    let bytes = 60;
    for (const row of rows) for (const batch of row.records) bytes += batch.sizeInBytes;
    respond(env.ctx, waiting.from, 'ShareFetch', waiting.correlationId, { errorCode: 'NONE', errorMessage: null, acquisitionLockTimeoutMs, responses: byTopic(rows) }, bytes + 40 * rows.length);
  } else {
    const rows = waiting.acks.map((ack) => ({ topic: ack.topic, partitionIndex: ack.partition, errorCode: ack.error, currentLeader: null }));
    respond(env.ctx, waiting.from, 'ShareAcknowledge', waiting.correlationId, { errorCode: 'NONE', errorMessage: null, acquisitionLockTimeoutMs, responses: byTopic(rows) });
  }
  if (waiting.isFinal) endSession(env, waiting.group, waiting.member);
}

function byTopic<Row extends { readonly topic: string }>(rows: readonly Row[]): { topic: string; partitions: Omit<Row, 'topic'>[] }[] {
  const out: { topic: string; partitions: Omit<Row, 'topic'>[] }[] = [];
  for (const { topic, ...row } of rows) {
    const known = out.find((one) => one.topic === topic);
    if (known === undefined) out.push({ topic, partitions: [row] });
    else known.partitions.push(row);
  }
  return out;
}

// --- the end of sessions ------------------------------------------------------------------------------------------------

/** What the member holds is released; with the group's last session its share-partitions go from memory (ShareGroupListener). */
export function endSession(env: Env, group: string, member: string): void {
  const { shares } = env.plane;
  shares.sessions = shares.sessions.filter((one) => one.group !== group || one.member !== member);
  const own = Object.entries(shares.partitions).filter(([, share]) => share.groupId === group);
  for (const [, share] of own) releaseMember(env, share, member);
  if (shares.sessions.some((one) => one.group === group)) {
    for (const [, share] of own) decideShareFetches(env, share.topic, share.partition);
    return;
  }
  for (const [name] of own) forgetShare(env, name);
}

/** The process behind these sessions has ended. */
export function sharePeerGone(env: Env, peer: NodeId): void {
  const { shares } = env.plane;
  for (const waiting of shares.waiting.filter((one) => one.from === peer)) if (waiting.timer !== null) env.ctx.cancel(waiting.timer);
  shares.waiting = shares.waiting.filter((one) => one.from !== peer);
  for (const session of shares.sessions.filter((one) => one.node === peer)) endSession(env, session.group, session.member);
}
