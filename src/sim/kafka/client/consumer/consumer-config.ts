// The consumer's settings by Kafka's names, with Kafka's defaults, checked as the real ones are.
import type { ConfigProblem } from '../config-reader.ts';
import { configReader } from '../config-reader.ts';

export type AssignorName = 'range' | 'roundrobin' | 'sticky' | 'cooperative-sticky';

/** auto.offset.reset: `by_duration` carries how far back, in ms (KIP-1106). */
export type ResetPolicy = { readonly kind: 'earliest' } | { readonly kind: 'latest' } | { readonly kind: 'none' } | { readonly kind: 'by-duration'; readonly backMs: number };

export interface ConsumerConfig {
  readonly bootstrapServers: string;
  readonly clientId: string;
  /** Null: no group, no commits. */
  readonly groupId: string | null;
  readonly groupInstanceId: string | null;
  readonly groupProtocol: 'classic' | 'consumer';
  /** The server-side assignor asked for (group.remote.assignor); null leaves it to the coordinator. */
  readonly remoteAssignor: string | null;
  readonly reset: ResetPolicy;
  readonly autoCommit: boolean;
  readonly autoCommitIntervalMs: number;
  readonly sessionTimeoutMs: number;
  readonly heartbeatIntervalMs: number;
  readonly maxPollIntervalMs: number;
  readonly maxPollRecords: number;
  readonly fetchMinBytes: number;
  readonly fetchMaxBytes: number;
  readonly fetchMaxWaitMs: number;
  readonly maxPartitionFetchBytes: number;
  readonly readCommitted: boolean;
  readonly assignors: readonly AssignorName[];
  readonly rack: string;
  readonly allowAutoCreateTopics: boolean;
  readonly excludeInternalTopics: boolean;
  readonly requestTimeoutMs: number;
  readonly apiTimeoutMs: number;
  readonly retryBackoffMs: number;
  readonly retryBackoffMaxMs: number;
  readonly metadataMaxAgeMs: number;
}

export type ConsumerConfigResult = { readonly kind: 'ok'; readonly config: ConsumerConfig } | { readonly kind: 'error'; readonly problem: ConfigProblem };

/** Reads consumer properties. */
export function consumerConfig(properties: Readonly<Record<string, string>>): ConsumerConfigResult {
  const read = configReader(properties);
  const reset = resetPolicy(properties['auto.offset.reset'] ?? 'latest');
  const assignors = assignorNames(properties['partition.assignment.strategy']);
  const isolation = read.oneOf('isolation.level', ['read_committed', 'read_uncommitted'], 'read_uncommitted');
  const groupId = properties['group.id'] ?? null;
  const config: ConsumerConfig = {
    bootstrapServers: properties['bootstrap.servers'] ?? '',
    clientId: properties['client.id'] ?? (groupId === null ? 'consumer-null-1' : `consumer-${groupId}-1`),
    groupId,
    groupInstanceId: properties['group.instance.id'] ?? null,
    groupProtocol: (properties['group.protocol'] ?? 'classic').toLowerCase() === 'consumer' ? 'consumer' : 'classic',
    remoteAssignor: properties['group.remote.assignor'] ?? null,
    reset: reset ?? { kind: 'latest' },
    autoCommit: read.bool('enable.auto.commit', true) && groupId !== null,
    autoCommitIntervalMs: read.int('auto.commit.interval.ms', 5_000, 0),
    sessionTimeoutMs: read.int('session.timeout.ms', 45_000, 0),
    heartbeatIntervalMs: read.int('heartbeat.interval.ms', 3_000, 0),
    maxPollIntervalMs: read.int('max.poll.interval.ms', 300_000, 1),
    maxPollRecords: read.int('max.poll.records', 500, 1),
    fetchMinBytes: read.int('fetch.min.bytes', 1, 0),
    fetchMaxBytes: read.int('fetch.max.bytes', 52_428_800, 0),
    fetchMaxWaitMs: read.int('fetch.max.wait.ms', 500, 0),
    maxPartitionFetchBytes: read.int('max.partition.fetch.bytes', 1_048_576, 0),
    readCommitted: isolation === 'read_committed',
    assignors: assignors ?? ['range', 'cooperative-sticky'],
    rack: properties['client.rack'] ?? '',
    allowAutoCreateTopics: read.bool('allow.auto.create.topics', true),
    excludeInternalTopics: read.bool('exclude.internal.topics', true),
    requestTimeoutMs: read.int('request.timeout.ms', 30_000, 0),
    apiTimeoutMs: read.int('default.api.timeout.ms', 60_000, 0),
    retryBackoffMs: read.int('retry.backoff.ms', 100, 0),
    retryBackoffMaxMs: read.int('retry.backoff.max.ms', 1_000, 0),
    metadataMaxAgeMs: read.int('metadata.max.age.ms', 300_000, 0),
  };
  const problem = read.problem() ?? protocolProblem(properties) ?? otherProblem(properties, config, reset === null, assignors === null);
  return problem === null ? { kind: 'ok', config } : { kind: 'error', problem };
}

function otherProblem(properties: Readonly<Record<string, string>>, config: ConsumerConfig, badReset: boolean, badAssignor: boolean): ConfigProblem | null {
  if (badReset) {
    return { message: `Invalid value ${properties['auto.offset.reset'] ?? ''} for configuration auto.offset.reset: Invalid value \`${properties['auto.offset.reset'] ?? ''}\` for configuration auto.offset.reset. The value must be either 'earliest', 'latest', 'none' or of the format 'by_duration:<PnDTnHnMn.nS.>'.` };
  }
  const strategy = properties['partition.assignment.strategy'] ?? '';
  if (badAssignor) return { constructing: 'org.apache.kafka.common.KafkaException', message: `${strategy} ClassNotFoundException exception occurred`, because: ['java.lang.ClassNotFoundException', strategy] };
  if (config.heartbeatIntervalMs >= config.sessionTimeoutMs && config.groupId !== null) return { constructing: 'java.lang.IllegalArgumentException', message: 'Heartbeat must be set lower than the session timeout' };
  if (config.groupId?.trim() === '') return { constructing: 'org.apache.kafka.common.errors.InvalidGroupIdException', message: 'The configured group.id should not be an empty string or whitespace.' };
  return null;
}

/** Null where the text is none of Kafka's. */
/** ConsumerConfig's lists of what each protocol does not have. */
const UNSUPPORTED: Readonly<Record<'CLASSIC' | 'CONSUMER', readonly string[]>> = {
  CLASSIC: ['group.remote.assignor'],
  CONSUMER: ['partition.assignment.strategy', 'heartbeat.interval.ms', 'session.timeout.ms'],
};

function protocolProblem(properties: Readonly<Record<string, string>>): ConfigProblem | null {
  const text = properties['group.protocol'] ?? 'classic';
  const protocol = text.toUpperCase();
  if (protocol !== 'CLASSIC' && protocol !== 'CONSUMER') {
    return { message: `Invalid value ${text} for configuration group.protocol: String must be one of (case insensitive): CONSUMER, CLASSIC` };
  }
  const given = UNSUPPORTED[protocol].filter((name) => (properties[name] ?? '').trim() !== '');
  return given.length === 0 ? null : { message: `${given.join(', ')} cannot be set when group.protocol=${protocol}` };
}

function resetPolicy(text: string): ResetPolicy | null {
  if (text === 'earliest' || text === 'latest' || text === 'none') return { kind: text };
  const match = /^by_duration:P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(text);
  if (match === null || text === 'by_duration:P') return null;
  const [, days, hours, minutes, seconds] = match;
  const total = Number(days ?? 0) * 86_400 + Number(hours ?? 0) * 3_600 + Number(minutes ?? 0) * 60 + Number(seconds ?? 0);
  return { kind: 'by-duration', backMs: total * 1_000 };
}

const ASSIGNOR_CLASSES: Readonly<Record<string, AssignorName>> = {
  RangeAssignor: 'range',
  RoundRobinAssignor: 'roundrobin',
  StickyAssignor: 'sticky',
  CooperativeStickyAssignor: 'cooperative-sticky',
};

/** partition.assignment.strategy as a list of class names, with or without their package. */
function assignorNames(text: string | undefined): readonly AssignorName[] | null {
  if (text === undefined) return ['range', 'cooperative-sticky'];
  const names: AssignorName[] = [];
  for (const part of text.split(',')) {
    const known = ASSIGNOR_CLASSES[part.trim().replace(/^org\.apache\.kafka\.clients\.consumer\./, '')];
    if (known === undefined) return null;
    names.push(known);
  }
  return names;
}
