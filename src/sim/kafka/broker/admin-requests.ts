// What a broker answers its clients about the cluster from its own image.
import type { Context, NodeId } from '../../kernel/types.ts';
import { brokersOf, isActive, topicsOf, type TopicImage } from '../metadata-image.ts';
import type { PartitionState } from '../metadata-record.ts';
import { type AnyRequest, type BrokerAddress, type ConfigResourceType, type CreateTopicsRequest, type DescribeConfigsRequest, type DescribeConfigsResponse, type DescribeTopicPartitionsResponse, type ErrorCode, type MetadataRequest, type MetadataResponse, type Request } from '../protocol.ts';
import { describeBrokerConfigs, describeClusterConfigs, describeGroupConfigs, describeMetricsConfigs, describeTopicConfigs } from '../config-described.ts';
import { topicNameProblem } from '../topic-name.ts';
import { describeCluster, describeLogDirs, listConfigResources, serverProperties } from './admin-answers.ts';
import { forward } from './forwards.ts';
import { alterLoggers, describeLoggers } from './loggers.ts';
import { respond } from './plane.ts';
import { describeQuotas, describeScram } from './quota-answers.ts';
import { type Broker, viewOf } from './state.ts';

const INTERNAL = ['__consumer_offsets', '__transaction_state', '__share_group_state'];

/** What clients and tools ask about the cluster. What is for the active controller is passed on elsewhere. */
export function answerAboutCluster(broker: Broker, message: AnyRequest, from: NodeId, ctx: Context): void {
  const { correlationId } = message;
  switch (message.api) {
    case 'Metadata': respond(ctx, from, 'Metadata', correlationId, metadata(broker, message.body, ctx)); return;
    case 'DescribeCluster': respond(ctx, from, 'DescribeCluster', correlationId, describeCluster(broker, message.body, ctx)); return;
    case 'DescribeLogDirs': respond(ctx, from, 'DescribeLogDirs', correlationId, describeLogDirs(broker, message.body)); return;
    case 'ListConfigResources': respond(ctx, from, 'ListConfigResources', correlationId, listConfigResources(broker, message.body)); return;
    case 'DescribeTopicPartitions': respond(ctx, from, 'DescribeTopicPartitions', correlationId, describeTopicPartitions(broker, message.body.topics)); return;
    case 'DescribeConfigs': respond(ctx, from, 'DescribeConfigs', correlationId, describeConfigs(broker, message.body)); return;
    case 'DescribeClientQuotas': respond(ctx, from, 'DescribeClientQuotas', correlationId, describeQuotas(broker.image, message.body)); return;
    case 'DescribeUserScramCredentials': respond(ctx, from, 'DescribeUserScramCredentials', correlationId, describeScram(broker.image, message.body)); return;
    case 'IncrementalAlterConfigs':
      // Loggers are a broker's own: no controller knows of them.
      if (message.body.resources.some((one) => one.resourceType === 'BROKER_LOGGER')) respond(ctx, from, 'IncrementalAlterConfigs', correlationId, { responses: message.body.resources.map((one) => alterLoggers(broker, one)) });
      else forward(broker, message, from, ctx);
      return;
    default: return;
  }
}

// --- from the image ------------------------------------------------------------------------------------------------------

function addresses(broker: Broker): BrokerAddress[] {
  return brokersOf(broker.image).filter((each) => !each.fenced).map(({ id, host, port, rack }) => ({ nodeId: id, host, port, rack }));
}

/** In KRaft clients are told any live broker as controller: their requests are forwarded. */
function anyBroker(broker: Broker, ctx: Context): number {
  const alive = addresses(broker);
  return alive[Math.floor(ctx.random() * alive.length)]?.nodeId ?? -1;
}

function metadata(broker: Broker, request: MetadataRequest, ctx: Context): MetadataResponse {
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

function describeTopicPartitions(broker: Broker, names: readonly string[]): DescribeTopicPartitionsResponse {
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

function describeConfigs(broker: Broker, request: DescribeConfigsRequest): DescribeConfigsResponse {
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
  forward(broker, request, ctx.self, ctx, name);
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
