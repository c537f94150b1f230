// Requests of administrators, and about the cluster itself, between the wire and the simulated brokers.
import type { ConfigResourceType, ConfigSource } from '../../../sim/kafka/protocol.ts';
import type { FeatureUpgradeType, QuotaEntityType, ScramMechanism } from '../../../sim/kafka/protocol-operations.ts';
import type { Struct } from '../codec.ts';
import { byTopic, enumeration, list, number, numbers, text, textOrNull, texts, topicOf, type Translations } from './translation.ts';

/** ConfigResource.Type, DescribeConfigsResponse.ConfigSource, AlterConfigOp.OpType and their like. */
const resourceTypes = enumeration<ConfigResourceType>({ TOPIC: 2, BROKER: 4, BROKER_LOGGER: 8, CLIENT_METRICS: 16, GROUP: 32 });
const configSources = enumeration<ConfigSource>({
  DYNAMIC_TOPIC_CONFIG: 1, DYNAMIC_BROKER_CONFIG: 2, DYNAMIC_DEFAULT_BROKER_CONFIG: 3, STATIC_BROKER_CONFIG: 4, DEFAULT_CONFIG: 5, DYNAMIC_BROKER_LOGGER_CONFIG: 6,
  DYNAMIC_CLIENT_METRICS_CONFIG: 7, DYNAMIC_GROUP_CONFIG: 8,
});
const configOperations = enumeration<'SET' | 'DELETE' | 'APPEND' | 'SUBTRACT'>({ SET: 0, DELETE: 1, APPEND: 2, SUBTRACT: 3 });
const matchTypes = enumeration<'exact' | 'default' | 'specified'>({ exact: 0, default: 1, specified: 2 });
const mechanisms = enumeration<ScramMechanism>({ 'SCRAM-SHA-256': 1, 'SCRAM-SHA-512': 2 });
const upgradeTypes = enumeration<FeatureUpgradeType>({ UPGRADE: 1, SAFE_DOWNGRADE: 2, UNSAFE_DOWNGRADE: 3 });
const METADATA_TOPIC = '__cluster_metadata';
/** Raised by one in each later version of the tools' own wording of sizes: no limit is known for a simulated disk. */
const UNKNOWN_BYTES = -1;

/** Worlds are told in JSON, which has no other numbers. No number at all is no quota either: 0 is refused. */
function finite(value: unknown): number {
  const given = number(value);
  return Number.isNaN(given) ? 0 : Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, given + 0));
}

const quotaEntity = (value: unknown): { readonly entityType: QuotaEntityType; readonly entityName: string | null }[] =>
  list(value).map((one) => ({ entityType: text(one['entityType']) as QuotaEntityType, entityName: textOrNull(one['entityName']) }));

/** Version 0 of Metadata asked for all topics by naming none; later ones do it by null. */
const isAllTopics = (body: Struct, version: number): boolean => body['topics'] === null || (version === 0 && list(body['topics']).length === 0);

export const adminTranslations: Translations = {
  Metadata: {
    requests: ({ body, cluster, version }) => [{ topics: isAllTopics(body, version) ? null : list(body['topics']).map((topic) => topicOf(topic, cluster)), allowAutoTopicCreation: body['allowAutoTopicCreation'] === true }],
    response: ([answer]) => (answer === undefined ? {} : {
      ...answer,
      topics: answer.topics.map((topic) => (topic.name.startsWith('#') ? { ...topic, name: null, topicId: topic.name.slice(1), errorCode: 'UNKNOWN_TOPIC_ID' } : topic)),
    }),
  },
  DescribeCluster: {
    requests: ({ body }) => [{ includeFencedBrokers: body['includeFencedBrokers'] === true }],
    response: ([answer], { body }) => (answer === undefined ? {} : { ...answer, endpointType: number(body['endpointType']), brokers: answer.brokers.map(({ nodeId, ...broker }) => ({ brokerId: nodeId, ...broker })) }),
  },
  DescribeTopicPartitions: {
    requests: ({ body }) => [{ topics: list(body['topics']).map((topic) => text(topic['name'])) }],
    response: ([answer]) => ({ topics: answer?.topics ?? [], nextCursor: null }),
  },
  DescribeLogDirs: {
    requests: ({ body }) => [{ topics: body['topics'] === null ? null : list(body['topics']).map((topic) => text(topic['topic'])) }],
    response: ([answer]) => (answer === undefined ? {} : { ...answer, results: answer.results.map((one) => ({ ...one, totalBytes: UNKNOWN_BYTES, usableBytes: UNKNOWN_BYTES })) }),
  },
  DeleteTopics: {
    requests: ({ body, cluster, version }) => [{ topicNames: version >= 6 ? list(body['topics']).map((topic) => topicOf(topic, cluster)) : texts(body['topicNames']), timeoutMs: number(body['timeoutMs']) }],
  },
  CreatePartitions: {
    requests: ({ body }) => [{
      timeoutMs: number(body['timeoutMs']), validateOnly: body['validateOnly'] === true,
      topics: list(body['topics']).map((topic) => ({ name: text(topic['name']), count: number(topic['count']), assignments: topic['assignments'] === null ? null : list(topic['assignments']).map((one) => numbers(one['brokerIds'])) })),
    }],
  },
  ElectLeaders: {
    requests: ({ body }) => [{
      electionType: number(body['electionType']) === 1 ? 'UNCLEAN' : 'PREFERRED', timeoutMs: number(body['timeoutMs']),
      topicPartitions: body['topicPartitions'] === null ? null : list(body['topicPartitions']).flatMap((topic) => numbers(topic['partitions']).map((partition) => ({ topic: text(topic['topic']), partition }))),
    }],
    response: ([answer]) => ({
      errorCode: answer?.errorCode ?? 'UNKNOWN_SERVER_ERROR',
      replicaElectionResults: byTopic(answer?.replicaElectionResults ?? []).map(([topic, rows]) => ({ topic, partitionResult: rows.map(({ partition, errorCode, errorMessage }) => ({ partitionId: partition, errorCode, errorMessage })) })),
    }),
  },
  DescribeConfigs: {
    requests: ({ body }) => [{
      includeSynonyms: body['includeSynonyms'] === true,
      resources: list(body['resources']).map((one) => ({ resourceType: resourceTypes.name(one['resourceType']) ?? 'TOPIC', resourceName: text(one['resourceName']), configurationKeys: one['configurationKeys'] === null ? null : texts(one['configurationKeys']) })),
    }],
    response: ([answer]) => ({
      results: (answer?.results ?? []).map((one) => ({
        ...one, resourceType: resourceTypes.code(one.resourceType),
        configs: one.configs.map((config) => ({ ...config, configSource: configSources.code(config.configSource), synonyms: config.synonyms.map((each) => ({ ...each, source: configSources.code(each.source) })) })),
      })),
    }),
  },
  IncrementalAlterConfigs: {
    requests: ({ body }) => [{
      validateOnly: body['validateOnly'] === true,
      resources: list(body['resources']).map((one) => ({
        resourceType: resourceTypes.name(one['resourceType']) ?? 'TOPIC', resourceName: text(one['resourceName']),
        configs: list(one['configs']).map((config) => ({ name: text(config['name']), configOperation: configOperations.name(config['configOperation']) ?? 'SET', value: textOrNull(config['value']) })),
      })),
    }],
    response: ([answer]) => ({ responses: (answer?.responses ?? []).map((one) => ({ ...one, resourceType: resourceTypes.code(one.resourceType) })) }),
  },
  ListConfigResources: {
    // The first version asked for resources of client metrics alone (KIP-1142).
    requests: ({ body, version }) => [{ resourceTypes: version === 0 ? ['CLIENT_METRICS'] : numbers(body['resourceTypes']).flatMap((code) => resourceTypes.name(code) ?? []) }],
    response: ([answer]) => (answer === undefined ? {} : { ...answer, configResources: answer.configResources.map((one) => ({ ...one, resourceType: resourceTypes.code(one.resourceType) })) }),
  },
  DescribeClientQuotas: {
    requests: ({ body }) => [{ strict: body['strict'] === true, components: list(body['components']).map((one) => ({ entityType: text(one['entityType']) as QuotaEntityType, matchType: matchTypes.name(one['matchType']) ?? 'specified', match: textOrNull(one['match']) })) }],
  },
  AlterClientQuotas: {
    requests: ({ body }) => [{
      validateOnly: body['validateOnly'] === true,
      entries: list(body['entries']).map((entry) => ({ entity: quotaEntity(entry['entity']), ops: list(entry['ops']).map((op) => ({ key: text(op['key']), value: finite(op['value']), remove: op['remove'] === true })) })),
    }],
  },
  DescribeUserScramCredentials: {
    requests: ({ body }) => [{ users: body['users'] === null ? null : list(body['users']).map((user) => text(user['name'])) }],
    response: ([answer]) => (answer === undefined ? {} : { ...answer, results: answer.results.map((one) => ({ ...one, credentialInfos: one.credentialInfos.map(({ mechanism, iterations }) => ({ mechanism: mechanisms.code(mechanism), iterations })) })) }),
  },
  AlterUserScramCredentials: {
    requests: ({ body }) => [{
      deletions: list(body['deletions']).map((one) => ({ name: text(one['name']), mechanism: mechanisms.name(one['mechanism']) ?? 'SCRAM-SHA-256' })),
      upsertions: list(body['upsertions']).map((one) => ({ name: text(one['name']), mechanism: mechanisms.name(one['mechanism']) ?? 'SCRAM-SHA-256', iterations: number(one['iterations']) })),
    }],
  },
  UpdateFeatures: {
    requests: ({ body, version }) => [{
      validateOnly: body['validateOnly'] === true,
      featureUpdates: list(body['featureUpdates']).map((one) => ({
        feature: text(one['feature']), maxVersionLevel: number(one['maxVersionLevel']),
        upgradeType: version === 0 ? (one['allowDowngrade'] === true ? 'SAFE_DOWNGRADE' : 'UPGRADE') : (upgradeTypes.name(one['upgradeType']) ?? 'UPGRADE'),
      })),
    }],
  },
  DescribeQuorum: {
    requests: () => [{}],
    response: ([answer], { cluster }) => (answer === undefined ? {} : {
      errorCode: answer.errorCode,
      topics: [{ topicName: METADATA_TOPIC, partitions: [{ ...answer, partitionIndex: 0 }] }],
      nodes: answer.currentVoters.map(({ replicaId }) => ({ nodeId: replicaId, listeners: [{ name: 'CONTROLLER', host: 'localhost', port: cluster.portOf(replicaId) }] })),
    }),
  },
  CreateTopics: { response: ([answer]) => ({ ...answer, topics: (answer?.topics ?? []).map((topic) => ({ ...topic, configs: topic.errorCode === 'NONE' ? [] : null })) }) },
};
