// The consumer's place in a group: the classic protocol (KIP-62, KIP-345, KIP-394, KIP-429) as a state machine.
//
//   unjoined --poll()--> preparing --offsets committed, partitions given up--> joining --JoinGroup answered--+
//      ^                                                                          |                        |
//      |                                                            leader: assigning (needs metadata)     | follower
//      |                                                                          v                        v
//      |   UNKNOWN_MEMBER_ID, ILLEGAL_GENERATION, coordinator lost            syncing <--------------------+
//      +------------------------------------------------------------------------- |
//      |                                                                          v  SyncGroup answered
//      +--- heartbeat says REBALANCE_IN_PROGRESS, subscription changed --------- stable   (heartbeat every 3 s)
//
// A member that is in no poll() for max.poll.interval.ms leaves the group by itself.
import type { Time } from '../../../kernel/types.ts';
import { MILLISECOND } from '../../../kernel/types.ts';
import type { ErrorCode } from '../../protocol.ts';
import type { ConsumerAssignment, JoinGroupResponse, SyncGroupResponse } from '../../protocol-groups.ts';
import { errorInfo } from '../../errors.ts';
import { failureOf } from '../failure.ts';
import type { ClientIo } from '../io.ts';
import { backoff, NEVER } from '../io.ts';
import { requestUpdate } from '../metadata.ts';
import { canSend, connectionDelayUntil, leastLoadedNode, log, ready, sendRequest } from '../network-client.ts';
import type { AssignorName } from './consumer-config.ts';
import { assignPartitions, cooperates, joinProtocols, partitionCounts, snapshot, topicsOfGroup } from './group-assignment.ts';
import { cancelRevokeCommit, commitBeforeRevoking, isCommittingForRevocation } from './commits.ts';
import type { Assigned, Consumer, ConsumerContext } from './state.ts';
import { sameTp, subscribedTopics, tp } from './state.ts';

const LOGGER = 'org.apache.kafka.clients.consumer.internals.ConsumerCoordinator';
/** A consumer's connection to its coordinator has this id minus the broker's, so that it is not the fetches' connection. */
const COORDINATOR_ID_BASE = 2_147_483_647;
/** JoinGroup may take the whole rebalance timeout, and this more. */
const JOIN_GRACE_MS = 5_000;

/** Whether this consumer is in a group by subscription (not by `assign`). */
export function isMember(consumer: Consumer): boolean {
  return consumer.config.groupId !== null && (consumer.subscription.kind === 'topics' || consumer.subscription.kind === 'pattern');
}

/** The node for group requests, connected and ready; null until there is one. Looks for the coordinator where that is needed. */
export function readyCoordinator(consumer: Consumer, io: ClientIo): number | null {
  const { membership, network } = consumer;
  if (membership.coordinator < 0) {
    findCoordinator(consumer, io);
    return null;
  }
  if (ready(network, membership.coordinator, io)) return membership.coordinator;
  // The connection failed: Kafka's client forgets the coordinator and looks it up again.
  if (connectionDelayUntil(network, membership.coordinator, io.now) > 0) {
    coordinatorLost(consumer);
    membership.findNotBefore = io.now + backoff({ initialMs: consumer.config.retryBackoffMs, maxMs: consumer.config.retryBackoffMaxMs }, 0, io);
  }
  return null;
}

/** Asks any broker who coordinates the group, unless that is under way. */
export function findCoordinator(consumer: Consumer, io: ClientIo): void {
  const { membership, network, config } = consumer;
  if (membership.findingCoordinator || io.now < membership.findNotBefore || config.groupId === null) return;
  const node = leastLoadedNode(network, io);
  if (node === null || !ready(network, node, io)) return;
  membership.findingCoordinator = true;
  const body = { keyType: 'group' as const, coordinatorKeys: [config.groupId] };
  sendRequest<ConsumerContext>(network, node, { api: 'FindCoordinator', body }, { kind: 'find-coordinator' }, io);
}

export function coordinatorFound(consumer: Consumer, found: { readonly errorCode: ErrorCode; readonly nodeId: number; readonly host: string; readonly port: number } | null, io: ClientIo): void {
  const { membership, network } = consumer;
  membership.findingCoordinator = false;
  if (found !== null && found.errorCode === 'NONE') {
    const nodeId = COORDINATOR_ID_BASE - found.nodeId;
    membership.coordinator = nodeId;
    membership.heartbeatAnsweredAt = io.now;
    network.extras = [{ nodeId, host: found.host, port: found.port, rack: null }];
    // AbstractCoordinator.ensureCoordinatorReady: a coordinator whose connection has just failed is asked for once more, after a while.
    if (connectionDelayUntil(network, nodeId, io.now) > 0) {
      coordinatorLost(consumer);
      membership.findNotBefore = io.now + backoff({ initialMs: consumer.config.retryBackoffMs, maxMs: consumer.config.retryBackoffMaxMs }, 0, io);
    } else ready(network, nodeId, io);
    return;
  }
  membership.findNotBefore = io.now + backoff({ initialMs: consumer.config.retryBackoffMs, maxMs: consumer.config.retryBackoffMaxMs }, 0, io);
  if (found === null) requestUpdate(network.metadata, false);
  else if (found.errorCode !== 'COORDINATOR_NOT_AVAILABLE' && found.errorCode !== 'COORDINATOR_LOAD_IN_PROGRESS') consumer.failure = failureOf(found.errorCode);
}

/** The broker does not coordinate the group (any more), or can't be reached: look it up again. */
export function coordinatorLost(consumer: Consumer): void {
  consumer.membership.coordinator = -1;
  consumer.membership.heartbeatInFlight = false;
}

/** Asks for a new rebalance at the next poll. */
export function requestRejoin(consumer: Consumer, reason: string): void {
  consumer.membership.rejoinNeeded = true;
  consumer.membership.rejoinReason = reason;
}

/** One turn of the member: heartbeat always, joining only inside poll(). */
export function runMembership(consumer: Consumer, io: ClientIo): void {
  if (!isMember(consumer) || consumer.failure !== null) return;
  leaveWhenPollIsLate(consumer, io);
  heartbeat(consumer, io);
  if (!consumer.polling) return;
  const { membership } = consumer;
  lookForCoordinator(consumer, io);
  if (membership.state === 'assigning') {
    finishAssigning(consumer, io);
    return;
  }
  if (membership.state === 'stable' && !membership.rejoinNeeded) return;
  // A pattern needs to know what topics there are before it can say which it wants.
  if (consumer.subscription.kind === 'pattern' && consumer.network.metadata.version === 0) return;
  if (membership.state === 'joining' || membership.state === 'syncing') return;
  const coordinator = readyCoordinator(consumer, io);
  if (coordinator === null || io.now < membership.joinNotBefore) return;
  if (!prepare(consumer, io)) return;
  sendJoin(consumer, coordinator, io);
}

/** A coordinator that can't be reached is looked up again with the next poll, not first with the next heartbeat (ConsumerCoordinator.poll). */
function lookForCoordinator(consumer: Consumer, io: ClientIo): void {
  const { membership, network } = consumer;
  if (membership.coordinator >= 0 && connectionDelayUntil(network, membership.coordinator, io.now) > 0) coordinatorLost(consumer);
  if (membership.coordinator < 0 && membership.state === 'stable') findCoordinator(consumer, io);
}

/** Commits and gives up what must not be owned during the rebalance. True when that is done. */
function prepare(consumer: Consumer, io: ClientIo): boolean {
  const { membership } = consumer;
  if (membership.state !== 'preparing') {
    membership.state = 'preparing';
    if (!membership.lost) commitBeforeRevoking(consumer, io);
  }
  if (isCommittingForRevocation(consumer, io)) return false;
  cancelRevokeCommit(consumer);
  const owned = consumer.assigned;
  if (membership.lost) {
    membership.lost = false;
    dropPartitions(consumer, owned, 'lost');
  } else if (!cooperates(consumer)) {
    dropPartitions(consumer, owned, 'revoked');
  } else {
    const topics = subscribedTopics(consumer);
    dropPartitions(consumer, owned.filter((p) => !topics.includes(p.topic)), 'revoked');
  }
  for (const p of consumer.assigned) p.pendingRevocation = false;
  return true;
}

/** Takes partitions away from the consumer, with what was fetched of them. */
export function dropPartitions(consumer: Consumer, partitions: readonly Assigned[], kind: 'revoked' | 'lost'): void {
  if (partitions.length === 0) return;
  consumer.events.push({ kind, partitions: partitions.map(tp) });
  consumer.assigned = consumer.assigned.filter((p) => !partitions.includes(p));
  consumer.fetched = consumer.fetched.filter((f) => !partitions.some((p) => sameTp(p, f)));
}

function sendJoin(consumer: Consumer, coordinator: number, io: ClientIo): void {
  const { membership, config, network } = consumer;
  if (config.groupId === null) return;
  membership.state = 'joining';
  membership.rejoinNeeded = false;
  membership.joinedTopics = [...subscribedTopics(consumer)];
  const body = {
    groupId: config.groupId,
    sessionTimeoutMs: config.sessionTimeoutMs,
    rebalanceTimeoutMs: config.maxPollIntervalMs,
    memberId: membership.memberId,
    groupInstanceId: config.groupInstanceId,
    protocolType: 'consumer',
    protocols: joinProtocols(consumer),
    reason: membership.rejoinReason,
  };
  const timeoutMs = Math.max(config.requestTimeoutMs, config.maxPollIntervalMs + JOIN_GRACE_MS);
  sendRequest<ConsumerContext>(network, coordinator, { api: 'JoinGroup', body }, { kind: 'join' }, io, { timeoutMs });
}

export function joinAnswered(consumer: Consumer, body: JoinGroupResponse | null, io: ClientIo): void {
  const { membership } = consumer;
  if (membership.state !== 'joining') return;
  if (body === null) {
    coordinatorLost(consumer);
    tryAgain(consumer, io);
    return;
  }
  switch (body.errorCode) {
    case 'NONE':
      membership.memberId = body.memberId;
      membership.generation = body.generationId;
      membership.protocol = assignorOf(consumer, body.protocolName);
      membership.isLeader = body.leader === body.memberId;
      membership.joinFailures = 0;
      membership.heartbeatSentAt = io.now;
      membership.heartbeatAnsweredAt = io.now;
      if (membership.isLeader) {
        membership.state = 'assigning';
        membership.toAssign = body.members;
        topicsOfGroup(consumer, body.members);
        finishAssigning(consumer, io);
      } else {
        sendSync(consumer, [], io);
      }
      return;
    case 'MEMBER_ID_REQUIRED':
      membership.memberId = body.memberId;
      membership.state = 'unjoined';
      membership.rejoinReason = `need to re-join with the given member-id: ${body.memberId}`;
      runMembership(consumer, io);
      return;
    case 'UNKNOWN_MEMBER_ID':
      resetMember(consumer, `encountered UNKNOWN_MEMBER_ID from JOIN_GROUP response`);
      return;
    case 'COORDINATOR_NOT_AVAILABLE':
    case 'NOT_COORDINATOR':
      coordinatorLost(consumer);
      tryAgain(consumer, io);
      return;
    case 'COORDINATOR_LOAD_IN_PROGRESS':
    case 'REBALANCE_IN_PROGRESS':
      tryAgain(consumer, io);
      return;
    case 'FENCED_INSTANCE_ID':
      log(consumer.network, 'ERROR', `JoinGroup failed: The group instance id ${consumer.config.groupInstanceId ?? ''} has been fenced by another instance.`, LOGGER);
      consumer.failure = failureOf(body.errorCode);
      return;
    default:
      log(consumer.network, 'ERROR', `JoinGroup failed due to fatal error: ${errorInfo(body.errorCode).message}`, LOGGER);
      consumer.failure = failureOf(body.errorCode);
  }
}

function assignorOf(consumer: Consumer, name: string | null): AssignorName | null {
  return consumer.config.assignors.find((assignor) => assignor === name) ?? null;
}

/** The same again after the retry backoff. */
function tryAgain(consumer: Consumer, io: ClientIo): void {
  const { membership } = consumer;
  membership.state = 'unjoined';
  membership.rejoinNeeded = true;
  membership.joinNotBefore = io.now + backoff({ initialMs: consumer.config.retryBackoffMs, maxMs: consumer.config.retryBackoffMaxMs }, membership.joinFailures, io);
  membership.joinFailures++;
}

/** The group does not know this member any more: its partitions are lost, and it joins as a new one. */
function resetMember(consumer: Consumer, reason: string): void {
  const { membership } = consumer;
  membership.memberId = '';
  membership.generation = -1;
  membership.state = 'unjoined';
  membership.lost = true;
  requestRejoin(consumer, reason);
}

/** ILLEGAL_GENERATION: the member is known, its generation is over. */
function resetGeneration(consumer: Consumer, reason: string): void {
  const { membership } = consumer;
  membership.generation = -1;
  membership.state = 'unjoined';
  membership.lost = true;
  requestRejoin(consumer, reason);
}

/** The leader's part: waits until metadata is fresh, assigns, and tells everyone through the coordinator. */
function finishAssigning(consumer: Consumer, io: ClientIo): void {
  const { membership, network } = consumer;
  if (membership.toAssign === null) return;
  if (network.metadata.updateRequested || network.metadataRequest >= 0) return;
  const members = membership.toAssign;
  membership.toAssign = null;
  membership.assignedSnapshot = snapshot(consumer, membership.groupTopics);
  sendSync(consumer, assignPartitions(membership.protocol, members, partitionCounts(consumer, membership.groupTopics)), io);
}

function sendSync(consumer: Consumer, assignments: readonly { readonly memberId: string; readonly assignment: ConsumerAssignment }[], io: ClientIo): void {
  const { membership, config, network } = consumer;
  if (config.groupId === null || !canSend(network, membership.coordinator)) {
    coordinatorLost(consumer);
    tryAgain(consumer, io);
    return;
  }
  membership.state = 'syncing';
  const body = {
    groupId: config.groupId,
    generationId: membership.generation,
    memberId: membership.memberId,
    groupInstanceId: config.groupInstanceId,
    protocolType: 'consumer',
    protocolName: membership.protocol ?? '',
    assignments,
  };
  sendRequest<ConsumerContext>(network, membership.coordinator, { api: 'SyncGroup', body }, { kind: 'sync' }, io, { timeoutMs: Math.max(config.requestTimeoutMs, config.maxPollIntervalMs + JOIN_GRACE_MS) });
}

export function syncAnswered(consumer: Consumer, body: SyncGroupResponse | null, io: ClientIo): void {
  const { membership } = consumer;
  if (membership.state !== 'syncing') return;
  if (body === null) {
    coordinatorLost(consumer);
    tryAgain(consumer, io);
    return;
  }
  switch (body.errorCode) {
    case 'NONE':
      membership.state = 'stable';
      adopt(consumer, body.assignment, io);
      return;
    case 'REBALANCE_IN_PROGRESS':
      membership.state = 'unjoined';
      requestRejoin(consumer, 'group is already rebalancing');
      return;
    case 'UNKNOWN_MEMBER_ID':
      resetMember(consumer, 'encountered UNKNOWN_MEMBER_ID from SYNC_GROUP response');
      return;
    case 'ILLEGAL_GENERATION':
      resetGeneration(consumer, 'encountered ILLEGAL_GENERATION from SYNC_GROUP response');
      return;
    case 'COORDINATOR_NOT_AVAILABLE':
    case 'NOT_COORDINATOR':
      coordinatorLost(consumer);
      tryAgain(consumer, io);
      return;
    default:
      consumer.failure = failureOf(body.errorCode);
  }
}

/** Takes the assignment. Cooperatively: keeps what stays, gives up what goes, and then rejoins at once so that it can be given on. */
function adopt(consumer: Consumer, assignment: ConsumerAssignment, io: ClientIo): void {
  const gone = consumer.assigned.filter((p) => !assignment.some((a) => sameTp(a, p)));
  const added = assignment.filter((a) => !consumer.assigned.some((p) => sameTp(a, p)));
  dropPartitions(consumer, gone, 'revoked');
  for (const a of added) consumer.assigned.push(newlyAssigned(consumer, a.topic, a.partition));
  consumer.assigned.sort((a, b) => (a.topic === b.topic ? a.partition - b.partition : a.topic < b.topic ? -1 : 1));
  consumer.nextAutoCommitAt = io.now + consumer.config.autoCommitIntervalMs * MILLISECOND;
  consumer.events.push({ kind: 'assigned', partitions: added.map(tp) });
  if (gone.length > 0 && cooperates(consumer)) requestRejoin(consumer, `need to revoke partitions [${gone.map((p) => `${p.topic}-${p.partition}`).join(', ')}] as indicated by the current assignment and re-join`);
}

/** A partition that begins without a position: its committed offset is asked for first. */
export function newlyAssigned(consumer: Consumer, topic: string, partition: number): Assigned {
  return {
    topic,
    partition,
    status: 'initializing',
    position: null,
    resetTo: consumer.config.reset,
    validatedEpoch: -1,
    asking: false,
    notBefore: 0,
    paused: false,
    pendingRevocation: false,
    highWatermark: -1,
    logStartOffset: -1,
  };
}

const BEATING: readonly string[] = ['stable', 'syncing', 'assigning', 'preparing'];

function heartbeat(consumer: Consumer, io: ClientIo): void {
  const { membership, config, network } = consumer;
  if (membership.generation < 0 || !BEATING.includes(membership.state) || config.groupId === null) return;
  if (membership.coordinator >= 0 && io.now >= membership.heartbeatAnsweredAt + config.sessionTimeoutMs * MILLISECOND) {
    coordinatorLost(consumer);
  }
  if (membership.heartbeatInFlight || io.now < membership.heartbeatSentAt + config.heartbeatIntervalMs * MILLISECOND) return;
  const coordinator = readyCoordinator(consumer, io);
  if (coordinator === null) return;
  membership.heartbeatInFlight = true;
  membership.heartbeatSentAt = io.now;
  const body = { groupId: config.groupId, generationId: membership.generation, memberId: membership.memberId, groupInstanceId: config.groupInstanceId };
  sendRequest<ConsumerContext>(network, coordinator, { api: 'Heartbeat', body }, { kind: 'heartbeat', generation: membership.generation }, io);
}

export function heartbeatAnswered(consumer: Consumer, generation: number, error: ErrorCode | null, io: ClientIo): void {
  const { membership } = consumer;
  membership.heartbeatInFlight = false;
  if (error === null) {
    coordinatorLost(consumer);
    return;
  }
  if (generation !== membership.generation) return;
  switch (error) {
    case 'NONE':
      membership.heartbeatAnsweredAt = io.now;
      return;
    case 'REBALANCE_IN_PROGRESS':
      membership.heartbeatAnsweredAt = io.now;
      if (membership.state === 'stable') requestRejoin(consumer, 'group is already rebalancing');
      return;
    case 'COORDINATOR_NOT_AVAILABLE':
    case 'NOT_COORDINATOR':
      coordinatorLost(consumer);
      return;
    case 'ILLEGAL_GENERATION':
      resetGeneration(consumer, 'encountered ILLEGAL_GENERATION from HEARTBEAT response');
      return;
    case 'UNKNOWN_MEMBER_ID':
      resetMember(consumer, 'encountered UNKNOWN_MEMBER_ID from HEARTBEAT response');
      return;
    case 'FENCED_INSTANCE_ID':
      log(consumer.network, 'ERROR', `Caught fenced group.instance.id Optional[${consumer.config.groupInstanceId ?? ''}] error in heartbeat thread`, LOGGER);
      membership.generation = -1;
      membership.state = 'unjoined';
      consumer.failure = failureOf(error);
      return;
    default:
      consumer.failure = failureOf(error);
  }
}

/** A commit's answer said that the member or its generation is gone. */
export function commitRejected(consumer: Consumer, error: ErrorCode): void {
  // In the consumer protocol heartbeats alone say so.
  if (consumer.protocol !== null) return;
  if (error === 'UNKNOWN_MEMBER_ID') resetMember(consumer, 'encountered UNKNOWN_MEMBER_ID from OFFSET_COMMIT response');
  else if (error === 'ILLEGAL_GENERATION') resetGeneration(consumer, 'encountered ILLEGAL_GENERATION from OFFSET_COMMIT response');
  else if (error === 'REBALANCE_IN_PROGRESS') requestRejoin(consumer, 'offset commit failed since group is already rebalancing');
  else if (error === 'FENCED_INSTANCE_ID') consumer.failure = failureOf(error);
}

function leaveWhenPollIsLate(consumer: Consumer, io: ClientIo): void {
  const { membership, config, network } = consumer;
  if (consumer.polling || membership.generation < 0 || io.now < consumer.lastPollAt + config.maxPollIntervalMs * MILLISECOND) return;
  log(
    network,
    'WARN',
    'consumer poll timeout has expired. This means the time between subsequent calls to poll() was longer than the configured max.poll.interval.ms, which typically implies that the poll loop is spending too much time processing messages. You can address this either by increasing max.poll.interval.ms or by reducing the maximum size of batches returned in poll() with max.poll.records.',
    LOGGER,
  );
  leaveGroup(consumer, 'consumer poll timeout has expired.', io);
  resetMember(consumer, 'consumer poll timeout has expired');
}

/** Tells the coordinator that this member goes. Static members don't: they are expected back (KIP-345). True when a request was sent. */
export function leaveGroup(consumer: Consumer, reason: string, io: ClientIo): boolean {
  const { membership, config, network } = consumer;
  if (config.groupId === null || config.groupInstanceId !== null || membership.memberId === '') return false;
  if (membership.coordinator < 0 || !canSend(network, membership.coordinator)) return false;
  const body = { groupId: config.groupId, members: [{ memberId: membership.memberId, groupInstanceId: null, reason }] };
  sendRequest<ConsumerContext>(network, membership.coordinator, { api: 'LeaveGroup', body }, { kind: 'leave' }, io);
  return true;
}


/** When the member has something to do by itself. Only later times count. */
export function membershipWakeup(consumer: Consumer, now: Time): Time {
  const { membership, config, network } = consumer;
  let at = NEVER;
  const later = (time: Time): void => {
    if (time > now) at = Math.min(at, time);
  };
  if (config.groupId === null) return at;
  later(membership.findNotBefore);
  later(membership.joinNotBefore);
  if (membership.coordinator < 0) for (const broker of network.metadata.brokers) later(connectionDelayUntil(network, broker.nodeId, now));
  if (membership.generation >= 0 && isMember(consumer)) {
    later(membership.heartbeatSentAt + config.heartbeatIntervalMs * MILLISECOND);
    later(membership.heartbeatAnsweredAt + config.sessionTimeoutMs * MILLISECOND);
    if (!consumer.polling) later(consumer.lastPollAt + config.maxPollIntervalMs * MILLISECOND);
  }
  return at;
}
