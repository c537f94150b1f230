// A member of the new consumer protocol (KIP-848): it says what it wants and has, the coordinator says what it is to have.
//
//   joining --heartbeat with epoch 0 answered--> reconciling --committed, given up, taken--> acknowledging --heartbeat sent--> stable
//     ^  ^                                          ^                                                                          |
//     |  |                                          +----------------- an answer brings another assignment --------------------+
//     |  +-- FENCED_MEMBER_EPOCH, UNKNOWN_MEMBER_ID: what it has is lost
//     +--poll()-- stale <--- in no poll() for max.poll.interval.ms: it has left the group
import type { Time } from '../../../../kernel/types.ts';
import { MILLISECOND } from '../../../../kernel/types.ts';
import type { ConsumerGroupHeartbeatRequest, ConsumerGroupHeartbeatResponse, TopicPartitions } from '../../../protocol-consumer-groups.ts';
import { failureOf } from '../../failure.ts';
import { backoff, type ClientIo, NEVER } from '../../io.ts';
import { canSend, connectionDelayUntil, log, sendRequest } from '../../network-client.ts';
import { coordinatorLost, dropPartitions, isMember, readyCoordinator } from '../group.ts';
import type { Consumer, ConsumerContext } from '../state.ts';
import { subscribedTopics } from '../state.ts';
import { ownedByTopic, reconcileAssignment } from './reconcile.ts';
import type { ConsumerProtocol } from './state.ts';

const LOGGER = 'org.apache.kafka.clients.consumer.internals.ConsumerHeartbeatRequestManager';
/** Member epochs that say that a member goes: for good, and for a while (static members). */
const LEAVE = -1;
const LEAVE_FOR_A_WHILE = -2;

/** One turn of the member. Heartbeats go on outside of poll(), joining and taking partitions does not. */
export function runConsumerProtocol(consumer: Consumer, protocol: ConsumerProtocol, io: ClientIo): void {
  if (!isMember(consumer) || consumer.failure !== null) return;
  leaveWhenPollIsLate(consumer, protocol, io);
  if (protocol.phase === 'stale') {
    if (!consumer.polling) return;
    protocol.phase = 'joining';
  }
  if (consumer.polling && protocol.phase === 'reconciling') reconcileAssignment(consumer, protocol, io);
  if (protocol.phase === 'joining' && !mayJoin(consumer)) return;
  heartbeat(consumer, protocol, io);
}

/** A pattern needs to know what topics there are before it can say which it wants. */
function mayJoin(consumer: Consumer): boolean {
  return consumer.polling && (consumer.subscription.kind !== 'pattern' || consumer.network.metadata.version > 0);
}

function heartbeat(consumer: Consumer, protocol: ConsumerProtocol, io: ClientIo): void {
  const coordinator = readyCoordinator(consumer, io);
  if (coordinator === null || protocol.inFlight || io.now < protocol.notBefore || !isDue(protocol, io.now)) return;
  const body = request(consumer, protocol);
  protocol.inFlight = true;
  protocol.sentAt = io.now;
  if (protocol.phase === 'acknowledging') protocol.phase = 'stable';
  sendRequest<ConsumerContext>(consumer.network, coordinator, { api: 'ConsumerGroupHeartbeat', body }, { kind: 'group-heartbeat' }, io);
}

/** Joining, acknowledging, and saying again what was lost do not wait for the interval. */
function isDue(protocol: ConsumerProtocol, now: Time): boolean {
  return protocol.told === null || protocol.phase === 'joining' || protocol.phase === 'acknowledging' || now >= protocol.sentAt + protocol.heartbeatIntervalMs * MILLISECOND;
}

/** The first heartbeat says everything, later ones what has changed. */
function request(consumer: Consumer, protocol: ConsumerProtocol): ConsumerGroupHeartbeatRequest {
  const { config, membership } = consumer;
  const topics = [...subscribedTopics(consumer)].sort();
  const isJoin = protocol.phase === 'joining';
  const owned = isJoin ? [] : ownedByTopic(consumer);
  const { told } = protocol;
  protocol.told = { topics: topics.join(), owned: JSON.stringify(owned) };
  const isFull = isJoin || told === null;
  return {
    groupId: config.groupId ?? '', memberId: membership.memberId, memberEpoch: isJoin ? 0 : membership.generation, instanceId: config.groupInstanceId,
    rackId: isFull && config.rack !== '' ? config.rack : null,
    rebalanceTimeoutMs: isFull ? config.maxPollIntervalMs : -1,
    subscribedTopicNames: isFull || told?.topics !== protocol.told.topics ? topics : null,
    subscribedTopicRegex: null,
    serverAssignor: isFull ? config.remoteAssignor : null,
    topicPartitions: isFull || told?.owned !== protocol.told.owned ? owned : null,
  };
}

export function groupHeartbeatAnswered(consumer: Consumer, protocol: ConsumerProtocol, body: ConsumerGroupHeartbeatResponse | null, io: ClientIo): void {
  protocol.inFlight = false;
  if (consumer.closing !== 'open' || protocol.phase === 'stale') return;
  if (body?.errorCode === 'NONE') return taken(consumer, protocol, body);
  switch (body?.errorCode) {
    case undefined:
    case 'NOT_COORDINATOR':
    case 'COORDINATOR_NOT_AVAILABLE':
      coordinatorLost(consumer);
      return tryAgain(consumer, protocol, io);
    case 'COORDINATOR_LOAD_IN_PROGRESS': return tryAgain(consumer, protocol, io);
    case 'UNKNOWN_MEMBER_ID':
    case 'FENCED_MEMBER_EPOCH': return fenced(consumer, protocol);
    default:
      log(consumer.network, 'ERROR', `ConsumerGroupHeartbeatRequest failed due to ${said(body, consumer.config.groupInstanceId ?? '')}`, LOGGER);
      log(consumer.network, 'ERROR', `Member ${consumer.membership.memberId} with epoch ${consumer.membership.generation} transitioned to fatal state`, 'org.apache.kafka.clients.consumer.internals.ConsumerMembershipManager');
      consumer.failure = failureOf(body?.errorCode ?? 'UNKNOWN_SERVER_ERROR', body?.errorMessage ?? null);
      dropPartitions(consumer, consumer.assigned, 'lost');
  }
}

function said(body: ConsumerGroupHeartbeatResponse | null, instanceId: string): string {
  if (body === null) return '';
  const message = body.errorMessage ?? failureOf(body.errorCode).message ?? '';
  switch (body.errorCode) {
    case 'UNRELEASED_INSTANCE_ID': return `unreleased instance id ${instanceId}: ${message}`;
    case 'FENCED_INSTANCE_ID': return `fenced instance id ${instanceId}: ${message}. This is expected in the case that the member was removed from the group by an admin client, and another member joined using the same group instance id.`;
    default: return `${body.errorCode}: ${message}`;
  }
}

/** The epoch, and where it comes with it the assignment, are taken over. */
function taken(consumer: Consumer, protocol: ConsumerProtocol, body: ConsumerGroupHeartbeatResponse): void {
  const { membership } = consumer;
  membership.generation = body.memberEpoch;
  membership.state = 'stable';
  protocol.heartbeatIntervalMs = body.heartbeatIntervalMs;
  protocol.failures = 0;
  if (body.assignment !== null) protocol.target = body.assignment.topicPartitions;
  if (protocol.phase === 'reconciling' || protocol.phase === 'acknowledging') return;
  protocol.phase = sameRows(protocol.target, ownedByTopic(consumer)) ? 'stable' : 'reconciling';
}

function sameRows(a: readonly TopicPartitions[], b: readonly TopicPartitions[]): boolean {
  const text = (rows: readonly TopicPartitions[]): string => rows.filter((row) => row.partitions.length > 0).map((row) => `${row.topicId}:${[...row.partitions].sort((x, y) => x - y).join()}`).sort().join(' ');
  return text(a) === text(b);
}

/** The same again after the retry backoff, with everything in it. */
function tryAgain(consumer: Consumer, protocol: ConsumerProtocol, io: ClientIo): void {
  protocol.told = null;
  protocol.notBefore = io.now + backoff({ initialMs: consumer.config.retryBackoffMs, maxMs: consumer.config.retryBackoffMaxMs }, protocol.failures, io);
  protocol.failures += 1;
}

/** The group does not know this member, or not in this epoch: what it has is lost, and it joins again under the same id. */
function fenced(consumer: Consumer, protocol: ConsumerProtocol): void {
  dropPartitions(consumer, consumer.assigned, 'lost');
  consumer.membership.generation = 0;
  consumer.membership.state = 'unjoined';
  Object.assign(protocol, { phase: 'joining', target: [], told: null, isCommitting: false });
}

function leaveWhenPollIsLate(consumer: Consumer, protocol: ConsumerProtocol, io: ClientIo): void {
  const { config, membership, network } = consumer;
  if (consumer.polling || membership.generation <= 0 || io.now < consumer.lastPollAt + config.maxPollIntervalMs * MILLISECOND) return;
  log(
    network,
    'WARN',
    'Consumer poll timeout has expired. This means the time between subsequent calls to poll() was longer than the configured max.poll.interval.ms, which typically implies that the poll loop is spending too much time processing messages. You can address this either by increasing max.poll.interval.ms or by reducing the maximum size of batches returned in poll() with max.poll.records.',
    LOGGER,
  );
  leaveConsumerGroup(consumer, io);
  fenced(consumer, protocol);
  protocol.phase = 'stale';
}

/** Tells the coordinator that the member goes. True when a request was sent. */
export function leaveConsumerGroup(consumer: Consumer, io: ClientIo): boolean {
  const { membership, config, network } = consumer;
  if (config.groupId === null || membership.generation <= 0 || membership.coordinator < 0 || !canSend(network, membership.coordinator)) return false;
  const body: ConsumerGroupHeartbeatRequest = {
    groupId: config.groupId, memberId: membership.memberId, memberEpoch: config.groupInstanceId === null ? LEAVE : LEAVE_FOR_A_WHILE, instanceId: config.groupInstanceId, rackId: null,
    rebalanceTimeoutMs: -1, subscribedTopicNames: null, subscribedTopicRegex: null, serverAssignor: null, topicPartitions: null,
  };
  sendRequest<ConsumerContext>(network, membership.coordinator, { api: 'ConsumerGroupHeartbeat', body }, { kind: 'leave' }, io);
  return true;
}

/** When the member has something to do by itself. Only later times count. */
export function consumerProtocolWakeup(consumer: Consumer, protocol: ConsumerProtocol, now: Time): Time {
  const { membership, config, network } = consumer;
  let at = NEVER;
  const later = (time: Time): void => {
    if (time > now) at = Math.min(at, time);
  };
  later(membership.findNotBefore);
  later(protocol.notBefore);
  if (membership.coordinator < 0) for (const broker of network.metadata.brokers) later(connectionDelayUntil(network, broker.nodeId, now));
  if (membership.generation > 0 && protocol.phase !== 'stale') {
    later(protocol.sentAt + protocol.heartbeatIntervalMs * MILLISECOND);
    if (!consumer.polling) later(consumer.lastPollAt + config.maxPollIntervalMs * MILLISECOND);
  }
  return at;
}
