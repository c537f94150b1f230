// ShareFetch: one request per leader at a time, acknowledgements go along, and acquired records wait until poll() returns them.
import { freeze } from '../../../kernel/freeze.ts';
import type { Time } from '../../../kernel/types.ts';
import { MILLISECOND } from '../../../kernel/types.ts';
import type { ErrorCode, TopicPartition } from '../../protocol.ts';
import type { AcknowledgeType, ShareAcknowledgeResponse, ShareFetchRequest, ShareFetchResponse } from '../../protocol-share.ts';
import type { RecordBatch } from '../../record.ts';
import { failureOf, isInvalidMetadata } from '../failure.ts';
import type { ClientIo } from '../io.ts';
import { NEVER } from '../io.ts';
import { leaderLearnt, partitionInfo, requestUpdate } from '../metadata.ts';
import { canSend, connectionDelayUntil, ready, sendRequest } from '../network-client.ts';
import { RENEW, renewalsEnded } from './acknowledgements.ts';
import { type Acknowledged, type FetchedShare, isSameTp, type LeaderSession, type ShareConsumer, type SharedRecord } from './state.ts';

function sessionWith(consumer: ShareConsumer, node: number): LeaderSession {
  const known = consumer.sessions.find((one) => one.node === node);
  if (known !== undefined) return known;
  const session: LeaderSession = { node, epoch: 0, partitions: [], inFlight: false, notBefore: 0 };
  consumer.sessions.push(session);
  return session;
}

/** Asks every leader of an assigned partition that has no request of ours; leaders that are only owed acknowledgements get them. */
export function sendShareFetches(consumer: ShareConsumer, io: ClientIo): void {
  const { network } = consumer;
  const byNode = new Map<number, TopicPartition[]>();
  for (const one of consumer.assigned) {
    const leader = partitionInfo(network.metadata, one.topic, one.partition)?.leader ?? -1;
    if (leader < 0) requestUpdate(network.metadata, false);
    else byNode.set(leader, [...(byNode.get(leader) ?? []), one]);
  }
  for (const [node, partitions] of byNode) {
    const session = sessionWith(consumer, node);
    if (session.inFlight || io.now < session.notBefore || !ready(network, node, io)) continue;
    sendFetch(consumer, session, partitions, io);
  }
  sendAcknowledgements(consumer, io, (node) => !byNode.has(node));
}

function sendFetch(consumer: ShareConsumer, session: LeaderSession, partitions: readonly TopicPartition[], io: ClientIo): void {
  const { config } = consumer;
  const acks = takeAcks(consumer, session);
  const added = partitions.filter((one) => !session.partitions.some((other) => isSameTp(one, other)));
  const forgotten = session.partitions.filter((one) => !partitions.some((other) => isSameTp(one, other)));
  const body: ShareFetchRequest = {
    groupId: config.groupId, memberId: consumer.membership.memberId, shareSessionEpoch: session.epoch, maxWaitMs: config.fetchMaxWaitMs, minBytes: config.fetchMinBytes, maxBytes: config.fetchMaxBytes,
    maxRecords: config.maxPollRecords, shareAcquireMode: config.isRecordLimit ? 1 : 0, isRenewAck: hasRenewals(acks), topics: topicsOf([...added, ...acks.filter((ack) => !added.some((one) => isSameTp(one, ack)))], acks), forgottenTopics: forgotten,
  };
  session.inFlight = true;
  session.partitions = freeze([...partitions]);
  sendRequest(consumer.network, session.node, { api: 'ShareFetch', body }, { kind: 'share-fetch', node: session.node, acks }, io);
}

function hasRenewals(acks: readonly Acknowledged[]): boolean {
  return acks.some((ack) => ack.batches.some((batch) => batch.acknowledgeTypes.includes(RENEW)));
}

/** A leader only hears of what its own session acquired; what came before that is lost with its session. */
function takeAcks(consumer: ShareConsumer, session: LeaderSession): readonly Acknowledged[] {
  const own = consumer.acks.filter((ack) => ack.node === session.node);
  if (own.length === 0) return own;
  consumer.acks = freeze(consumer.acks.filter((ack) => ack.node !== session.node));
  if (session.epoch > 0) return freeze(merged(own));
  ended(consumer, own, 'SHARE_SESSION_NOT_FOUND');
  return [];
}

/** One row for each partition. */
function merged(acks: readonly Acknowledged[]): Acknowledged[] {
  const out: Acknowledged[] = [];
  for (const ack of acks) {
    const index = out.findIndex((one) => isSameTp(one, ack));
    const known = out[index];
    if (known === undefined) out.push(ack);
    else out[index] = { ...known, batches: [...known.batches, ...ack.batches] };
  }
  return out;
}

function topicsOf(partitions: readonly TopicPartition[], acks: readonly Acknowledged[]): ShareFetchRequest['topics'] {
  return [...new Set(partitions.map((one) => one.topic))].map((topic) => ({
    topic,
    partitions: partitions.filter((one) => one.topic === topic).map((one) => ({ partitionIndex: one.partition, acknowledgementBatches: acks.find((ack) => isSameTp(ack, one))?.batches ?? [] })),
  }));
}

/** ShareAcknowledge to leaders that are owed something. Returns whether one was sent. */
export function sendAcknowledgements(consumer: ShareConsumer, io: ClientIo, isMeant: (node: number) => boolean): boolean {
  let sent = false;
  for (const session of consumer.sessions) {
    if (session.inFlight || !isMeant(session.node) || !consumer.acks.some((ack) => ack.node === session.node)) continue;
    if (!ready(consumer.network, session.node, io)) continue;
    const acks = takeAcks(consumer, session);
    if (acks.length === 0) continue;
    sendAcknowledge(consumer, session, acks, session.epoch, io);
    sent = true;
  }
  return sent;
}

function sendAcknowledge(consumer: ShareConsumer, session: LeaderSession, acks: readonly Acknowledged[], epoch: number, io: ClientIo): void {
  session.inFlight = true;
  const body = { groupId: consumer.config.groupId, memberId: consumer.membership.memberId, shareSessionEpoch: epoch, isRenewAck: hasRenewals(acks), topics: topicsOf(acks, acks) };
  sendRequest(consumer.network, session.node, { api: 'ShareAcknowledge', body }, { kind: 'acknowledge', node: session.node, acks, isFinal: epoch === -1 }, io);
}

/** Ends every session, with the last acknowledgements. True when none is left. */
export function endSessions(consumer: ShareConsumer, io: ClientIo): boolean {
  for (const session of consumer.sessions.slice()) {
    if (session.inFlight) continue;
    if (session.epoch === 0 || !canSend(consumer.network, session.node)) {
      consumer.sessions = consumer.sessions.filter((one) => one !== session);
      continue;
    }
    sendAcknowledge(consumer, session, takeAcks(consumer, session), -1, io);
  }
  return consumer.sessions.length === 0;
}

// --- answers ----------------------------------------------------------------------------------------------------------

function ended(consumer: ShareConsumer, acks: readonly Acknowledged[], error: ErrorCode | ((ack: Acknowledged) => ErrorCode)): void {
  for (const ack of acks) {
    const told = typeof error === 'string' ? error : error(ack);
    consumer.ackResults.push({ topic: ack.topic, partition: ack.partition, batches: ack.batches, error: told });
    renewalsEnded(consumer, ack, told === 'NONE');
  }
}

export function shareFetchAnswered(consumer: ShareConsumer, context: { readonly node: number; readonly acks: readonly Acknowledged[] }, body: ShareFetchResponse | null, io: ClientIo): void {
  const session = consumer.sessions.find((one) => one.node === context.node);
  if (session !== undefined) session.inFlight = false;
  if (body === null || body.errorCode !== 'NONE') {
    ended(consumer, context.acks, body?.errorCode ?? 'NETWORK_EXCEPTION');
    sessionLost(consumer, context.node, body?.errorCode ?? null, io);
    return;
  }
  if (session !== undefined) session.epoch = session.epoch === 2_147_483_647 ? 1 : session.epoch + 1;
  const fetched: FetchedShare[] = [];
  for (const { topic, partitions } of body.responses) {
    for (const row of partitions) {
      const of = { topic, partition: row.partitionIndex };
      if (row.currentLeader !== null) leaderLearnt(consumer.network.metadata, topic, of.partition, row.currentLeader.leaderId, row.currentLeader.leaderEpoch);
      if (row.errorCode === 'NONE' && row.acquiredRecords.length > 0) fetched.push({ ...of, node: context.node, batches: row.records, acquired: row.acquiredRecords });
      else if (row.errorCode !== 'NONE') partitionFailed(consumer, context.node, row.errorCode, io);
    }
  }
  ended(consumer, context.acks, (ack) => body.responses.find((one) => one.topic === ack.topic)?.partitions.find((one) => one.partitionIndex === ack.partition)?.acknowledgeErrorCode ?? 'NONE');
  if (fetched.length > 0) consumer.fetched = freeze([...consumer.fetched, ...fetched]);
}

/** A leader that refuses at once is not asked again at once. */
function partitionFailed(consumer: ShareConsumer, node: number, error: ErrorCode, io: ClientIo): void {
  const session = consumer.sessions.find((one) => one.node === node);
  if (session !== undefined) session.notBefore = io.now + consumer.config.retryBackoffMs * MILLISECOND;
  if (isInvalidMetadata(error) || error === 'COORDINATOR_NOT_AVAILABLE') requestUpdate(consumer.network.metadata, false);
  else if (error === 'TOPIC_AUTHORIZATION_FAILED' || error === 'GROUP_AUTHORIZATION_FAILED') consumer.failure = failureOf(error);
}

/** The leader forgot the session, or is gone: the next request opens a new one. */
function sessionLost(consumer: ShareConsumer, node: number, error: ErrorCode | null, io: ClientIo): void {
  const session = consumer.sessions.find((one) => one.node === node);
  if (session === undefined) return;
  session.epoch = 0;
  session.partitions = [];
  session.notBefore = io.now + consumer.config.retryBackoffMs * MILLISECOND;
  if (error === null || isInvalidMetadata(error)) requestUpdate(consumer.network.metadata, false);
}

export function acknowledgeAnswered(consumer: ShareConsumer, context: { readonly node: number; readonly acks: readonly Acknowledged[]; readonly isFinal: boolean }, body: ShareAcknowledgeResponse | null, io: ClientIo): void {
  const session = consumer.sessions.find((one) => one.node === context.node);
  if (session !== undefined) session.inFlight = false;
  if (context.isFinal) consumer.sessions = consumer.sessions.filter((one) => one.node !== context.node);
  if (body === null || body.errorCode !== 'NONE') {
    ended(consumer, context.acks, body?.errorCode ?? 'NETWORK_EXCEPTION');
    sessionLost(consumer, context.node, body?.errorCode ?? null, io);
    return;
  }
  if (session !== undefined) session.epoch += 1;
  ended(consumer, context.acks, (ack) => body.responses.find((one) => one.topic === ack.topic)?.partitions.find((one) => one.partitionIndex === ack.partition)?.errorCode ?? 'NONE');
}

// --- records ----------------------------------------------------------------------------------------------------------

/** What poll() returns: records whose locks were renewed, else whole acquisitions, until there are max.poll.records. Offsets without a record are gaps, and said to be so. */
export function collectShared(consumer: ShareConsumer): SharedRecord[] {
  if (consumer.renewed.length > 0) return takeRenewed(consumer);
  const out: SharedRecord[] = [];
  let rest = consumer.fetched;
  while (rest.length > 0 && out.length < consumer.config.maxPollRecords) {
    const [fetched, ...others] = rest;
    rest = others;
    if (fetched === undefined) break;
    for (const { firstOffset, lastOffset, deliveryCount } of fetched.acquired) {
      const types: (AcknowledgeType | -1)[] = [];
      for (let offset = firstOffset; offset <= lastOffset; offset++) types.push(0);
      const { topic, partition, node } = fetched;
      const records = recordsIn(fetched.batches, firstOffset, lastOffset).map(([offset, record]): SharedRecord => ({ topic, partition, offset, deliveryCount, record }));
      for (const { offset } of records) types[offset - firstOffset] = -1;
      consumer.delivered.push({ topic, partition, node, first: firstOffset, types, records: freeze(records) });
      out.push(...records);
    }
  }
  consumer.fetched = freeze([...rest]);
  consumer.recordsConsumed += out.length;
  return out;
}

function takeRenewed(consumer: ShareConsumer): SharedRecord[] {
  const { renewed } = consumer;
  consumer.renewed = freeze([]);
  for (const { node, ...record } of renewed) consumer.delivered.push({ topic: record.topic, partition: record.partition, node, first: record.offset, types: [-1], records: freeze([record]) });
  return renewed.map(({ node: _node, ...record }) => record);
}

function recordsIn(batches: readonly RecordBatch[], first: number, last: number): [number, SharedRecord['record']][] {
  const out: [number, SharedRecord['record']][] = [];
  for (const batch of batches) {
    if (batch.control !== null) continue;
    batch.records.forEach((record, i) => {
      const offset = batch.baseOffset + (batch.offsetDeltas?.[i] ?? i);
      if (offset >= first && offset <= last) out.push([offset, record]);
    });
  }
  return out;
}

/** When a leader that could not be reached, or refused, may be tried again. Only later times count. */
export function shareFetchWakeup(consumer: ShareConsumer, now: Time): Time {
  let at = NEVER;
  for (const { topic, partition } of consumer.assigned) {
    const leader = partitionInfo(consumer.network.metadata, topic, partition)?.leader ?? -1;
    const until = Math.max(connectionDelayUntil(consumer.network, leader, now), consumer.sessions.find((one) => one.node === leader)?.notBefore ?? 0);
    if (until > now) at = Math.min(at, until);
  }
  return at;
}
