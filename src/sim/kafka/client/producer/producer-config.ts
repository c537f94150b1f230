// The producer's settings by Kafka's names, with Kafka's defaults, checked as the real ones are.
import type { ConfigProblem, ConfigReader } from '../config-reader.ts';
import { configReader } from '../config-reader.ts';

export interface ProducerConfig {
  readonly bootstrapServers: string;
  readonly clientId: string;
  readonly acks: -1 | 0 | 1;
  readonly batchSize: number;
  readonly bufferMemory: number;
  readonly compression: string;
  readonly deliveryTimeoutMs: number;
  readonly idempotence: boolean;
  readonly lingerMs: number;
  readonly maxBlockMs: number;
  readonly maxInFlight: number;
  readonly maxRequestSize: number;
  readonly metadataMaxAgeMs: number;
  readonly requestTimeoutMs: number;
  readonly retries: number;
  readonly retryBackoffMs: number;
  readonly retryBackoffMaxMs: number;
  /** Null: no transactions. */
  readonly transactionalId: string | null;
  readonly transactionTimeoutMs: number;
  readonly roundRobin: boolean;
  readonly ignoreKeys: boolean;
  readonly adaptive: boolean;
}

export type ProducerConfigResult = { readonly kind: 'ok'; readonly config: ProducerConfig } | { readonly kind: 'error'; readonly problem: ConfigProblem };

/** Reads producer properties. The defaults are Kafka 4.3's (linger.ms is 5 since KIP-1030). */
export function producerConfig(properties: Readonly<Record<string, string>>): ProducerConfigResult {
  const read = configReader(properties);
  const acks = read.oneOf('acks', ['all', '-1', '0', '1'], 'all');
  const idempotenceAsked = properties['enable.idempotence'] !== undefined;
  const config: ProducerConfig = {
    bootstrapServers: properties['bootstrap.servers'] ?? '',
    clientId: properties['client.id'] ?? 'producer-1',
    acks: acks === '0' ? 0 : acks === '1' ? 1 : -1,
    batchSize: read.int('batch.size', 16_384, 0),
    bufferMemory: read.int('buffer.memory', 33_554_432, 0),
    compression: read.oneOf('compression.type', ['none', 'gzip', 'snappy', 'lz4', 'zstd'], 'none'),
    deliveryTimeoutMs: deliveryTimeout(read, properties),
    idempotence: read.bool('enable.idempotence', true) && (idempotenceAsked || idempotenceFits(properties)),
    lingerMs: read.int('linger.ms', 5, 0),
    maxBlockMs: read.int('max.block.ms', 60_000, 0),
    maxInFlight: read.int('max.in.flight.requests.per.connection', 5, 1),
    maxRequestSize: read.int('max.request.size', 1_048_576, 0),
    metadataMaxAgeMs: read.int('metadata.max.age.ms', 300_000, 0),
    requestTimeoutMs: read.int('request.timeout.ms', 30_000, 0),
    retries: read.int('retries', 2_147_483_647, 0),
    retryBackoffMs: read.int('retry.backoff.ms', 100, 0),
    retryBackoffMaxMs: read.int('retry.backoff.max.ms', 1_000, 0),
    transactionalId: properties['transactional.id'] ?? null,
    transactionTimeoutMs: read.int('transaction.timeout.ms', 60_000, 0),
    roundRobin: /(^|\.)RoundRobinPartitioner$/.test(properties['partitioner.class'] ?? ''),
    ignoreKeys: read.bool('partitioner.ignore.keys', false),
    adaptive: read.bool('partitioner.adaptive.partitioning.enable', true),
  };
  const problem = read.problem() ?? contradiction(config, read.bool('enable.idempotence', true), idempotenceAsked);
  return problem === null ? { kind: 'ok', config } : { kind: 'error', problem };
}

/** Idempotence is on by default, and silently off where acks or retries contradict it. */
function idempotenceFits(properties: Readonly<Record<string, string>>): boolean {
  const acks = properties['acks'] ?? 'all';
  return (acks === 'all' || acks === '-1') && properties['retries'] !== '0';
}

/** delivery.timeout.ms is raised to linger.ms + request.timeout.ms where it was not set. */
function deliveryTimeout(read: ConfigReader, properties: Readonly<Record<string, string>>): number {
  const timeout = read.int('delivery.timeout.ms', 120_000, 0);
  const least = read.int('linger.ms', 5, 0) + read.int('request.timeout.ms', 30_000, 0);
  return properties['delivery.timeout.ms'] === undefined ? Math.max(timeout, least) : timeout;
}

function contradiction(config: ProducerConfig, isOn: boolean, idempotenceAsked: boolean): ConfigProblem | null {
  if (config.deliveryTimeoutMs < config.lingerMs + config.requestTimeoutMs) {
    return { constructing: 'org.apache.kafka.common.config.ConfigException', message: 'delivery.timeout.ms should be equal to or larger than linger.ms + request.timeout.ms' };
  }
  if (config.transactionalId !== null && !config.idempotence) return { message: 'Cannot set a transactional.id without also enabling idempotence.' };
  if (!isOn) return null;
  if (idempotenceAsked && config.retries === 0) return { message: 'Must set retries to non-zero when using the idempotent producer.' };
  if (idempotenceAsked && config.acks !== -1) return { message: 'Must set acks to all in order to use the idempotent producer. Otherwise we cannot guarantee idempotence.' };
  if (config.maxInFlight > 5) return { message: `To use the idempotent producer, max.in.flight.requests.per.connection must be set to at most 5. Current value is ${config.maxInFlight}.` };
  return null;
}
