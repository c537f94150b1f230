// KafkaConsumer as a state machine: a process subscribes, is "inside poll" until records come, and takes them out.
//
//   made = createConsumer(properties)
//   subscribe(consumer, ['orders']) | subscribePattern(consumer, 'ord.*') | assign(consumer, [...]); seek...
//
//            enterPoll                       takeRecords gives some, or leavePoll
//   outside ------------> inside poll() -----------------------------------------> outside (processing)
//                          joins the group, finds positions, fetches, commits every 5 s
//   (heartbeats go on in both; outside for longer than max.poll.interval.ms the member leaves the group)
//
//   handleConsumerMessage(consumer, message, from, io)      whatever the network brings
//   pollConsumer(consumer, io)                              at every wake
//   takeRecords(consumer, io)                               what poll() returns; empty where nothing came yet
//   consumer.failure                                        what poll() throws
//   closeConsumer(consumer, io) until isClosed(consumer)    commits and leaves
import { BoundedRegex } from '../../../kernel/regex/bounded.ts';
import type { Message, NodeId, Time } from '../../../kernel/types.ts';
import { freeze } from '../../../kernel/freeze.ts';
import { MILLISECOND } from '../../../kernel/types.ts';
import type { AnyResponse, TopicPartition } from '../../protocol.ts';
import { randomUuid } from '../../uuid.ts';
import { parseBootstrap } from '../addresses.ts';
import type { Failure } from '../failure.ts';
import { configFailure, failureOf, NO_METADATA_HERE } from '../failure.ts';
import type { ClientIo, LogLine } from '../io.ts';
import { NEVER } from '../io.ts';
import { setWantedTopics } from '../metadata.ts';
import type { Completion } from '../network-client.ts';
import { createNetworkClient, drainLogs, handleNetworkMessage, networkWakeup, pollNetwork } from '../network-client.ts';
import { autoCommit, commitAnswered, commitImpossible, commitsWakeup, consumedOffsets, sendCommits, startCommit } from './commits.ts';
import type { ConsumerConfig, ResetPolicy } from './consumer-config.ts';
import { consumerConfig } from './consumer-config.ts';
import { consumerProtocolWakeup, groupHeartbeatAnswered, leaveConsumerGroup, runConsumerProtocol } from './consumer-protocol/membership.ts';
import { newConsumerProtocol } from './consumer-protocol/state.ts';
import type { ConsumedRecord } from './fetcher.ts';
import { collect, fetchAnswered, fetchWakeup, sendFetches } from './fetcher.ts';
import { snapshot } from './group-assignment.ts';
import { coordinatorFound, coordinatorLost, findCoordinator, heartbeatAnswered, isMember, joinAnswered, leaveGroup, membershipWakeup, newlyAssigned, requestRejoin, runMembership, syncAnswered } from './group.ts';
import { committedAnswered, findPositions, offsetsAnswered, positionsWakeup, reset, seekTo, validated } from './positions.ts';
import type { CommitResult, Consumer, ConsumerContext, ConsumerEvent, OffsetToCommit } from './state.ts';
import { findAssigned } from './state.ts';

/** How long close() waits for its last commit and for leaving, Kafka default 30 s. */
const CLOSE_TIMEOUT_MS = 30_000;

export type ConsumerMade =
  | { readonly kind: 'ok'; readonly consumer: Consumer; readonly warnings: readonly LogLine[] }
  /** What the constructor throws. */
  | { readonly kind: 'error'; readonly failure: Failure; readonly warnings: readonly LogLine[] };

/** Makes a consumer from properties by Kafka's names. */
export function createConsumer(properties: Readonly<Record<string, string>>, io: ClientIo): ConsumerMade {
  const read = consumerConfig(properties);
  if (read.kind === 'error') return { kind: 'error', failure: configFailure(read.problem, 'consumer'), warnings: [] };
  const parsed = parseBootstrap(read.config.bootstrapServers);
  const warnings = parsed.warnings.map((message): LogLine => ({ level: 'WARN', message, logger: 'org.apache.kafka.clients.ClientUtils' }));
  if (parsed.kind === 'error') return { kind: 'error', failure: configFailure({ message: parsed.message, constructing: 'org.apache.kafka.common.config.ConfigException' }, 'consumer'), warnings };
  return { kind: 'ok', consumer: newConsumer(freeze(read.config), parsed.addresses, io), warnings };
}

function newConsumer(config: ConsumerConfig, bootstrap: readonly { readonly host: string; readonly port: number }[], io: ClientIo): Consumer {
  const network: Consumer['network'] = createNetworkClient(
    {
      clientId: config.clientId,
      logPrefix: `[Consumer ${config.groupInstanceId === null ? '' : `instanceId=${config.groupInstanceId}, `}clientId=${config.clientId}, groupId=${config.groupId ?? 'null'}] `,
      bootstrap,
      requestTimeoutMs: config.requestTimeoutMs,
      maxInFlight: 100,
      isAdmin: false,
      maxAgeMs: config.metadataMaxAgeMs,
      refreshBackoff: { initialMs: config.retryBackoffMs, maxMs: config.retryBackoffMaxMs },
    },
    [],
    config.allowAutoCreateTopics,
  );
  return {
    config,
    network,
    membership: {
      coordinator: -1,
      findingCoordinator: false,
      findNotBefore: 0,
      state: 'unjoined',
      rejoinNeeded: true,
      rejoinReason: '',
      joinNotBefore: 0,
      joinFailures: 0,
      // In the consumer protocol a member names itself (KIP-1082).
      memberId: config.groupProtocol === 'consumer' ? randomUuid(io) : '',
      generation: config.groupProtocol === 'consumer' ? 0 : -1,
      protocol: null,
      joinedTopics: [],
      toAssign: null,
      isLeader: false,
      assignedSnapshot: '',
      groupTopics: [],
      heartbeatInFlight: false,
      heartbeatSentAt: 0,
      heartbeatAnsweredAt: 0,
      lost: false,
      leaving: false,
    },
    protocol: config.groupProtocol === 'consumer' ? newConsumerProtocol() : null,
    subscription: { kind: 'none' },
    assigned: [],
    fetched: [],
    polling: false,
    patient: false,
    lastPollAt: io.now,
    nextAutoCommitAt: io.now + config.autoCommitIntervalMs * MILLISECOND,
    nextCommit: 0,
    commits: [],
    commitResults: [],
    events: [],
    failure: null,
    closing: 'open',
    closeBy: 0,
    seenMetadata: -1,
    recordsConsumed: 0,
    lastDelayMs: null,
  };
}

export function subscribe(consumer: Consumer, topics: readonly string[]): void {
  consumer.subscription = { kind: 'topics', topics: [...topics] };
  setWantedTopics(consumer.network.metadata, topics);
}

/** Topics whose whole name fits; new ones are found as metadata ages. `pattern`: an expression as `fromJava` gives it. */
export function subscribePattern(consumer: Consumer, pattern: string): void {
  consumer.subscription = { kind: 'pattern', pattern, topics: [] };
  setWantedTopics(consumer.network.metadata, null);
}

/** Reads these partitions, without a group's rebalances. */
export function assign(consumer: Consumer, partitions: readonly TopicPartition[]): void {
  consumer.subscription = { kind: 'assigned' };
  consumer.assigned = partitions.map((p) => newlyAssigned(consumer, p.topic, p.partition));
  setWantedTopics(consumer.network.metadata, [...new Set(partitions.map((p) => p.topic))]);
}

/** The next poll begins at this offset. Records already fetched from elsewhere are dropped. */
export function seek(consumer: Consumer, of: TopicPartition, offset: number): void {
  const p = findAssigned(consumer, of);
  if (p === null) return;
  seekTo(consumer, p, offset, -1);
  consumer.fetched = consumer.fetched.filter((f) => f.topic !== of.topic || f.partition !== of.partition);
}

/** The next poll begins at the partition's beginning or end. */
export function seekToPolicy(consumer: Consumer, of: TopicPartition, policy: ResetPolicy): void {
  const p = findAssigned(consumer, of);
  if (p !== null) reset(consumer, p, policy);
}

export function pause(consumer: Consumer, of: TopicPartition): void {
  const p = findAssigned(consumer, of);
  if (p !== null) p.paused = true;
}

export function resume(consumer: Consumer, of: TopicPartition): void {
  const p = findAssigned(consumer, of);
  if (p !== null) p.paused = false;
}

/** Commits these offsets, or where null the positions. Its end comes with `takeCommitResults` under the number returned. */
export function commit(consumer: Consumer, offsets: readonly OffsetToCommit[] | null, how: 'sync' | 'async', io: ClientIo): number {
  return startCommit(consumer, how, offsets ?? consumedOffsets(consumer), consumer.config.apiTimeoutMs, io);
}

export function takeCommitResults(consumer: Consumer): CommitResult[] {
  const results = consumer.commitResults;
  consumer.commitResults = [];
  return results;
}

/** Partitions given and taken since the last call. */
export function takeEvents(consumer: Consumer): ConsumerEvent[] {
  const { events } = consumer;
  consumer.events = [];
  return events;
}

export function drainConsumerLogs(consumer: Consumer): LogLine[] {
  return drainLogs(consumer.network);
}

/** The process calls poll(), with a timeout of a moment, or `patient` with a long one. */
export function enterPoll(consumer: Consumer, io: ClientIo, patient = false): void {
  consumer.polling = true;
  consumer.patient = patient;
  consumer.lastPollAt = io.now;
  pollConsumer(consumer, io);
}

/** poll() returned without records: its time was up. */
export function leavePoll(consumer: Consumer): void {
  consumer.polling = false;
}

/** What poll() returns, if there is anything: then the process is outside of poll, and the next fetches are already on their way. */
export function takeRecords(consumer: Consumer, io: ClientIo): ConsumedRecord[] {
  if (!consumer.polling || consumer.failure !== null || awaitsCoordinator(consumer)) return [];
  const records = collect(consumer);
  if (records.length === 0) return records;
  sendFetches(consumer, io);
  consumer.polling = false;
  consumer.lastPollAt = io.now;
  consumer.lastDelayMs = records.reduce((oldest, { record }) => Math.max(oldest, io.wallClockMs - record.timestampMs), 0);
  return records;
}

/** Takes a message of the network in. */
export function handleConsumerMessage(consumer: Consumer, message: Message, from: NodeId, io: ClientIo): void {
  for (const completion of handleNetworkMessage(consumer.network, message, from, io)) requestEnded(consumer, completion, io);
  pollConsumer(consumer, io);
}

/** Does all that can be done now. */
export function pollConsumer(consumer: Consumer, io: ClientIo): void {
  if (consumer.closing === 'closed') return;
  // The first question of a member is for its coordinator, even before metadata.
  if (consumer.closing === 'open' && consumer.polling && isMember(consumer) && consumer.membership.coordinator < 0) findCoordinator(consumer, io);
  for (const completion of pollNetwork(consumer.network, io)) requestEnded(consumer, completion, io);
  if (consumer.closing !== 'open') {
    runClose(consumer, io);
    return;
  }
  if (consumer.failure !== null) return;
  followMetadata(consumer);
  if (consumer.polling) consumer.lastPollAt = io.now;
  if (consumer.protocol === null) runMembership(consumer, io);
  else runConsumerProtocol(consumer, consumer.protocol, io);
  sendCommits(consumer, io);
  if (!consumer.polling || awaitsCoordinator(consumer)) return;
  autoCommit(consumer, io);
  findPositions(consumer, io);
  sendFetches(consumer, io);
}

/** A classic member whose coordinator is not known waits for it inside poll(), and reads nothing meanwhile, even from leaders that are well. */
function awaitsCoordinator(consumer: Consumer): boolean {
  const { membership, patient, protocol } = consumer;
  return patient && protocol === null && membership.state === 'stable' && membership.coordinator < 0;
}

/** New metadata may bring topics that match, or more partitions: then the group must rebalance. */
function followMetadata(consumer: Consumer): void {
  const { metadata } = consumer.network;
  if (consumer.network.unsupported) consumer.failure ??= NO_METADATA_HERE;
  if (consumer.seenMetadata === metadata.version) return;
  consumer.seenMetadata = metadata.version;
  const invalid = Object.keys(metadata.topicErrors).filter((topic) => metadata.topicErrors[topic] === 'INVALID_TOPIC_EXCEPTION');
  if (invalid.length > 0) {
    consumer.failure = failureOf('INVALID_TOPIC_EXCEPTION', `Invalid topics: [${invalid.join(', ')}]`);
    return;
  }
  const { membership, subscription } = consumer;
  if (subscription.kind === 'pattern') {
    const matches = new BoundedRegex(`^(?:${subscription.pattern})$`, 'u');
    const topics = Object.keys(metadata.topics)
      .filter((name) => matches.test(name) && !(consumer.config.excludeInternalTopics && metadata.topics[name]?.isInternal === true))
      .sort();
    consumer.subscription = { ...subscription, topics };
    if (membership.state === 'stable' && topics.join() !== [...membership.joinedTopics].sort().join()) requestRejoin(consumer, 'subscription has changed');
  }
  if (membership.state === 'stable' && membership.isLeader && snapshot(consumer, membership.groupTopics) !== membership.assignedSnapshot) {
    requestRejoin(consumer, 'cached metadata has changed');
  }
}

function requestEnded(consumer: Consumer, completion: Completion<ConsumerContext>, io: ClientIo): void {
  const { context, response } = completion;
  switch (context.kind) {
    case 'find-coordinator':
      coordinatorFound(consumer, response?.api === 'FindCoordinator' ? (response.body.coordinators[0] ?? null) : null, io);
      return;
    case 'join':
      joinAnswered(consumer, response?.api === 'JoinGroup' ? response.body : null, io);
      return;
    case 'sync':
      syncAnswered(consumer, response?.api === 'SyncGroup' ? response.body : null, io);
      return;
    case 'heartbeat':
      heartbeatAnswered(consumer, context.generation, response?.api === 'Heartbeat' ? response.body.errorCode : null, io);
      return;
    case 'group-heartbeat':
      if (consumer.protocol !== null) groupHeartbeatAnswered(consumer, consumer.protocol, response?.api === 'ConsumerGroupHeartbeat' ? response.body : null, io);
      return;
    case 'leave':
      if (response === null) coordinatorLost(consumer);
      if (consumer.closing === 'leaving') consumer.closing = 'closed';
      return;
    default:
      dataEnded(consumer, context, response, io);
  }
}

function dataEnded(consumer: Consumer, context: Exclude<ConsumerContext, { kind: 'find-coordinator' | 'join' | 'sync' | 'heartbeat' | 'group-heartbeat' | 'leave' }>, response: AnyResponse | null, io: ClientIo): void {
  switch (context.kind) {
    case 'commit':
      commitAnswered(consumer, context.number, context.generation, response?.api === 'OffsetCommit' ? response.body : null, io);
      return;
    case 'committed':
      committedAnswered(consumer, context.partitions, response?.api === 'OffsetFetch' ? response.body : null, io);
      return;
    case 'list-offsets':
      offsetsAnswered(consumer, context.partitions, response?.api === 'ListOffsets' ? response.body : null, io);
      return;
    case 'validate':
      validated(consumer, context.partitions, response?.api === 'OffsetForLeaderEpoch' ? response.body : null, io);
      return;
    case 'fetch':
      fetchAnswered(consumer, context.partitions, response?.api === 'Fetch' ? response.body : null, io);
  }
}

/** Begins the end: a last commit where auto commit is on, then leaving the group. */
export function closeConsumer(consumer: Consumer, io: ClientIo): void {
  if (consumer.closing !== 'open') return;
  consumer.closing = 'committing';
  consumer.polling = false;
  consumer.closeBy = io.now + CLOSE_TIMEOUT_MS * MILLISECOND;
  const offsets = consumedOffsets(consumer);
  if (consumer.config.autoCommit && offsets.length > 0) {
    if (isMember(consumer) && consumer.membership.state !== 'stable') commitImpossible(consumer, offsets);
    else startCommit(consumer, 'close', offsets, CLOSE_TIMEOUT_MS, io);
  }
  runClose(consumer, io);
}

function runClose(consumer: Consumer, io: ClientIo): void {
  if (io.now >= consumer.closeBy) consumer.closing = 'closed';
  if (consumer.closing === 'committing') {
    sendCommits(consumer, io);
    if (consumer.commits.some((c) => c.purpose !== 'async' && c.purpose !== 'auto') || consumer.commits.some((c) => c.inFlight)) return;
    consumer.closing = isMember(consumer) && leaves(consumer, io) ? 'leaving' : 'closed';
  }
}

function leaves(consumer: Consumer, io: ClientIo): boolean {
  return consumer.protocol === null ? leaveGroup(consumer, 'the consumer is being closed', io) : leaveConsumerGroup(consumer, io);
}

export function isClosed(consumer: Consumer): boolean {
  return consumer.closing === 'closed';
}

/** When `pollConsumer` must be called, if no message comes before. */
export function consumerWakeup(consumer: Consumer, now: Time): Time {
  if (consumer.closing === 'closed') return NEVER;
  const network = networkWakeup(consumer.network, now);
  const own = Math.min(consumer.protocol === null ? membershipWakeup(consumer, now) : consumerProtocolWakeup(consumer, consumer.protocol, now), commitsWakeup(consumer, now), positionsWakeup(consumer, now), fetchWakeup(consumer, now));
  const close = consumer.closing === 'open' ? network : Math.min(network, consumer.closeBy);
  return Math.max(now, Math.min(network, own, close));
}
