// Settings against what Apache Kafka 4.3.1 answered: words of refusals, values in force, synonyms.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { brokerConfig, type ConfigSources, topicConfig } from './config.ts';
import { OTHER_BROKER_KEYS } from './config-broker-keys.ts';
import { describeBrokerConfigs, describeClusterConfigs, describeGroupConfigs, describeTopicConfigs } from './config-described.ts';
import { brokerConfigsProblem, groupConfigsProblem, topicConfigsProblem } from './controller/config-rules.ts';
import { emptyImage } from './metadata-image.ts';

function sources(configs: Readonly<Record<string, Readonly<Record<string, string>>>> = {}, settings: Readonly<Record<string, string>> = {}): ConfigSources {
  return { image: { ...emptyImage(), configs: { 'BROKER:': { 'min.insync.replicas': '1' }, ...configs }, features: { 'eligible.leader.replicas.version': 1 } }, settings, broker: 1 };
}

/** `topic`, `group`, `broker` (number 1) or `cluster`; settings as on the command line; what the real one said, null where it took them. */
type Case = readonly ['topic' | 'group' | 'broker' | 'cluster', string, string | null];

function check([kind, given, expected]: Case): void {
  const wanted = new Map(given.split(' ').map((each): [string, string] => [each.slice(0, each.indexOf('=')), each.slice(each.indexOf('=') + 1)]));
  const got = kind === 'topic' ? topicConfigsProblem(sources(), 't', wanted)
    : kind === 'group' ? groupConfigsProblem(sources(), wanted)
    : (brokerConfigsProblem(sources(), kind === 'cluster' ? '' : '1', wanted, false)?.errorMessage ?? null);
  expect(got).toBe(expected);
}

const threads = (words: string): string => `Invalid value org.apache.kafka.common.config.ConfigException: ${words} for configuration Invalid dynamic configuration`;

const REFUSALS: readonly Case[] = [
  ['topic', 'retention.ms=abc', 'Invalid value abc for configuration retention.ms: Not a number of type LONG'],
  ['topic', 'retention.ms=-5', 'Invalid value -5 for configuration retention.ms: Value must be at least -1'],
  ['topic', 'retention.ms=', 'Invalid value  for configuration retention.ms: Not a number of type LONG'],
  ['topic', 'min.cleanable.dirty.ratio=2', 'Invalid value 2.0 for configuration min.cleanable.dirty.ratio: Value must be no more than 1'],
  ['topic', 'unclean.leader.election.enable=maybe', 'Invalid value maybe for configuration unclean.leader.election.enable: Expected value to be either true or false'],
  ['topic', 'compression.type=rar', 'Invalid value rar for configuration compression.type: String must be one of: uncompressed, zstd, lz4, snappy, gzip, producer'],
  ['topic', 'leader.replication.throttled.replicas=abc', "Invalid value [abc] for configuration leader.replication.throttled.replicas: leader.replication.throttled.replicas must be the literal '*' or a list of replicas in the following format: [partitionId]:[brokerId],[partitionId]:[brokerId],..."],
  ['topic', 'leader.replication.throttled.replicas=0:1,1:2', null],
  ['topic', 'leader.replication.throttled.replicas=*', null],
  ['topic', 'cleanup.policy=delete,delete', null],
  ['topic', 'cleanup.policy=purge', 'Invalid value purge for configuration cleanup.policy: String must be one of: compact, delete'],
  ['topic', 'compression.gzip.level=0', 'Invalid value 0 for configuration compression.gzip.level: Value must be between 1 and 9 or equal to -1'],
  ['topic', 'compression.gzip.level=10', 'Invalid value 10 for configuration compression.gzip.level: Value must be between 1 and 9 or equal to -1'],
  ['topic', 'compression.gzip.level=-1', null],
  ['topic', 'message.timestamp.type=now', 'Invalid value now for configuration message.timestamp.type: String must be one of: CreateTime, LogAppendTime'],
  ['topic', 'segment.bytes=10', 'Invalid value 10 for configuration segment.bytes: Value must be at least 1048576'],
  ['topic', 'local.retention.ms=-3', 'Invalid value -3 for configuration local.retention.ms: Value must be at least -2'],
  ['topic', 'retention.ms=5 colour=1 segment.bytes=5', 'Unknown topic config name: colour'],
  ['topic', 'max.compaction.lag.ms=5 min.compaction.lag.ms=10', 'conflict topic config setting min.compaction.lag.ms (10) > max.compaction.lag.ms (5)'],
  ['topic', 'remote.storage.enable=true', 'Tiered Storage functionality is disabled in the broker. Topic cannot be configured with remote log storage.'],
  ['group', 'consumer.session.timeout.ms=5', 'consumer.session.timeout.ms must be greater than or equal to group.consumer.min.session.timeout.ms'],
  ['group', 'consumer.heartbeat.interval.ms=1', 'consumer.heartbeat.interval.ms must be greater than or equal to group.consumer.min.heartbeat.interval.ms'],
  ['group', 'consumer.session.timeout.ms=10000000', 'consumer.session.timeout.ms must be less than or equal to group.consumer.max.session.timeout.ms'],
  ['group', 'share.record.lock.duration.ms=5000', 'share.record.lock.duration.ms must be greater than or equal to group.share.min.record.lock.duration.ms'],
  ['group', 'share.auto.offset.reset=foo', "Invalid value foo for configuration share.auto.offset.reset: Invalid value `foo` for configuration share.auto.offset.reset. The value must be either 'earliest', 'latest' or of the format 'by_duration:<PnDTnHnMn.nS>'."],
  ['group', 'consumer.heartbeat.interval.ms=15000 consumer.session.timeout.ms=45000', null],
  ['group', 'colour=5', 'Unknown group config name: colour'],
  ['broker', 'num.partitions=4', 'Cannot update these configs dynamically: [num.partitions]'],
  ['cluster', 'colour=blue num.partitions=3 broker.id=2', 'Cannot update these configs dynamically: [num.partitions, broker.id]'],
  ['cluster', 'listeners=PLAINTEXT://:9099', 'Cannot update these configs at default cluster level, broker id must be specified: [listeners]'],
  ['broker', 'min.insync.replicas=2', 'Broker-level min.insync.replicas cannot be altered while ELR is enabled.'],
  ['cluster', 'min.insync.replicas=0', 'Invalid value 0 for configuration min.insync.replicas: Value must be at least 1'],
  ['cluster', 'min.insync.replicas=2', null],
  ['cluster', 'background.threads=0', 'Invalid value 0 for configuration background.threads: Value must be at least 1'],
  ['broker', 'log.cleaner.threads=many', 'Invalid value many for configuration log.cleaner.threads: Not a number of type INT'],
  ['broker', 'log.cleaner.threads=0', '/ by zero'],
  ['broker', 'log.cleaner.threads=50', threads('Log cleaner threads cannot be increased to more than double the current value 1')],
  ['broker', 'num.io.threads=100', threads('Dynamic thread count update validation failed for num.io.threads=100, value should not be greater than double the current value 8')],
  ['broker', 'num.io.threads=1', threads('Dynamic thread count update validation failed for num.io.threads=1, value should be at least half the current value 8')],
  ['cluster', 'log.cleanup.policy=purge', 'Invalid value purge for configuration log.cleanup.policy: String must be one of: compact, delete'],
  ['cluster', 'colour=blue', null],
];

it.each(REFUSALS)('%s %s', (...each) => check(each));

describe('values in force', () => {
  it('takes the topic, the broker, the cluster, server.properties, the default, in this order', () => {
    const all = sources({ 'BROKER:1': { 'log.retention.ms': '1' }, 'BROKER:': { 'log.retention.ms': '2' }, 'TOPIC:own': { 'retention.ms': '3' } }, { 'log.retention.ms': '4' });
    expect(topicConfig(all, 'own', 'retention.ms')).toBe('3');
    expect(topicConfig(all, 'other', 'retention.ms')).toBe('1');
    expect(topicConfig({ ...all, broker: 2 }, 'other', 'retention.ms')).toBe('2');
    expect(topicConfig(sources({}, { 'log.retention.ms': '4' }), 'other', 'retention.ms')).toBe('4');
    expect(topicConfig(sources(), 'other', 'retention.ms')).toBe('604800000');
    expect(brokerConfig(sources({}, { 'num.partitions': '3' }), 'num.partitions')).toBe('3');
  });
});

describe('synonyms', () => {
  const show = (configs: ReturnType<typeof describeTopicConfigs>, name: string): string => {
    const found = configs.find((each) => each.name === name);
    return found === undefined ? 'none' : `${found.name}=${found.value} sensitive=${found.isSensitive} synonyms={${found.synonyms.map((each) => `${each.source}:${each.name}=${each.value}`).join(', ')}}`;
  };

  it('are as in configs-of-a-topic.session and broker-settings-auto-create.session', () => {
    const given = sources({ 'TOPIC:orders': { 'cleanup.policy': 'compact,delete', 'retention.ms': '3600000' } });
    expect(show(describeTopicConfigs(given, 'orders'), 'cleanup.policy')).toBe('cleanup.policy=compact,delete sensitive=false synonyms={DYNAMIC_TOPIC_CONFIG:cleanup.policy=compact,delete, DEFAULT_CONFIG:log.cleanup.policy=delete}');
    expect(show(describeTopicConfigs(given, 'orders'), 'retention.ms')).toBe('retention.ms=3600000 sensitive=false synonyms={DYNAMIC_TOPIC_CONFIG:retention.ms=3600000}');
    expect(show(describeTopicConfigs(given, 'orders'), 'segment.ms')).toBe('segment.ms=604800000 sensitive=false synonyms={}');
    expect(show(describeTopicConfigs(given, 'orders'), 'delete.retention.ms')).toBe('delete.retention.ms=86400000 sensitive=false synonyms={DEFAULT_CONFIG:log.cleaner.delete.retention.ms=86400000}');
    expect(show(describeTopicConfigs(given, 'orders'), 'min.insync.replicas')).toBe('min.insync.replicas=1 sensitive=false synonyms={DYNAMIC_DEFAULT_BROKER_CONFIG:min.insync.replicas=1, DEFAULT_CONFIG:min.insync.replicas=1}');
    const two = sources({ 'BROKER:': { 'min.insync.replicas': '2' }, 'TOPIC:own': { 'min.insync.replicas': '1' } }, { 'min.insync.replicas': '2' });
    expect(show(describeTopicConfigs(two, 'own'), 'min.insync.replicas')).toBe('min.insync.replicas=1 sensitive=false synonyms={DYNAMIC_TOPIC_CONFIG:min.insync.replicas=1, DYNAMIC_DEFAULT_BROKER_CONFIG:min.insync.replicas=2, STATIC_BROKER_CONFIG:min.insync.replicas=2, DEFAULT_CONFIG:min.insync.replicas=1}');
  });

  it('are as in broker-configs-dynamic.session', () => {
    const given = sources({ 'BROKER:1': { 'log.retention.ms': '3600000' }, 'BROKER:': { 'min.insync.replicas': '1', 'log.retention.ms': '7200000', 'message.max.bytes': '2000000' } });
    expect(show(describeBrokerConfigs(given), 'log.retention.ms')).toBe('log.retention.ms=3600000 sensitive=false synonyms={DYNAMIC_BROKER_CONFIG:log.retention.ms=3600000, DYNAMIC_DEFAULT_BROKER_CONFIG:log.retention.ms=7200000, DEFAULT_CONFIG:log.retention.hours=168}');
    expect(show(describeBrokerConfigs(given), 'message.max.bytes')).toBe('message.max.bytes=2000000 sensitive=false synonyms={DYNAMIC_DEFAULT_BROKER_CONFIG:message.max.bytes=2000000, DEFAULT_CONFIG:message.max.bytes=1048588}');
    expect(show(describeBrokerConfigs(given), 'num.partitions')).toBe('num.partitions=1 sensitive=false synonyms={DEFAULT_CONFIG:num.partitions=1}');
    expect(describeClusterConfigs(given.image).map((each) => each.name)).toEqual(['log.retention.ms', 'message.max.bytes', 'min.insync.replicas']);
  });

  it('hide what nobody knows, and show what stands behind a group', () => {
    const given = sources({ 'BROKER:1': { colour: 'blue' }, 'BROKER:': { colour: 'red' }, 'GROUP:g': { 'consumer.heartbeat.interval.ms': '15000' } });
    expect(show(describeBrokerConfigs({ ...given, image: { ...given.image, configs: { 'BROKER:1': { colour: 'blue' } } } }), 'colour')).toBe('colour=null sensitive=true synonyms={DYNAMIC_BROKER_CONFIG:colour=null}');
    expect(show(describeClusterConfigs(given.image), 'colour')).toBe('colour=null sensitive=true synonyms={DYNAMIC_DEFAULT_BROKER_CONFIG:colour=null}');
    expect(show(describeGroupConfigs(given, 'g'), 'consumer.heartbeat.interval.ms')).toBe('consumer.heartbeat.interval.ms=15000 sensitive=false synonyms={DYNAMIC_GROUP_CONFIG:consumer.heartbeat.interval.ms=15000, DEFAULT_CONFIG:group.consumer.heartbeat.interval.ms=5000}');
  });
});

/** Files that speak of settings which only tools are told of. */
const TELLS = /config-(?:described|broker-keys|rules)|loggers|admin-answers|\.test\.ts$/;

it('what the cluster names of a broker\'s settings has its default at hand', () => {
  const others = new Set(OTHER_BROKER_KEYS.map(([name]) => name));
  const named = ['broker', 'controller', 'coordinator', 'log', 'raft'].flatMap((folder) => readdirSync(join(import.meta.dirname, folder), { recursive: true, encoding: 'utf8' }).map((file) => join(import.meta.dirname, folder, file)))
    .filter((file) => file.endsWith('.ts') && !TELLS.test(file))
    .flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/'([a-z0-9.]+)'/g)].map(([, name = '']) => name).filter((name) => others.has(name)));
  expect(named).toEqual([]);
});
