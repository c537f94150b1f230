// All settings that Kafka knows of topics, brokers, groups and subscriptions, as tools are told of them: needed once somebody asks.
import { BEHIND, brokerGiven, type ConfigKey, type ConfigSources, type ConfigTable, type Given, table, topicConfig } from './config.ts';
import { INTERNAL_BROKER_KEYS, OTHER_BROKER_KEYS } from './config-broker-keys.ts';
import { READ_BROKER_KEYS } from './config-broker-keys-read.ts';
import { CLIENT_METRICS_KEYS, GROUP_KEYS } from './config-group-keys.ts';
import { TOPIC_KEYS } from './config-topic-keys.ts';
import { configsOf, type MetadataImage } from './metadata-image.ts';
import type { ConfigResourceType, ConfigSource, DescribeConfigsResponse } from './protocol.ts';

const TABLES: Readonly<Record<ConfigResourceType, ConfigTable>> = { TOPIC: table(TOPIC_KEYS), BROKER: table([...READ_BROKER_KEYS, ...OTHER_BROKER_KEYS].sort(([a], [b]) => (a < b ? -1 : 1))), GROUP: table(GROUP_KEYS), CLIENT_METRICS: table(CLIENT_METRICS_KEYS), BROKER_LOGGER: new Map() };

/** Settings that clusters have without Kafka's table naming them (quota and replication throttle of brokers). */
const EXTRA_DYNAMIC = ['leader.replication.throttled.rate', 'follower.replication.throttled.rate', 'replica.alter.log.dirs.io.max.bytes.per.second'];

/** Broker settings that may change while it runs (DynamicBrokerConfig), beside those behind a topic's. */
const DYNAMIC = new Set([
  'log.cleaner.threads', 'log.cleaner.dedupe.buffer.size', 'log.cleaner.io.buffer.load.factor', 'log.cleaner.io.buffer.size', 'log.cleaner.io.max.bytes.per.second', 'log.cleaner.backoff.ms',
  'num.io.threads', 'num.network.threads', 'num.recovery.threads.per.data.dir', 'num.replica.fetchers', 'background.threads', 'metric.reporters', 'listeners', 'advertised.listeners',
  'listener.security.protocol.map', 'max.connections', 'max.connections.per.ip', 'max.connections.per.ip.overrides', 'max.connection.creation.rate', 'producer.id.expiration.ms',
  'transaction.partition.verification.enable', 'remote.log.manager.copier.thread.pool.size', 'remote.log.manager.expiration.thread.pool.size', 'remote.log.reader.threads',
  'group.coordinator.threads', ...EXTRA_DYNAMIC, ...Object.values(BEHIND).flat().map(([name]) => name),
]);

const allGiven = (sources: ConfigSources, name: string): Given[] => brokerGiven(sources, name, TABLES.BROKER);

/** The value in force of any setting of a broker; empty where none is. */
export function describedBrokerConfig(sources: ConfigSources, name: string): string {
  return allGiven(sources, name)[0]?.value ?? '';
}

type Described = DescribeConfigsResponse['results'][number]['configs'][number];

/** All settings of a topic, with where each comes from. */
export function describeTopicConfigs(sources: ConfigSources, topic: string): Described[] {
  const own = configsOf(sources.image, 'TOPIC', topic);
  return [...TABLES.TOPIC.values()].filter((key) => key.name !== 'internal.segment.bytes').map((key) => {
    const behind = BEHIND[key.name]?.[0]?.[0];
    // Coarser units are shown only behind the setting's own name.
    const all = behind === undefined ? [] : allGiven(sources, behind);
    const first = all.findIndex((each) => each.name === behind);
    const given: Given[] = first < 0 ? [] : all.slice(first);
    const set = own[key.name];
    const synonyms: Given[] = set === undefined ? given : [{ name: key.name, value: set, source: 'DYNAMIC_TOPIC_CONFIG' }, ...given];
    return { name: key.name, value: topicConfig(sources, topic, key.name), readOnly: false, configSource: synonyms[0]?.source ?? 'DEFAULT_CONFIG', isSensitive: false, synonyms };
  });
}

/** What nobody knows might be a secret (KafkaConfig.maybeSensitive). */
function isSensitiveBrokerConfig(name: string): boolean {
  const key = TABLES.BROKER.get(name);
  return key === undefined ? !EXTRA_DYNAMIC.includes(name) : key.type === 'PASSWORD';
}

/** All settings of a broker. */
export function describeBrokerConfigs(sources: ConfigSources): Described[] {
  const given = ['', String(sources.broker)].flatMap((resource) => Object.keys(configsOf(sources.image, 'BROKER', resource))).filter((name) => !TABLES.BROKER.has(name));
  const names = [...[...TABLES.BROKER.keys()].filter((name) => !INTERNAL_BROKER_KEYS.includes(name)), ...new Set([...Object.keys(sources.settings).filter((name) => !TABLES.BROKER.has(name)), ...given])];
  return names.map((name) => {
    const isSensitive = isSensitiveBrokerConfig(name);
    const given_ = allGiven(sources, name).map((each) => (isSensitive ? { ...each, value: null } : each));
    // What comes before the setting's own name is not shown, and so a coarser unit alone is none of its synonyms.
    const first = given_.findIndex((each) => each.name === name);
    const synonyms = first < 0 ? [] : given_.slice(first);
    return { name, value: synonyms[0]?.value ?? null, readOnly: !DYNAMIC.has(name), configSource: synonyms[0]?.source ?? 'DEFAULT_CONFIG', isSensitive, synonyms };
  });
}

/** What is set for all brokers at once. */
export function describeClusterConfigs(image: MetadataImage): Described[] {
  const own = configsOf(image, 'BROKER', '');
  return Object.keys(own).sort((a, b) => (a < b ? -1 : 1)).map((name): Described => {
    const isSensitive = isSensitiveBrokerConfig(name);
    const value = isSensitive ? null : (own[name] ?? null);
    const source: ConfigSource = 'DYNAMIC_DEFAULT_BROKER_CONFIG';
    return { name, value, readOnly: false, configSource: source, isSensitive, synonyms: [{ name, value, source }] };
  });
}

/** What a subscription to clients' metrics says itself; the rest is not told. */
export function describeMetricsConfigs(image: MetadataImage, name: string): Described[] {
  const source: ConfigSource = 'DYNAMIC_CLIENT_METRICS_CONFIG';
  return Object.entries(configsOf(image, 'CLIENT_METRICS', name)).map(([key, value]) => ({ name: key, value, readOnly: false, configSource: source, isSensitive: false, synonyms: [{ name: key, value, source }] }));
}

/** All settings of a group: its own, else what the brokers have as `group.<name>`. */
export function describeGroupConfigs(sources: ConfigSources, group: string): Described[] {
  const own = configsOf(sources.image, 'GROUP', group);
  return [...TABLES.GROUP.values()].map((key): Described => {
    const behind: Given[] = TABLES.BROKER.has(`group.${key.name}`) ? allGiven(sources, `group.${key.name}`) : key.default === null ? [] : [{ name: key.name, value: key.default, source: 'DEFAULT_CONFIG' }];
    const set = own[key.name];
    const synonyms: Given[] = set === undefined ? behind : [{ name: key.name, value: set, source: 'DYNAMIC_GROUP_CONFIG' }, ...behind];
    return { name: key.name, value: synonyms[0]?.value ?? key.default, readOnly: false, configSource: synonyms[0]?.source ?? 'DEFAULT_CONFIG', isSensitive: false, synonyms };
  });
}

export function configKey(type: ConfigResourceType, name: string): ConfigKey | null {
  return TABLES[type].get(name) ?? null;
}

export function isDynamicBrokerConfig(name: string): boolean {
  return DYNAMIC.has(name);
}
