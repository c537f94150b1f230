// What a broker answers about the cluster from its own image, and what it passes on to the active controller (KIP-590).
import type { Context, NodeId, Time } from '../../kernel/types.ts';
import { brokersOf, isActive, topicsOf, type TopicImage } from '../metadata-image.ts';
import type { PartitionState } from '../metadata-record.ts';
import { type BrokerAddress, type ConfigResourceType, type CreateTopicsRequest, type DescribeConfigsRequest, type DescribeConfigsResponse, type DescribeTopicPartitionsResponse, type EnvelopeResponse, type ErrorCode, type ForwardedApi, type MetadataRequest, type MetadataResponse, type Request } from '../protocol.ts';
import { describeBrokerConfigs, describeClusterConfigs, describeGroupConfigs, describeMetricsConfigs, describeTopicConfigs } from '../config.ts';
import { topicNameProblem } from '../topic-name.ts';
import { describeLoggers } from './loggers.ts';
import { ask, respond } from './plane.ts';
import { serverProperties } from './admin-answers.ts';
import { type Broker, controllerNode, type Forward, viewOf } from './state.ts';

/** How long a forwarded request is tried (retryTimeoutMs of BrokerServer's channel to the controllers). */
const FORWARD_TIMEOUT: Time = 60_000_000;
const INTERNAL = ['__consumer_offsets', '__transaction_state', '__share_group_state'];

// --- from the image ------------------------------------------------------------------------------------------------------

function addresses(broker: Broker): BrokerAddress[] {
  return brokersOf(broker.image).filter((each) => !each.fenced).map(({ id, host, port, rack }) => ({ nodeId: id, host, port, rack }));
}

/** In KRaft clients are told any live broker as controller: their requests are forwarded. */
function anyBroker(broker: Broker, ctx: Context): number {
  const alive = addresses(broker);
  return alive[Math.floor(ctx.random() * alive.length)]?.nodeId ?? -1;
}

export function metadata(broker: Broker, request: MetadataRequest, ctx: Context): MetadataResponse {
  const names = request.topics ?? topicsOf(broker.image).map((topic) => topic.name);
  const topics = names.map((name): MetadataResponse['topics'][number] => {
    const topic = broker.image.topics[name];
    if (topic !== undefined) return topicMetadata(broker, topic);
    const none = { name, topicId: '', isInternal: false, partitions: [] };
    if (topicNameProblem(name) !== null) return { ...none, errorCode: 'INVALID_TOPIC_EXCEPTION' };
    if (request.allowAutoTopicCreation && viewOf(broker).config('auto.create.topics.enable') === 'true') createForClient(broker, name, ctx);
    return { ...none, errorCode: 'UNKNOWN_TOPIC_OR_PARTITION' };
  });
  return { brokers: addresses(broker), clusterId: broker.clusterId, controllerId: anyBroker(broker, ctx), topics };
}

function topicMetadata(broker: Broker, topic: TopicImage): MetadataResponse['topics'][number] {
  const partitions = topic.partitions.map((partition, partitionIndex) => {
    const leader = broker.image.brokers[partition.leader];
    const isKnown = leader !== undefined && !leader.fenced;
    const errorCode: ErrorCode = isKnown ? 'NONE' : 'LEADER_NOT_AVAILABLE';
    return {
      errorCode, partitionIndex, leaderId: isKnown ? partition.leader : -1, leaderEpoch: partition.leaderEpoch, replicaNodes: partition.replicas, isrNodes: partition.isr, offlineReplicas: offline(broker, partition),
    };
  });
  return { errorCode: 'NONE', name: topic.name, topicId: topic.topicId, isInternal: INTERNAL.includes(topic.name), partitions };
}

function offline(broker: Broker, partition: PartitionState): number[] {
  return partition.replicas.filter((id) => !isActive(broker.image, id) && broker.image.brokers[id]?.fenced !== false);
}

export function describeTopicPartitions(broker: Broker, names: readonly string[]): DescribeTopicPartitionsResponse {
  const wanted = names.length === 0 ? topicsOf(broker.image).map((topic) => topic.name) : [...names].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const topics = wanted.map((name): DescribeTopicPartitionsResponse['topics'][number] => {
    const topic = broker.image.topics[name];
    if (topic === undefined) return { errorCode: topicNameProblem(name) === null ? 'UNKNOWN_TOPIC_OR_PARTITION' : 'INVALID_TOPIC_EXCEPTION', name, topicId: '', isInternal: false, partitions: [] };
    const partitions = topic.partitions.map((partition, partitionIndex) => ({
      partitionIndex, leaderId: broker.image.brokers[partition.leader]?.fenced === false ? partition.leader : -1, leaderEpoch: partition.leaderEpoch, replicaNodes: partition.replicas, isrNodes: partition.isr,
      eligibleLeaderReplicas: partition.elr, lastKnownElr: partition.lastKnownElr, offlineReplicas: offline(broker, partition), addingReplicas: partition.addingReplicas, removingReplicas: partition.removingReplicas,
    }));
    return { errorCode: 'NONE', name, topicId: topic.topicId, isInternal: INTERNAL.includes(name), partitions };
  });
  return { topics };
}

export function describeConfigs(broker: Broker, request: DescribeConfigsRequest): DescribeConfigsResponse {
  const sources = { image: broker.image, settings: { ...serverProperties(broker), ...broker.settings }, broker: broker.id };
  const results = request.resources.map((resource): DescribeConfigsResponse['results'][number] => {
    const { resourceType, resourceName } = resource;
    const base = { resourceType, resourceName, errorCode: 'NONE' as ErrorCode, errorMessage: null };
    const problem = describeProblem(broker, resourceType, resourceName);
    if (problem !== null) return { ...base, ...problem, configs: [] };
    const all = resourceType === 'TOPIC' ? describeTopicConfigs(sources, resourceName)
      : resourceType === 'GROUP' ? describeGroupConfigs(sources, resourceName)
      : resourceType === 'BROKER_LOGGER' ? describeLoggers(broker, resource.configurationKeys ?? [])
      : resourceType === 'CLIENT_METRICS' ? describeMetricsConfigs(broker.image, resourceName)
      : resourceName === '' ? describeClusterConfigs(broker.image) : describeBrokerConfigs(sources);
    const wanted = resource.configurationKeys;
    const configs = wanted === null ? all : all.filter((config) => wanted.includes(config.name));
    return { ...base, configs: request.includeSynonyms ? configs : configs.map((config) => ({ ...config, synonyms: [] })) };
  });
  return { results };
}

function describeProblem(broker: Broker, type: ConfigResourceType, name: string): { readonly errorCode: ErrorCode; readonly errorMessage: string | null } | null {
  if (type === 'TOPIC') {
    const invalid = topicNameProblem(name);
    if (invalid !== null) return { errorCode: 'INVALID_TOPIC_EXCEPTION', errorMessage: invalid };
    return broker.image.topics[name] === undefined ? { errorCode: 'UNKNOWN_TOPIC_OR_PARTITION', errorMessage: null } : null;
  }
  if ((type !== 'BROKER' && type !== 'BROKER_LOGGER') || name === '' || name === String(broker.id)) return null;
  if (!/^[+-]?\d+$/.test(name)) return { errorCode: 'INVALID_REQUEST', errorMessage: `Broker id must be an integer, but it is: ${name}` };
  return { errorCode: 'INVALID_REQUEST', errorMessage: `Unexpected broker id, expected ${broker.id} or empty string, but received ${name}` };
}

// --- to the controller ---------------------------------------------------------------------------------------------------

/** A client asked for a topic that is not there: it is made with the cluster's defaults (AutoTopicCreationManager). */
export function createForClient(broker: Broker, name: string, ctx: Context): void {
  if (broker.forwards.some((forward) => forward.autoCreated === name)) return;
  const view = viewOf(broker);
  const topic = { name, assignments: [], ...topicAsConfigured(name, (setting) => view.config(setting)) };
  const request: Request<'CreateTopics'> = { kind: 'Request', api: 'CreateTopics', correlationId: -1, clientId: ctx.self, body: { topics: [topic], timeoutMs: 30_000, validateOnly: false } };
  enqueue(broker, { from: ctx.self, request, autoCreated: name, expiresAt: ctx.now + FORWARD_TIMEOUT, asked: -1 }, ctx);
}

/** The coordinators' topics have settings of their own (CoreUtils, GroupCoordinator.groupMetadataTopicConfigs, ShareCoordinator.shareGroupStateTopicConfigs, TransactionStateManager.transactionTopicConfigs). */
function topicAsConfigured(name: string, config: (name: string) => string): Pick<CreateTopicsRequest['topics'][number], 'numPartitions' | 'replicationFactor' | 'configs'> {
  if (name === '__consumer_offsets') {
    const configs = [{ name: 'cleanup.policy', value: 'compact' }, { name: 'compression.type', value: 'producer' }, { name: 'segment.bytes', value: config('offsets.topic.segment.bytes') }];
    return { numPartitions: Number(config('offsets.topic.num.partitions')), replicationFactor: Number(config('offsets.topic.replication.factor')), configs };
  }
  if (name === '__transaction_state') {
    const configs = [
      { name: 'unclean.leader.election.enable', value: 'false' }, { name: 'compression.type', value: 'uncompressed' }, { name: 'cleanup.policy', value: 'compact' },
      { name: 'min.insync.replicas', value: config('transaction.state.log.min.isr') }, { name: 'segment.bytes', value: config('transaction.state.log.segment.bytes') },
    ];
    return { numPartitions: Number(config('transaction.state.log.num.partitions')), replicationFactor: Number(config('transaction.state.log.replication.factor')), configs };
  }
  if (name === '__share_group_state') {
    const configs = [
      { name: 'cleanup.policy', value: 'delete' }, { name: 'compression.type', value: 'producer' }, { name: 'segment.bytes', value: config('share.coordinator.state.topic.segment.bytes') },
      { name: 'retention.ms', value: '-1' }, { name: 'min.insync.replicas', value: config('share.coordinator.state.topic.min.isr') },
    ];
    return { numPartitions: Number(config('share.coordinator.state.topic.num.partitions')), replicationFactor: Number(config('share.coordinator.state.topic.replication.factor')), configs };
  }
  return { numPartitions: Number(config('num.partitions')), replicationFactor: Number(config('default.replication.factor')), configs: [] };
}

export function forward(broker: Broker, request: Request<ForwardedApi>, from: NodeId, ctx: Context): void {
  enqueue(broker, { from, request, autoCreated: null, expiresAt: ctx.now + FORWARD_TIMEOUT, asked: -1 }, ctx);
}

function enqueue(broker: Broker, item: Forward, ctx: Context): void {
  broker.forwards.push(item);
  sendForwards(broker, ctx);
}

/** Sends what waits for a controller, as soon as one is known. */
export function sendForwards(broker: Broker, ctx: Context): void {
  const to = controllerNode(broker);
  broker.forwards = broker.forwards.filter((item) => item.expiresAt > ctx.now);
  if (to === null) return;
  for (const item of broker.forwards) {
    if (item.asked >= 0) continue;
    item.asked = broker.correlationId++;
    ask(ctx, to, 'Envelope', item.asked, { request: item.request });
  }
}

export function envelopeAnswered(broker: Broker, correlationId: number, body: EnvelopeResponse, ctx: Context): void {
  const item = broker.forwards.find((each) => each.asked === correlationId);
  if (item === undefined) return;
  if (body.response === null) {
    item.asked = -1;
    broker.reader.leader = -1;
    return;
  }
  broker.forwards = broker.forwards.filter((each) => each !== item);
  if (item.autoCreated === null) respond(ctx, item.from, body.response.api, item.request.correlationId, body.response.body);
}

/** Envelopes to a controller that is gone go to the next one. */
export function forwardsDisconnected(broker: Broker): void {
  for (const item of broker.forwards) item.asked = -1;
}
