// Where a consumer begins in each partition: its committed offset, else where auto.offset.reset says; and whether that place still exists.
import type { Time } from '../../../kernel/types.ts';
import { MILLISECOND } from '../../../kernel/types.ts';
import type { ErrorCode, TopicPartition } from '../../protocol.ts';
import type { ListOffsetsResponse, OffsetForLeaderEpochResponse } from '../../protocol-data.ts';
import type { OffsetFetchResponse } from '../../protocol-groups.ts';
import { failureOf, isInvalidMetadata } from '../failure.ts';
import { inOrder } from '../../in-order.ts';
import type { ClientIo } from '../io.ts';
import { NEVER } from '../io.ts';
import { partitionInfo, requestUpdate } from '../metadata.ts';
import { connectionDelayUntil, log, ready, sendRequest } from '../network-client.ts';
import type { ResetPolicy } from './consumer-config.ts';
import { coordinatorLost, isMember, readyCoordinator } from './group.ts';
import type { Assigned, Consumer, ConsumerContext } from './state.ts';
import { findAssigned, sameTp, tp, tpName } from './state.ts';

/** Earliest and latest as ListOffsets timestamps. */
const EARLIEST = -2;
const LATEST = -1;

/** Finds positions for partitions that have none, and checks those whose leader changed. Only inside poll(). */
export function findPositions(consumer: Consumer, io: ClientIo): void {
  checkLeaderChanges(consumer);
  fetchCommitted(consumer, io);
  askOffsets(consumer, io);
  validate(consumer, io);
}

function due(p: Assigned, now: Time): boolean {
  return !p.asking && p.notBefore <= now;
}

function fetchCommitted(consumer: Consumer, io: ClientIo): void {
  const { config, network } = consumer;
  const starting = consumer.assigned.filter((p) => p.status === 'initializing' && due(p, io.now));
  if (starting.length === 0) return;
  if (config.groupId === null) {
    for (const p of starting) reset(consumer, p, config.reset);
    return;
  }
  const coordinator = readyCoordinator(consumer, io);
  if (coordinator === null) return;
  const topics: { name: string; partitionIndexes: number[] }[] = [];
  for (const p of starting) {
    p.asking = true;
    const topic = topics.find((t) => t.name === p.topic);
    if (topic === undefined) topics.push({ name: p.topic, partitionIndexes: [p.partition] });
    else topic.partitionIndexes.push(p.partition);
  }
  const asker = consumer.protocol !== null && isMember(consumer) ? { memberId: consumer.membership.memberId, memberEpoch: consumer.membership.generation } : { memberId: null };
  const body = { groupId: config.groupId, ...asker, topics, requireStable: true };
  sendRequest<ConsumerContext>(network, coordinator, { api: 'OffsetFetch', body }, { kind: 'committed', partitions: starting.map(tp) }, io);
}

const ASK_AGAIN: readonly ErrorCode[] = ['COORDINATOR_LOAD_IN_PROGRESS', 'UNSTABLE_OFFSET_COMMIT', 'COORDINATOR_NOT_AVAILABLE', 'NOT_COORDINATOR', 'STALE_MEMBER_EPOCH', 'UNKNOWN_MEMBER_ID'];

export function committedAnswered(consumer: Consumer, partitions: readonly TopicPartition[], body: OffsetFetchResponse | null, io: ClientIo): void {
  const assigned = inOrder(consumer.assigned);
  const waiting = partitions.flatMap((of) => assigned((p) => sameTp(p, of)) ?? []).filter((p) => p.status === 'initializing');
  for (const p of waiting) p.asking = false;
  const error: ErrorCode = body === null ? 'NOT_COORDINATOR' : body.errorCode;
  if (error === 'NOT_COORDINATOR' || error === 'COORDINATOR_NOT_AVAILABLE') coordinatorLost(consumer);
  if (body === null || ASK_AGAIN.includes(error)) {
    for (const p of waiting) p.notBefore = io.now + consumer.config.retryBackoffMs * MILLISECOND;
    return;
  }
  if (error !== 'NONE') {
    consumer.failure = failureOf(error);
    return;
  }
  const rowOf = rowsIn(body.topics);
  for (const p of waiting) {
    const row = rowOf(p);
    if (row === undefined || row.errorCode !== 'NONE') p.notBefore = io.now + consumer.config.retryBackoffMs * MILLISECOND;
    else if (row.committedOffset >= 0) seekTo(consumer, p, row.committedOffset, row.committedLeaderEpoch);
    else reset(consumer, p, consumer.config.reset);
  }
}

/** Finds a partition's row in an answer. */
function rowsIn<Row extends { readonly partitionIndex: number }>(topics: readonly { readonly name: string; readonly partitions: readonly Row[] }[]): (p: TopicPartition) => Row | undefined {
  const byTopic = new Map(topics.map(({ name, partitions }) => [name, inOrder(partitions)]));
  return ({ topic, partition }) => byTopic.get(topic)?.((row) => row.partitionIndex === partition);
}

/** Puts a partition at an offset; it is fetched from there, after a check where an epoch is known. */
export function seekTo(consumer: Consumer, p: Assigned, offset: number, offsetEpoch: number): void {
  p.position = { offset, offsetEpoch };
  p.asking = false;
  p.notBefore = 0;
  const leaderEpoch = partitionInfo(consumer.network.metadata, p.topic, p.partition)?.leaderEpoch ?? -1;
  p.validatedEpoch = leaderEpoch;
  p.status = offsetEpoch >= 0 && leaderEpoch > offsetEpoch ? 'validating' : 'fetching';
  if (p.status === 'validating') p.validatedEpoch = -1;
}

/** Sends a partition to where the policy says; `none` ends the consumer's poll with an exception. */
export function reset(consumer: Consumer, p: Assigned, policy: ResetPolicy): void {
  if (policy.kind === 'none') {
    consumer.failure = { exception: 'org.apache.kafka.clients.consumer.NoOffsetForPartitionException', message: `Undefined offset with no reset policy for partitions: [${tpName(p)}]`, cause: null, code: null };
    return;
  }
  p.status = 'resetting';
  p.resetTo = policy;
  p.position = null;
  p.asking = false;
  p.notBefore = 0;
}

function timestampOf(policy: ResetPolicy, io: ClientIo): number {
  switch (policy.kind) {
    case 'earliest':
      return EARLIEST;
    case 'latest':
    case 'none':
      return LATEST;
    case 'by-duration':
      return io.wallClockMs - policy.backMs;
  }
}

/** Partitions by the leader that can answer for them, where one is known and ready. */
function byReadyLeader(consumer: Consumer, partitions: readonly Assigned[], io: ClientIo): [number, Assigned[]][] {
  const groups: [number, Assigned[]][] = [];
  for (const p of partitions) {
    const leader = partitionInfo(consumer.network.metadata, p.topic, p.partition)?.leader ?? -1;
    if (leader < 0) {
      requestUpdate(consumer.network.metadata, false);
      continue;
    }
    if (!ready(consumer.network, leader, io)) continue;
    const group = groups.find(([node]) => node === leader);
    if (group === undefined) groups.push([leader, [p]]);
    else group[1].push(p);
  }
  return groups;
}

function askOffsets(consumer: Consumer, io: ClientIo): void {
  const { network, config } = consumer;
  const lost = consumer.assigned.filter((p) => p.status === 'resetting' && due(p, io.now));
  for (const [leader, partitions] of byReadyLeader(consumer, lost, io)) {
    const topics: { name: string; partitions: { partitionIndex: number; currentLeaderEpoch: number; timestamp: number }[] }[] = [];
    for (const p of partitions) {
      p.asking = true;
      const epoch = partitionInfo(network.metadata, p.topic, p.partition)?.leaderEpoch ?? -1;
      const row = { partitionIndex: p.partition, currentLeaderEpoch: epoch, timestamp: timestampOf(p.resetTo, io) };
      const topic = topics.find((t) => t.name === p.topic);
      if (topic === undefined) topics.push({ name: p.topic, partitions: [row] });
      else topic.partitions.push(row);
    }
    const body = { replicaId: -1, isolationLevel: config.readCommitted ? (1 as const) : (0 as const), topics };
    sendRequest<ConsumerContext>(network, leader, { api: 'ListOffsets', body }, { kind: 'list-offsets', partitions: partitions.map(tp) }, io);
  }
}

export function offsetsAnswered(consumer: Consumer, partitions: readonly TopicPartition[], body: ListOffsetsResponse | null, io: ClientIo): void {
  const assigned = inOrder(consumer.assigned);
  const rowOf = rowsIn(body?.topics ?? []);
  for (const of of partitions) {
    const p = assigned((one) => sameTp(one, of));
    if (p === undefined || p.status !== 'resetting' || !p.asking) continue;
    p.asking = false;
    const row = rowOf(p);
    if (row !== undefined && row.errorCode === 'NONE' && row.offset >= 0) {
      log(consumer.network, 'INFO', `Resetting offset for partition ${tpName(p)} to position ${row.offset}.`, 'org.apache.kafka.clients.consumer.internals.SubscriptionState');
      // No epoch: a place that was just asked for needs no check.
      seekTo(consumer, p, row.offset, -1);
    } else if (row !== undefined && row.errorCode === 'NONE') {
      // A time after the last record: the end of the log.
      p.resetTo = { kind: 'latest' };
    } else {
      p.notBefore = io.now + consumer.config.retryBackoffMs * MILLISECOND;
      requestUpdate(consumer.network.metadata, false);
    }
  }
}

/** KIP-320: after a leader change, a position is good only if the new leader's log has it. */
function checkLeaderChanges(consumer: Consumer): void {
  for (const p of consumer.assigned) {
    if (p.status !== 'fetching' || p.position === null) continue;
    const info = partitionInfo(consumer.network.metadata, p.topic, p.partition);
    if (info === null || info.leaderEpoch <= p.validatedEpoch) continue;
    if (p.position.offsetEpoch < 0 || info.leader < 0) p.validatedEpoch = info.leaderEpoch;
    else p.status = 'validating';
  }
}

function validate(consumer: Consumer, io: ClientIo): void {
  const { network } = consumer;
  const unsure = consumer.assigned.filter((p) => p.status === 'validating' && due(p, io.now));
  for (const [leader, partitions] of byReadyLeader(consumer, unsure, io)) {
    const asked: (TopicPartition & { epoch: number; offset: number })[] = [];
    const topics: { topic: string; partitions: { partition: number; currentLeaderEpoch: number; leaderEpoch: number }[] }[] = [];
    for (const p of partitions) {
      if (p.position === null) continue;
      p.asking = true;
      const epoch = partitionInfo(network.metadata, p.topic, p.partition)?.leaderEpoch ?? -1;
      asked.push({ ...tp(p), epoch, offset: p.position.offset });
      const row = { partition: p.partition, currentLeaderEpoch: epoch, leaderEpoch: p.position.offsetEpoch };
      const topic = topics.find((t) => t.topic === p.topic);
      if (topic === undefined) topics.push({ topic: p.topic, partitions: [row] });
      else topic.partitions.push(row);
    }
    sendRequest<ConsumerContext>(network, leader, { api: 'OffsetForLeaderEpoch', body: { replicaId: -2, topics } }, { kind: 'validate', partitions: asked }, io);
  }
}

export function validated(consumer: Consumer, asked: readonly (TopicPartition & { readonly epoch: number; readonly offset: number })[], body: OffsetForLeaderEpochResponse | null, io: ClientIo): void {
  for (const of of asked) {
    const p = findAssigned(consumer, of);
    if (p === null || p.status !== 'validating' || p.position?.offset !== of.offset) continue;
    p.asking = false;
    const row = body?.topics.find((t) => t.topic === p.topic)?.partitions.find((r) => r.partition === p.partition);
    if (row === undefined || row.errorCode !== 'NONE') {
      p.notBefore = io.now + consumer.config.retryBackoffMs * MILLISECOND;
      requestUpdate(consumer.network.metadata, false);
      continue;
    }
    p.validatedEpoch = of.epoch;
    if (row.endOffset < 0 || row.leaderEpoch < 0) truncated(consumer, p, null);
    else if (row.endOffset < p.position.offset) truncated(consumer, p, { offset: row.endOffset, epoch: row.leaderEpoch });
    else p.status = 'fetching';
  }
}

/** The log was cut back behind this consumer's position: go to where the logs part, else where the reset policy says. */
function truncated(consumer: Consumer, p: Assigned, end: { readonly offset: number; readonly epoch: number } | null): void {
  const { network, config } = consumer;
  const at = p.position?.offset ?? -1;
  if (config.reset.kind === 'none') {
    consumer.failure = { exception: 'org.apache.kafka.clients.consumer.LogTruncationException', message: `Detected log truncation with diverging offset for ${tpName(p)}`, cause: null, code: null };
    return;
  }
  log(network, 'INFO', `Truncation detected for partition ${tpName(p)} at offset ${at}, resetting offset to the first offset known to diverge ${end?.offset ?? 'unknown'}`, 'org.apache.kafka.clients.consumer.internals.SubscriptionState');
  consumer.fetched = consumer.fetched.filter((f) => f.topic !== p.topic || f.partition !== p.partition);
  if (end === null) reset(consumer, p, config.reset);
  else {
    p.position = { offset: end.offset, offsetEpoch: end.epoch };
    p.status = 'fetching';
  }
}

/** A fetch found the position outside of the log. */
export function outOfRange(consumer: Consumer, p: Assigned, offset: number): void {
  const { network, config } = consumer;
  const epoch = p.position?.offsetEpoch ?? -1;
  const shown = `FetchPosition{offset=${offset}, offsetEpoch=${epoch < 0 ? 'Optional.empty' : `Optional[${epoch}]`}, currentLeader=${leaderText(consumer, p)}}`;
  if (config.reset.kind === 'none') {
    consumer.failure = { exception: 'org.apache.kafka.clients.consumer.OffsetOutOfRangeException', message: `Fetch position ${shown} is out of range for partition ${tpName(p)}`, cause: null, code: 'OFFSET_OUT_OF_RANGE' };
    return;
  }
  log(network, 'INFO', `Fetch position ${shown} is out of range for partition ${tpName(p)}, resetting offset`, 'org.apache.kafka.clients.consumer.internals.FetchCollector');
  reset(consumer, p, config.reset);
}

function leaderText(consumer: Consumer, p: Assigned): string {
  const { metadata } = consumer.network;
  const info = partitionInfo(metadata, p.topic, p.partition);
  const broker = metadata.brokers.find((b) => b.nodeId === info?.leader);
  const node = broker === undefined ? 'Optional.empty' : `Optional[${broker.host}:${broker.port} (id: ${broker.nodeId} rack: ${broker.rack ?? 'null'} isFenced: false)]`;
  return `LeaderAndEpoch{leader=${node}, epoch=${info?.leaderEpoch ?? -1}}`;
}

/** Whether an error of a partition means that metadata is old. */
export function leaderMoved(error: ErrorCode): boolean {
  return isInvalidMetadata(error) || error === 'UNKNOWN_LEADER_EPOCH' || error === 'OFFSET_NOT_AVAILABLE';
}


/** When a partition has something to do by itself. Only later times count. */
export function positionsWakeup(consumer: Consumer, now: Time): Time {
  let at = NEVER;
  for (const p of consumer.assigned) {
    if (p.status === 'fetching') continue;
    if (p.notBefore > now) at = Math.min(at, p.notBefore);
    const leader = partitionInfo(consumer.network.metadata, p.topic, p.partition)?.leader ?? -1;
    const until = connectionDelayUntil(consumer.network, leader, now);
    if (until > now) at = Math.min(at, until);
  }
  return at;
}
