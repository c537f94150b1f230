// Settings of topics, brokers and groups: their types, defaults, precedence and synonyms.
import { BROKER_KEYS, INTERNAL_BROKER_KEYS } from './config-broker-keys.ts';
import { CLIENT_METRICS_KEYS, GROUP_KEYS } from './config-group-keys.ts';
import { TOPIC_KEYS } from './config-topic-keys.ts';
import { configsOf, type MetadataImage } from './metadata-image.ts';
import type { ConfigResourceType, ConfigSource, DescribeConfigsResponse } from './protocol.ts';

export type ConfigType = 'BOOLEAN' | 'STRING' | 'INT' | 'SHORT' | 'LONG' | 'DOUBLE' | 'LIST' | 'CLASS' | 'PASSWORD';

export interface ConfigKey {
  readonly name: string;
  readonly type: string;
  /** Null where Kafka has no default. */
  readonly default: string | null;
  readonly validator: string;
}

function table(keys: readonly (readonly [string, string, string, string])[]): ReadonlyMap<string, ConfigKey> {
  return new Map(keys.map(([name, type, value, validator]) => [name, { name, type, default: value === 'null' ? null : value, validator }]));
}

const TABLES: Readonly<Record<ConfigResourceType, ReadonlyMap<string, ConfigKey>>> = { TOPIC: table(TOPIC_KEYS), BROKER: table(BROKER_KEYS), GROUP: table(GROUP_KEYS), CLIENT_METRICS: table(CLIENT_METRICS_KEYS), BROKER_LOGGER: new Map() };

/** Settings that clusters have without Kafka's table naming them (quota and replication throttle of brokers). */
const EXTRA_DYNAMIC = ['leader.replication.throttled.rate', 'follower.replication.throttled.rate', 'replica.alter.log.dirs.io.max.bytes.per.second'];

/** For a topic's setting, the broker's settings that stand behind it, the first that is given wins; with a factor for its unit (ServerTopicConfigSynonyms). */
const BEHIND: Readonly<Record<string, readonly (readonly [string, number])[]>> = {
  'cleanup.policy': [['log.cleanup.policy', 1]],
  'compression.gzip.level': [['compression.gzip.level', 1]],
  'compression.lz4.level': [['compression.lz4.level', 1]],
  'compression.type': [['compression.type', 1]],
  'compression.zstd.level': [['compression.zstd.level', 1]],
  'delete.retention.ms': [['log.cleaner.delete.retention.ms', 1]],
  'file.delete.delay.ms': [['log.segment.delete.delay.ms', 1]],
  'flush.messages': [['log.flush.interval.messages', 1]],
  'flush.ms': [['log.flush.interval.ms', 1], ['log.flush.scheduler.interval.ms', 1]],
  'index.interval.bytes': [['log.index.interval.bytes', 1]],
  'local.retention.bytes': [['log.local.retention.bytes', 1]],
  'local.retention.ms': [['log.local.retention.ms', 1]],
  'max.compaction.lag.ms': [['log.cleaner.max.compaction.lag.ms', 1]],
  'max.message.bytes': [['message.max.bytes', 1]],
  'message.timestamp.after.max.ms': [['log.message.timestamp.after.max.ms', 1]],
  'message.timestamp.before.max.ms': [['log.message.timestamp.before.max.ms', 1]],
  'message.timestamp.type': [['log.message.timestamp.type', 1]],
  'min.cleanable.dirty.ratio': [['log.cleaner.min.cleanable.ratio', 1]],
  'min.compaction.lag.ms': [['log.cleaner.min.compaction.lag.ms', 1]],
  'min.insync.replicas': [['min.insync.replicas', 1]],
  preallocate: [['log.preallocate', 1]],
  'retention.bytes': [['log.retention.bytes', 1]],
  'retention.ms': [['log.retention.ms', 1], ['log.retention.minutes', 60_000], ['log.retention.hours', 3_600_000]],
  'segment.bytes': [['log.segment.bytes', 1]],
  'segment.index.bytes': [['log.index.size.max.bytes', 1]],
  'segment.jitter.ms': [['log.roll.jitter.ms', 1], ['log.roll.jitter.hours', 3_600_000]],
  'segment.ms': [['log.roll.ms', 1], ['log.roll.hours', 3_600_000]],
  'unclean.leader.election.enable': [['unclean.leader.election.enable', 1]],
};

/** Broker settings that stand in for one another, the finer unit first. */
const BROKER_SYNONYMS: readonly (readonly string[])[] = [
  ['log.retention.ms', 'log.retention.minutes', 'log.retention.hours'],
  ['log.roll.ms', 'log.roll.hours'],
  ['log.roll.jitter.ms', 'log.roll.jitter.hours'],
  ['log.flush.interval.ms', 'log.flush.scheduler.interval.ms'],
];

/** Broker settings that may change while it runs (DynamicBrokerConfig), beside those behind a topic's. */
const DYNAMIC = new Set([
  'log.cleaner.threads', 'log.cleaner.dedupe.buffer.size', 'log.cleaner.io.buffer.load.factor', 'log.cleaner.io.buffer.size', 'log.cleaner.io.max.bytes.per.second', 'log.cleaner.backoff.ms',
  'num.io.threads', 'num.network.threads', 'num.recovery.threads.per.data.dir', 'num.replica.fetchers', 'background.threads', 'metric.reporters', 'listeners', 'advertised.listeners',
  'listener.security.protocol.map', 'max.connections', 'max.connections.per.ip', 'max.connections.per.ip.overrides', 'max.connection.creation.rate', 'producer.id.expiration.ms',
  'transaction.partition.verification.enable', 'remote.log.manager.copier.thread.pool.size', 'remote.log.manager.expiration.thread.pool.size', 'remote.log.reader.threads',
  'group.coordinator.threads', ...EXTRA_DYNAMIC, ...Object.values(BEHIND).flat().map(([name]) => name),
]);

/** What stands in server.properties of one broker. */
export type StaticSettings = Readonly<Record<string, string>>;

export interface ConfigSources {
  readonly image: MetadataImage;
  readonly settings: StaticSettings;
  readonly broker: number;
}

interface Given {
  readonly name: string;
  readonly value: string;
  readonly source: ConfigSource;
}

/** Every place where a broker's setting is given, the one in force first (KIP-226). */
function brokerGiven(sources: ConfigSources, name: string): Given[] {
  const family = BROKER_SYNONYMS.find((each) => each.includes(name)) ?? [name];
  const from = family.slice(family.indexOf(name));
  const levels: readonly (readonly [Readonly<Record<string, string>>, ConfigSource])[] = [
    [configsOf(sources.image, 'BROKER', String(sources.broker)), 'DYNAMIC_BROKER_CONFIG'],
    [configsOf(sources.image, 'BROKER', ''), 'DYNAMIC_DEFAULT_BROKER_CONFIG'],
    [sources.settings, 'STATIC_BROKER_CONFIG'],
  ];
  const given = levels.flatMap(([settings, source]) => from.flatMap((each): Given[] => (settings[each] === undefined ? [] : [{ name: each, value: settings[each], source }])));
  const defaults = from.flatMap((each): Given[] => {
    const value = TABLES.BROKER.get(each)?.default ?? null;
    return value === null ? [] : [{ name: each, value, source: 'DEFAULT_CONFIG' }];
  });
  return [...given, ...defaults];
}

/** The value in force of a broker's setting; empty where none is. */
export function brokerConfig(sources: ConfigSources, name: string): string {
  return brokerGiven(sources, name)[0]?.value ?? '';
}

/** The value in force of a topic's setting: its own, else what the broker has behind it, else Kafka's default. */
export function topicConfig(sources: ConfigSources, topic: string, name: string): string {
  const own = configsOf(sources.image, 'TOPIC', topic)[name];
  if (own !== undefined) return own;
  for (const [behind, factor] of BEHIND[name] ?? []) {
    const value = brokerGiven(sources, behind)[0];
    if (value !== undefined && value.name === behind) return factor === 1 ? value.value : String(Number(value.value) * factor);
  }
  return TABLES.TOPIC.get(name)?.default ?? '';
}

/** A setting by name: the topic's where a topic is given, else the broker's. */
export function configInForce(sources: ConfigSources, name: string, topic?: string): string {
  return topic === undefined ? brokerConfig(sources, name) : topicConfig(sources, topic, name);
}

// --- describe ------------------------------------------------------------------------------------------------------------

type Described = DescribeConfigsResponse['results'][number]['configs'][number];

/** All settings of a topic, with where each comes from. */
export function describeTopicConfigs(sources: ConfigSources, topic: string): Described[] {
  const own = configsOf(sources.image, 'TOPIC', topic);
  return [...TABLES.TOPIC.values()].filter((key) => key.name !== 'internal.segment.bytes').map((key) => {
    const behind = BEHIND[key.name]?.[0]?.[0];
    // Coarser units are shown only behind the setting's own name.
    const all = behind === undefined ? [] : brokerGiven(sources, behind);
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
    const given_ = brokerGiven(sources, name).map((each) => (isSensitive ? { ...each, value: null } : each));
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
    const behind: Given[] = TABLES.BROKER.has(`group.${key.name}`) ? brokerGiven(sources, `group.${key.name}`) : key.default === null ? [] : [{ name: key.name, value: key.default, source: 'DEFAULT_CONFIG' }];
    const set = own[key.name];
    const synonyms: Given[] = set === undefined ? behind : [{ name: key.name, value: set, source: 'DYNAMIC_GROUP_CONFIG' }, ...behind];
    return { name: key.name, value: synonyms[0]?.value ?? key.default, readOnly: false, configSource: synonyms[0]?.source ?? 'DEFAULT_CONFIG', isSensitive: false, synonyms };
  });
}

// --- keys ----------------------------------------------------------------------------------------------------------------

export function configKey(type: ConfigResourceType, name: string): ConfigKey | null {
  return TABLES[type].get(name) ?? null;
}

export function isDynamicBrokerConfig(name: string): boolean {
  return DYNAMIC.has(name);
}
