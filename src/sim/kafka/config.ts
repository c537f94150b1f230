// Settings in force: defaults, precedence and synonyms. What can only be described is in config-described.ts, which is fetched later.
import { READ_BROKER_KEYS } from './config-broker-keys-read.ts';
import { TOPIC_KEYS } from './config-topic-keys.ts';
import { configsOf, type MetadataImage } from './metadata-image.ts';
import type { ConfigSource } from './protocol.ts';

export interface ConfigKey {
  readonly name: string;
  readonly type: string;
  /** Null where Kafka has no default. */
  readonly default: string | null;
  readonly validator: string;
}

export type ConfigTable = ReadonlyMap<string, ConfigKey>;

export function table(keys: readonly (readonly [string, string, string, string])[]): ConfigTable {
  return new Map(keys.map(([name, type, value, validator]) => [name, { name, type, default: value === 'null' ? null : value, validator }]));
}

const READ = table(READ_BROKER_KEYS);
const TOPIC = table(TOPIC_KEYS);

/** For a topic's setting, the broker's settings that stand behind it, the first that is given wins; with a factor for its unit (ServerTopicConfigSynonyms). */
export const BEHIND: Readonly<Record<string, readonly (readonly [string, number])[]>> = {
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


/** What stands in server.properties of one broker. */
export type StaticSettings = Readonly<Record<string, string>>;

export interface ConfigSources {
  readonly image: MetadataImage;
  readonly settings: StaticSettings;
  readonly broker: number;
}

export interface Given {
  readonly name: string;
  readonly value: string;
  readonly source: ConfigSource;
}

/** Every place where a broker's setting is given, the one in force first (KIP-226). Defaults are those of `known`. */
export function brokerGiven(sources: ConfigSources, name: string, known: ConfigTable = READ): Given[] {
  const family = BROKER_SYNONYMS.find((each) => each.includes(name)) ?? [name];
  const from = family.slice(family.indexOf(name));
  const levels: readonly (readonly [Readonly<Record<string, string>>, ConfigSource])[] = [
    [configsOf(sources.image, 'BROKER', String(sources.broker)), 'DYNAMIC_BROKER_CONFIG'],
    [configsOf(sources.image, 'BROKER', ''), 'DYNAMIC_DEFAULT_BROKER_CONFIG'],
    [sources.settings, 'STATIC_BROKER_CONFIG'],
  ];
  const given = levels.flatMap(([settings, source]) => from.flatMap((each): Given[] => (settings[each] === undefined ? [] : [{ name: each, value: settings[each], source }])));
  const defaults = from.flatMap((each): Given[] => {
    const value = known.get(each)?.default ?? null;
    return value === null ? [] : [{ name: each, value, source: 'DEFAULT_CONFIG' }];
  });
  return [...given, ...defaults];
}

/** The value in force of a broker's setting that the simulation reads; empty where none is. */
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
  return TOPIC.get(name)?.default ?? '';
}

/** A setting by name: the topic's where a topic is given, else the broker's. */
export function configInForce(sources: ConfigSources, name: string, topic?: string): string {
  return topic === undefined ? brokerConfig(sources, name) : topicConfig(sources, topic, name);
}
