// The share consumer's place in its group (KIP-932): it heartbeats, and takes whatever it is assigned at once.
//
//   joining (epoch 0) --heartbeat answered--> member (epoch n) --fenced, unknown, late in poll()--> joining
import { freeze } from '../../../kernel/freeze.ts';
import type { Time } from '../../../kernel/types.ts';
import { MILLISECOND } from '../../../kernel/types.ts';
import { errorInfo } from '../../errors.ts';
import type { ErrorCode } from '../../protocol.ts';
import type { ShareGroupHeartbeatResponse } from '../../protocol-share.ts';
import { failureOf } from '../failure.ts';
import type { ClientIo } from '../io.ts';
import { backoff, NEVER } from '../io.ts';
import { requestUpdate } from '../metadata.ts';
import { canSend, connectionDelayUntil, leastLoadedNode, log, ready, sendRequest } from '../network-client.ts';
import type { ShareConsumer } from './state.ts';

const LOGGER = 'org.apache.kafka.clients.consumer.internals';
/** The connection to the coordinator has this id minus the broker's, so that it is not the fetches' connection. */
const COORDINATOR_ID_BASE = 2_147_483_647;

function backoffOf(consumer: ShareConsumer, io: ClientIo): Time {
  const { membership, config } = consumer;
  return backoff({ initialMs: config.retryBackoffMs, maxMs: config.retryBackoffMaxMs }, membership.failures, io);
}

export function coordinatorLost(consumer: ShareConsumer): void {
  consumer.membership.coordinator = -1;
  consumer.membership.heartbeatInFlight = false;
  consumer.membership.isToldAll = false;
}

/** Asks any broker who coordinates the group, unless that is under way. */
function findCoordinator(consumer: ShareConsumer, io: ClientIo): void {
  const { membership, network, config } = consumer;
  if (membership.findingCoordinator || io.now < membership.findNotBefore) return;
  const node = leastLoadedNode(network, io);
  if (node === null || !ready(network, node, io)) return;
  membership.findingCoordinator = true;
  sendRequest(network, node, { api: 'FindCoordinator', body: { keyType: 'group', coordinatorKeys: [config.groupId] } }, { kind: 'find-coordinator' }, io);
}

export function coordinatorFound(consumer: ShareConsumer, found: { readonly errorCode: ErrorCode; readonly nodeId: number; readonly host: string; readonly port: number } | null, io: ClientIo): void {
  const { membership, network } = consumer;
  membership.findingCoordinator = false;
  if (found?.errorCode === 'NONE') {
    membership.coordinator = COORDINATOR_ID_BASE - found.nodeId;
    membership.failures = 0;
    network.extras = [{ nodeId: membership.coordinator, host: found.host, port: found.port, rack: null }];
    ready(network, membership.coordinator, io);
    return;
  }
  membership.findNotBefore = io.now + backoffOf(consumer, io);
  if (found === null) requestUpdate(network.metadata, false);
  else if (found.errorCode !== 'COORDINATOR_NOT_AVAILABLE' && found.errorCode !== 'COORDINATOR_LOAD_IN_PROGRESS') consumer.failure = failureOf(found.errorCode);
}

/** The coordinator, connected and ready; null until there is one. */
function readyCoordinator(consumer: ShareConsumer, io: ClientIo): number | null {
  const { membership, network } = consumer;
  if (membership.coordinator < 0) {
    findCoordinator(consumer, io);
    return null;
  }
  if (ready(network, membership.coordinator, io)) return membership.coordinator;
  if (connectionDelayUntil(network, membership.coordinator, io.now) > 0) {
    coordinatorLost(consumer);
    membership.findNotBefore = io.now + backoffOf(consumer, io);
  }
  return null;
}

/** One turn of the member: a heartbeat where one is due. */
export function runShareMembership(consumer: ShareConsumer, io: ClientIo): void {
  const { membership, config } = consumer;
  if (consumer.failure !== null || consumer.topics.length === 0) return;
  const isLate = !consumer.polling && !membership.isOut && membership.epoch > 0 && io.now - consumer.lastPollAt >= config.maxPollIntervalMs * MILLISECOND;
  if (isLate) {
    log(consumer.network, 'WARN', 'consumer poll timeout has expired. This means the time between subsequent calls to poll() was longer than the configured max.poll.interval.ms, which typically implies that the poll loop is spending too much time processing messages. You can address this either by increasing max.poll.interval.ms or by reducing the maximum size of batches returned in poll() with max.poll.records.', `${LOGGER}.ShareHeartbeatRequestManager`);
    if (sendLeave(consumer, io)) leaveForNow(consumer);
    return;
  }
  if (membership.isOut) {
    if (!consumer.polling) return;
    membership.isOut = false;
  }
  if (membership.heartbeatInFlight || io.now < membership.nextHeartbeatAt) return;
  const coordinator = readyCoordinator(consumer, io);
  if (coordinator === null) return;
  membership.heartbeatInFlight = true;
  const isFull = membership.epoch === 0 || !membership.isToldAll;
  membership.isToldAll = true;
  const body = { groupId: config.groupId, memberId: membership.memberId, memberEpoch: membership.epoch, rackId: isFull ? config.rack : null, subscribedTopicNames: isFull ? consumer.topics : null };
  sendRequest(consumer.network, coordinator, { api: 'ShareGroupHeartbeat', body }, { kind: 'heartbeat' }, io);
}

function leaveForNow(consumer: ShareConsumer): void {
  consumer.membership.epoch = 0;
  consumer.membership.isOut = true;
  consumer.assigned = freeze([]);
}

export function heartbeatAnswered(consumer: ShareConsumer, body: ShareGroupHeartbeatResponse | null, io: ClientIo): void {
  const { membership } = consumer;
  membership.heartbeatInFlight = false;
  if (body === null) {
    coordinatorLost(consumer);
    membership.nextHeartbeatAt = io.now + backoffOf(consumer, io);
    return;
  }
  if (membership.isOut) return;
  if (body.errorCode !== 'NONE') return refused(consumer, body, io);
  membership.failures = 0;
  membership.epoch = body.memberEpoch;
  membership.heartbeatIntervalMs = body.heartbeatIntervalMs;
  membership.nextHeartbeatAt = io.now + body.heartbeatIntervalMs * MILLISECOND;
  if (body.assignment !== null) consumer.assigned = freeze([...body.assignment]);
}

function refused(consumer: ShareConsumer, { errorCode, errorMessage }: ShareGroupHeartbeatResponse, io: ClientIo): void {
  const { membership, network } = consumer;
  const words = errorMessage ?? errorInfo(errorCode).message;
  membership.isToldAll = false;
  membership.nextHeartbeatAt = io.now + backoffOf(consumer, io);
  membership.failures += 1;
  switch (errorCode) {
    case 'NOT_COORDINATOR':
    case 'COORDINATOR_NOT_AVAILABLE': return coordinatorLost(consumer);
    case 'COORDINATOR_LOAD_IN_PROGRESS': return;
    case 'UNKNOWN_MEMBER_ID':
    case 'FENCED_MEMBER_EPOCH':
      membership.epoch = 0;
      membership.nextHeartbeatAt = io.now;
      consumer.assigned = freeze([]);
      return;
    case 'INVALID_REQUEST':
    case 'GROUP_MAX_SIZE_REACHED':
    case 'UNSUPPORTED_VERSION':
      log(network, 'ERROR', `ShareGroupHeartbeatRequest failed due to ${errorCode}: ${words}`, `${LOGGER}.ShareHeartbeatRequestManager`);
      break;
    default: log(network, 'ERROR', `ShareGroupHeartbeatRequest failed due to unexpected error ${errorCode}: ${words}`, `${LOGGER}.ShareHeartbeatRequestManager`);
  }
  log(network, 'ERROR', `Member ${membership.memberId} with epoch ${membership.epoch} transitioned to fatal state`, `${LOGGER}.ShareMembershipManager`);
  consumer.failure = failureOf(errorCode, words);
}

/** Tells the group that the member goes. False where there is nobody to tell, or nothing to say. */
export function sendLeave(consumer: ShareConsumer, io: ClientIo): boolean {
  const { membership, network, config } = consumer;
  if (membership.epoch === 0 || membership.coordinator < 0 || !canSend(network, membership.coordinator)) return false;
  const body = { groupId: config.groupId, memberId: membership.memberId, memberEpoch: -1, rackId: null, subscribedTopicNames: null };
  sendRequest(network, membership.coordinator, { api: 'ShareGroupHeartbeat', body }, { kind: 'leave' }, io);
  return true;
}

/** When `runShareMembership` may have something to do, if no message comes before. Only later times count: what can be done now was done. */
export function shareMembershipWakeup(consumer: ShareConsumer, now: Time): Time {
  const { membership, config, network } = consumer;
  let at = NEVER;
  const later = (time: Time): void => {
    if (time > now) at = Math.min(at, time);
  };
  if (consumer.failure !== null || consumer.topics.length === 0) return at;
  later(membership.findNotBefore);
  if (membership.coordinator < 0) for (const broker of network.metadata.brokers) later(connectionDelayUntil(network, broker.nodeId, now));
  else later(connectionDelayUntil(network, membership.coordinator, now));
  if (!membership.heartbeatInFlight) later(membership.nextHeartbeatAt);
  if (!consumer.polling && !membership.isOut) later(consumer.lastPollAt + config.maxPollIntervalMs * MILLISECOND);
  return at;
}
