// The share consumer's settings by Kafka's names, with Kafka's defaults (ShareConsumerConfig).
import type { ConfigProblem } from '../config-reader.ts';
import { configReader } from '../config-reader.ts';

export interface ShareConsumerConfig {
  readonly bootstrapServers: string;
  readonly clientId: string;
  readonly groupId: string;
  /** share.acknowledgement.mode explicit: every record must be acknowledged before the next poll. */
  readonly isExplicit: boolean;
  /** share.acquire.mode (KIP-1206): batch_optimized may return more than max.poll.records to keep batches whole. */
  readonly isRecordLimit: boolean;
  readonly maxPollIntervalMs: number;
  readonly maxPollRecords: number;
  readonly fetchMinBytes: number;
  readonly fetchMaxBytes: number;
  readonly fetchMaxWaitMs: number;
  readonly rack: string | null;
  readonly requestTimeoutMs: number;
  readonly apiTimeoutMs: number;
  readonly retryBackoffMs: number;
  readonly retryBackoffMaxMs: number;
  readonly metadataMaxAgeMs: number;
}

export type ShareConfigResult = { readonly kind: 'ok'; readonly config: ShareConsumerConfig } | { readonly kind: 'error'; readonly problem: ConfigProblem };

/** Settings that a share consumer must not be given: the group has them, or there is nothing like them. */
const UNSUPPORTED = ['auto.offset.reset', 'enable.auto.commit', 'group.instance.id', 'isolation.level', 'partition.assignment.strategy', 'interceptor.classes', 'session.timeout.ms', 'heartbeat.interval.ms', 'group.protocol', 'group.remote.assignor'];

/** Reads share consumer properties. */
export function shareConsumerConfig(properties: Readonly<Record<string, string>>): ShareConfigResult {
  const read = configReader(properties);
  const groupId = properties['group.id'] ?? '';
  const mode = read.oneOf('share.acknowledgement.mode', ['implicit', 'explicit'], 'implicit');
  const acquire = read.oneOf('share.acquire.mode', ['batch_optimized', 'record_limit'], 'batch_optimized');
  const config: ShareConsumerConfig = {
    bootstrapServers: properties['bootstrap.servers'] ?? '',
    clientId: properties['client.id'] ?? `consumer-${groupId}-1`,
    groupId,
    isExplicit: mode === 'explicit',
    isRecordLimit: acquire === 'record_limit',
    maxPollIntervalMs: read.int('max.poll.interval.ms', 300_000, 1),
    maxPollRecords: read.int('max.poll.records', 500, 1),
    fetchMinBytes: read.int('fetch.min.bytes', 1, 0),
    fetchMaxBytes: read.int('fetch.max.bytes', 52_428_800, 0),
    fetchMaxWaitMs: read.int('fetch.max.wait.ms', 500, 0),
    rack: properties['client.rack'] ?? null,
    requestTimeoutMs: read.int('request.timeout.ms', 30_000, 0),
    apiTimeoutMs: read.int('default.api.timeout.ms', 60_000, 0),
    retryBackoffMs: read.int('retry.backoff.ms', 100, 0),
    retryBackoffMaxMs: read.int('retry.backoff.max.ms', 1_000, 0),
    metadataMaxAgeMs: read.int('metadata.max.age.ms', 300_000, 0),
  };
  const refused = UNSUPPORTED.find((name) => properties[name] !== undefined);
  const problem = read.problem() ?? (refused === undefined ? null : { message: `${refused} cannot be set when using a share group.` }) ?? idProblem(groupId);
  return problem === null ? { kind: 'ok', config } : { kind: 'error', problem };
}

function idProblem(groupId: string): ConfigProblem | null {
  return groupId.trim() === '' ? { constructing: 'org.apache.kafka.common.errors.InvalidGroupIdException', message: 'You must provide a valid group.id in the consumer configuration.' } : null;
}
