// KafkaShareConsumer as a state machine (KIP-932): a process subscribes, polls, and says of each record what became of it.
//
//   made = createShareConsumer(properties, io); subscribeShared(consumer, ['orders'])
//
//   enterSharedPoll(consumer, io)      poll() begins: what was said since the last one goes out with the next fetch
//   takeShared(consumer, io)           what poll() returns; empty where nothing came yet
//   acknowledge(consumer, record, ACCEPT | RELEASE | REJECT | RENEW)     with share.acknowledgement.mode=explicit for each record
//   handleSharedMessage, pollShared, sharedWakeup                        as with the other clients
//   consumer.failure                   what poll() throws
//   closeShareConsumer(consumer, io) until isSharedClosed(consumer)      says the last words, ends its sessions, leaves
import type { Message, NodeId, Time } from '../../../kernel/types.ts';
import { freeze } from '../../../kernel/freeze.ts';
import { MILLISECOND } from '../../../kernel/types.ts';
import { parseBootstrap } from '../addresses.ts';
import type { Failure } from '../failure.ts';
import { configFailure, NO_METADATA_HERE } from '../failure.ts';
import type { ClientIo, LogLine } from '../io.ts';
import { NEVER } from '../io.ts';
import { setWantedTopics } from '../metadata.ts';
import type { Completion } from '../network-client.ts';
import { createNetworkClient, drainLogs, handleNetworkMessage, networkWakeup, pollNetwork } from '../network-client.ts';
import { acceptAll, collectAcknowledged, hasUnacknowledged } from './acknowledgements.ts';
import { acknowledgeAnswered, collectShared, endSessions, sendAcknowledgements, sendShareFetches, shareFetchAnswered, shareFetchWakeup } from './fetcher.ts';
import { coordinatorFound, heartbeatAnswered, runShareMembership, sendLeave, shareMembershipWakeup } from './membership.ts';
import { type ShareConsumerConfig, shareConsumerConfig } from './share-consumer-config.ts';
import type { AckResult, ShareConsumer, ShareContext, SharedRecord } from './state.ts';

/** How long close() takes at most, Kafka default 30 s. */
const CLOSE_TIMEOUT_MS = 30_000;
/** Results of acknowledgements that are kept until somebody asks for them. */
const RESULTS_KEPT = 100;

export type ShareConsumerMade =
  | { readonly kind: 'ok'; readonly consumer: ShareConsumer; readonly warnings: readonly LogLine[] }
  /** What the constructor throws. */
  | { readonly kind: 'error'; readonly failure: Failure; readonly warnings: readonly LogLine[] };

/** Makes a share consumer from properties by Kafka's names. */
export function createShareConsumer(properties: Readonly<Record<string, string>>, io: ClientIo): ShareConsumerMade {
  const read = shareConsumerConfig(properties);
  if (read.kind === 'error') return { kind: 'error', failure: configFailure(read.problem, 'Kafka share consumer'), warnings: [] };
  const parsed = parseBootstrap(read.config.bootstrapServers);
  const warnings = parsed.warnings.map((message): LogLine => ({ level: 'WARN', message, logger: 'org.apache.kafka.clients.ClientUtils' }));
  if (parsed.kind === 'error') return { kind: 'error', failure: configFailure({ message: parsed.message, constructing: 'org.apache.kafka.common.config.ConfigException' }, 'Kafka share consumer'), warnings };
  return { kind: 'ok', consumer: newShareConsumer(freeze(read.config), parsed.addresses, io), warnings };
}

function newShareConsumer(config: ShareConsumerConfig, bootstrap: readonly { readonly host: string; readonly port: number }[], io: ClientIo): ShareConsumer {
  const network = createNetworkClient<ShareContext>(
    {
      clientId: config.clientId, logPrefix: `[ShareConsumer clientId=${config.clientId}, groupId=${config.groupId}] `, bootstrap, requestTimeoutMs: config.requestTimeoutMs, maxInFlight: 100, isAdmin: false,
      maxAgeMs: config.metadataMaxAgeMs, refreshBackoff: { initialMs: config.retryBackoffMs, maxMs: config.retryBackoffMaxMs },
    },
    [],
    false,
  );
  return {
    config, network,
    membership: { memberId: memberId(io), coordinator: -1, findingCoordinator: false, findNotBefore: 0, epoch: 0, heartbeatIntervalMs: 5_000, heartbeatInFlight: false, nextHeartbeatAt: 0, isToldAll: false, failures: 0, isOut: false },
    topics: [], assigned: freeze([]), sessions: [], fetched: freeze([]), delivered: [], renewing: freeze([]), renewed: freeze([]), acks: freeze([]), ackResults: [], polling: false, lastPollAt: io.now, failure: null, closing: 'open', closeBy: 0, recordsConsumed: 0,
  };
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** A random id of 22 letters (org.apache.kafka.common.Uuid). */
function memberId(io: ClientIo): string {
  let out = LETTERS.charAt(Math.floor(io.random() * 62));
  while (out.length < 21) out += LETTERS.charAt(Math.floor(io.random() * 64));
  return out + 'AQgw'.charAt(Math.floor(io.random() * 4));
}

export function subscribeShared(consumer: ShareConsumer, topics: readonly string[]): void {
  consumer.topics = freeze([...topics]);
}

/** The process calls poll(). Implicitly all that the last poll returned is accepted; explicitly each record must have its word by now. */
export function enterSharedPoll(consumer: ShareConsumer, io: ClientIo): void {
  if (consumer.config.isExplicit && hasUnacknowledged(consumer)) {
    consumer.failure ??= { exception: 'java.lang.IllegalStateException', message: 'All records must be acknowledged in explicit acknowledgement mode.', cause: null, code: null };
    return;
  }
  acceptAll(consumer);
  collectAcknowledged(consumer);
  consumer.polling = true;
  consumer.lastPollAt = io.now;
  pollShared(consumer, io);
}

/** poll() returned without records: its time was up. */
export function leaveSharedPoll(consumer: ShareConsumer): void {
  consumer.polling = false;
}

/** What poll() returns, if there is anything: then the process is outside of poll. */
export function takeShared(consumer: ShareConsumer, io: ClientIo): SharedRecord[] {
  if (!consumer.polling || consumer.failure !== null) return [];
  const records = collectShared(consumer);
  if (records.length === 0) return records;
  consumer.polling = false;
  consumer.lastPollAt = io.now;
  return records;
}

/** Sends what was said without waiting for the next poll (commitAsync). */
export function commitShared(consumer: ShareConsumer, io: ClientIo): void {
  if (!consumer.config.isExplicit) acceptAll(consumer);
  collectAcknowledged(consumer);
  sendAcknowledgements(consumer, io, () => true);
}

/** How acknowledgements ended since the last call: what the callback is told. */
export function takeAckResults(consumer: ShareConsumer): AckResult[] {
  const results = consumer.ackResults;
  consumer.ackResults = [];
  return results;
}

export function drainSharedLogs(consumer: ShareConsumer): LogLine[] {
  return drainLogs(consumer.network);
}

/** Takes a message of the network in. */
export function handleSharedMessage(consumer: ShareConsumer, message: Message, from: NodeId, io: ClientIo): void {
  for (const completion of handleNetworkMessage(consumer.network, message, from, io)) requestEnded(consumer, completion, io);
  pollShared(consumer, io);
}

/** Does all that can be done now. */
export function pollShared(consumer: ShareConsumer, io: ClientIo): void {
  if (consumer.closing === 'closed') return;
  for (const completion of pollNetwork(consumer.network, io)) requestEnded(consumer, completion, io);
  if (consumer.ackResults.length > RESULTS_KEPT) consumer.ackResults.splice(0, consumer.ackResults.length - RESULTS_KEPT);
  if (consumer.network.unsupported) consumer.failure ??= NO_METADATA_HERE;
  if (consumer.closing !== 'open') return runClose(consumer, io);
  if (consumer.failure !== null) return;
  if (consumer.polling) consumer.lastPollAt = io.now;
  followMetadata(consumer);
  runShareMembership(consumer, io);
  if (!consumer.polling) {
    sendAcknowledgements(consumer, io, () => true);
    return;
  }
  if (consumer.fetched.length === 0 && consumer.renewed.length === 0) sendShareFetches(consumer, io);
}

/** Its topics are asked for once the cluster is known. One that is not there is not asked for again before it is assigned: the coordinator knows better. */
function followMetadata(consumer: ShareConsumer): void {
  const { metadata } = consumer.network;
  if (metadata.version > 0) setWantedTopics(metadata, consumer.topics);
  if (consumer.assigned.length === 0 && Object.keys(metadata.topicErrors).length > 0) metadata.updateRequested = false;
}

function requestEnded(consumer: ShareConsumer, { context, response }: Completion<ShareContext>, io: ClientIo): void {
  switch (context.kind) {
    case 'find-coordinator': return coordinatorFound(consumer, response?.api === 'FindCoordinator' ? (response.body.coordinators[0] ?? null) : null, io);
    case 'heartbeat': return heartbeatAnswered(consumer, response?.api === 'ShareGroupHeartbeat' ? response.body : null, io);
    case 'leave':
      if (consumer.closing === 'leaving') consumer.closing = 'closed';
      return;
    case 'share-fetch': return shareFetchAnswered(consumer, context, response?.api === 'ShareFetch' ? response.body : null, io);
    case 'acknowledge': return acknowledgeAnswered(consumer, context, response?.api === 'ShareAcknowledge' ? response.body : null, io);
  }
}

/** Begins the end: what was said is sent, the sessions end (so that the rest is released), and the group is told. */
export function closeShareConsumer(consumer: ShareConsumer, io: ClientIo): void {
  if (consumer.closing !== 'open') return;
  collectAcknowledged(consumer);
  consumer.closing = 'acknowledging';
  consumer.polling = false;
  consumer.closeBy = io.now + CLOSE_TIMEOUT_MS * MILLISECOND;
  runClose(consumer, io);
}

function runClose(consumer: ShareConsumer, io: ClientIo): void {
  if (io.now >= consumer.closeBy) consumer.closing = 'closed';
  if (consumer.closing !== 'acknowledging' || !endSessions(consumer, io)) return;
  consumer.closing = sendLeave(consumer, io) ? 'leaving' : 'closed';
}

export function isSharedClosed(consumer: ShareConsumer): boolean {
  return consumer.closing === 'closed';
}

/** When `pollShared` must be called, if no message comes before. */
export function sharedWakeup(consumer: ShareConsumer, now: Time): Time {
  if (consumer.closing === 'closed') return NEVER;
  const network = networkWakeup(consumer.network, now);
  if (consumer.closing !== 'open') return Math.max(now, Math.min(network, consumer.closeBy));
  const fetch = consumer.polling ? shareFetchWakeup(consumer, now) : NEVER;
  return Math.max(now, Math.min(network, shareMembershipWakeup(consumer, now), fetch));
}
