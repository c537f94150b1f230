// Which settings can't be, in Kafka's words: names, values, and values that don't go together.
import type { ConfigSources } from '../config.ts';
import { configKey, describedBrokerConfig, isDynamicBrokerConfig } from '../config-described.ts';
import { valueProblem } from '../config-value.ts';
import type { ErrorCode } from '../protocol.ts';
import { compactionProblem } from './compaction-lags.ts';

/** Settings as they would be; null where one goes. */
export type Wanted = ReadonlyMap<string, string | null>;

export interface Problem {
  readonly errorCode: ErrorCode;
  readonly errorMessage: string;
}

const given = (wanted: Wanted): [string, string][] => [...wanted].flatMap(([name, value]): [string, string][] => (value === null ? [] : [[name, value]]));

/** First the names, then the values, as ConfigDef does. */
function ownProblem(type: 'TOPIC' | 'GROUP', wanted: Wanted): string | null {
  const unknown = given(wanted).find(([name]) => configKey(type, name) === null);
  if (unknown !== undefined) return `Unknown ${type === 'GROUP' ? 'group' : 'topic'} config name: ${unknown[0]}`;
  for (const [name, value] of given(wanted)) {
    const key = configKey(type, name);
    const problem = key === null ? null : valueProblem(key, value);
    if (problem !== null) return problem;
  }
  return null;
}

/** What is wrong with settings of a topic (LogConfig.validate); null where nothing is. */
export function topicConfigsProblem(sources: ConfigSources, topic: string, wanted: Wanted): string | null {
  const problem = ownProblem('TOPIC', wanted);
  if (problem !== null) return problem;
  if (wanted.get('remote.storage.enable') === 'true') return 'Tiered Storage functionality is disabled in the broker. Topic cannot be configured with remote log storage.';
  return compactionProblem(sources, topic, wanted);
}

/** The settings of a group that the brokers bound, each by `group.<kind>.min.<rest>` and `group.<kind>.max.<rest>`. */
const BOUNDED = ['consumer.heartbeat.interval.ms', 'consumer.session.timeout.ms', 'share.heartbeat.interval.ms', 'share.session.timeout.ms', 'share.record.lock.duration.ms', 'share.delivery.count.limit', 'share.partition.max.record.locks', 'streams.heartbeat.interval.ms', 'streams.session.timeout.ms'];

/** What is wrong with settings of a group (GroupConfig.validate); null where nothing is. */
export function groupConfigsProblem(sources: ConfigSources, wanted: Wanted): string | null {
  const offsetReset = wanted.get('share.auto.offset.reset');
  if (typeof offsetReset === 'string' && !/^(earliest|latest|by_duration:P.+)$/i.test(offsetReset)) {
    return `Invalid value ${offsetReset} for configuration share.auto.offset.reset: Invalid value \`${offsetReset}\` for configuration share.auto.offset.reset. The value must be either 'earliest', 'latest' or of the format 'by_duration:<PnDTnHnMn.nS>'.`;
  }
  const problem = ownProblem('GROUP', wanted);
  if (problem !== null) return problem;
  for (const name of BOUNDED) {
    const value = wanted.get(name) ?? null;
    const [kind, rest] = [name.slice(0, name.indexOf('.')), name.slice(name.indexOf('.') + 1)];
    for (const [bound, words, sign] of [['min', 'greater than or equal to', 1], ['max', 'less than or equal to', -1]] as const) {
      const key = `group.${kind}.${bound}.${rest}`;
      const limit = configKey('BROKER', key) === null ? null : Number(describedBrokerConfig(sources, key));
      if (value !== null && limit !== null && (Number(value) - limit) * sign < 0) return `${name} must be ${words} ${key}`;
    }
  }
  return null;
}

/** A subscription's settings (ClientMetricsConfigs.validate of KIP-714). */
export function metricsConfigsProblem(wanted: Wanted): Problem | null {
  const request = (errorMessage: string): Problem => ({ errorCode: 'INVALID_REQUEST', errorMessage });
  const unknown = [...wanted.keys()].find((name) => configKey('CLIENT_METRICS', name) === null);
  if (unknown !== undefined) return request(`Unknown client metrics configuration: ${unknown}`);
  const interval = wanted.get('interval.ms') ?? null;
  if (interval !== null && (!/^\d+$/.test(interval) || Number(interval) < 100 || Number(interval) > 3_600_000)) return request(`Invalid value ${interval} for interval.ms, interval must be between 100 and 3600000 (1 hour)`);
  const bad = (wanted.get('match') ?? '').split(',').find((pattern) => pattern !== '' && !/^[^=]+=[^=]+$/.test(pattern));
  return bad === undefined ? null : { errorCode: 'INVALID_CONFIG', errorMessage: `Illegal client matching pattern: ${bad}` };
}

/** Settings that name one broker's own addresses (DynamicBrokerConfig.PER_BROKER_CONFIGS). */
const PER_BROKER = ['listeners', 'advertised.listeners', 'listener.security.protocol.map'];
const THREADS = ['background.threads', 'num.io.threads', 'num.network.threads', 'num.recovery.threads.per.data.dir', 'num.replica.fetchers'];

/** What is wrong with settings of a broker, or of all where `resourceName` is empty; null where nothing is. */
export function brokerConfigsProblem(sources: ConfigSources, resourceName: string, wanted: Wanted, direct: boolean): Problem | null {
  if (direct) return elrProblem(sources, resourceName, wanted);
  const refuse = (errorMessage: string): Problem => ({ errorCode: 'INVALID_REQUEST', errorMessage });
  const fixed = [...wanted.keys()].filter((name) => configKey('BROKER', name) !== null && !isDynamicBrokerConfig(name));
  if (fixed.length > 0) return refuse(`Cannot update these configs dynamically: [${fixed.join(', ')}]`);
  const own = [...wanted.keys()].filter((name) => PER_BROKER.includes(name));
  if (resourceName === '' && own.length > 0) return refuse(`Cannot update these configs at default cluster level, broker id must be specified: [${own.join(', ')}]`);
  for (const [name, value] of given(wanted)) {
    const key = configKey('BROKER', name);
    const problem = key === null ? null : (valueProblem(key, value) ?? threadsProblem(sources, name, Number(value)));
    if (problem !== null) return refuse(problem);
  }
  return elrProblem(sources, resourceName, wanted);
}

/** Threads may at most double or halve at once (DynamicThreadPool, LogCleaner). */
function threadsProblem(sources: ConfigSources, name: string, value: number): string | null {
  const isCleaner = name === 'log.cleaner.threads';
  if (!isCleaner && !THREADS.includes(name)) return null;
  // The cleaner divides its buffer among its threads before it counts them.
  if (isCleaner && value === 0) return '/ by zero';
  const current = Number(describedBrokerConfig(sources, name));
  const failed = (words: string): string => `Invalid value org.apache.kafka.common.config.ConfigException: ${words} for configuration Invalid dynamic configuration`;
  const update = `Dynamic thread count update validation failed for ${name}=${value}, value should`;
  if (value < Math.floor(current / 2)) return failed(isCleaner ? `Log cleaner threads cannot be reduced to less than half the current value ${current}` : `${update} be at least half the current value ${current}`);
  if (value > current * 2) return failed(isCleaner ? `Log cleaner threads cannot be increased to more than double the current value ${current}` : `${update} not be greater than double the current value ${current}`);
  return null;
}

/** With eligible leader replicas min.insync.replicas is the cluster's alone (KIP-966). */
function elrProblem({ image }: ConfigSources, resourceName: string, wanted: Wanted): Problem | null {
  const minIsr = wanted.get('min.insync.replicas');
  if ((image.features['eligible.leader.replicas.version'] ?? 0) === 0 || minIsr === undefined) return null;
  if (resourceName !== '') return { errorCode: 'INVALID_CONFIG', errorMessage: 'Broker-level min.insync.replicas cannot be altered while ELR is enabled.' };
  return minIsr === null ? { errorCode: 'INVALID_CONFIG', errorMessage: 'Cluster-level min.insync.replicas cannot be removed while ELR is enabled.' } : null;
}
