// KafkaProducer as a state machine: a process sends records, polls, and takes the results out.
//
//   made = createProducer(properties)                       config errors come as values
//   sendRecord(producer, topic, null, record, io)           a number; while `isBlocked` the real send() would block: send nothing
//   handleProducerMessage(producer, message, from, io)      whatever the network brings
//   pollProducer(producer, io)                              at every wake
//   takeResults(producer)                                   one for each record, in the order of their ends
//   producerWakeup(producer, now)                           when to poll next
//   flush / close                                           until `isFlushed`
import type { Message, NodeId, Time } from '../../../kernel/types.ts';
import { MILLISECOND } from '../../../kernel/types.ts';
import { freeze } from '../../../kernel/freeze.ts';
import type { KafkaRecord } from '../../record.ts';
import { parseBootstrap } from '../addresses.ts';
import { estimatedSize } from '../bytes.ts';
import type { Failure } from '../failure.ts';
import { clientFailure, configFailure, failureOf, NO_METADATA_HERE } from '../failure.ts';
import type { ClientIo, LogLine } from '../io.ts';
import { NEVER } from '../io.ts';
import { wantTopic } from '../metadata.ts';
import { createNetworkClient, drainLogs, handleNetworkMessage, networkWakeup, pollNetwork } from '../network-client.ts';
import { append } from './accumulator.ts';
import { choosePartition, createPartitioner, recordAppended } from './partitioner.ts';
import { hasOngoing, newTransactionManager } from './transaction-state.ts';
import { errorOf, sendFailed, sendProblem } from './transactions.ts';
import type { ProducerConfig } from './producer-config.ts';
import { producerConfig } from './producer-config.ts';
import { requestEnded, runSender, senderWakeup } from './sender.ts';
import type { Producer, SendResult, WaitingRecord } from './state.ts';
import { bufferedRecords, partitionKey } from './state.ts';

export type ProducerMade =
  | { readonly kind: 'ok'; readonly producer: Producer; readonly warnings: readonly LogLine[] }
  /** What the constructor throws. */
  | { readonly kind: 'error'; readonly failure: Failure; readonly warnings: readonly LogLine[] };

/** Makes a producer from properties by Kafka's names. */
export function createProducer(properties: Readonly<Record<string, string>>): ProducerMade {
  const read = producerConfig(properties);
  if (read.kind === 'error') return { kind: 'error', failure: configFailure(read.problem, 'producer'), warnings: [] };
  const { config } = read;
  const parsed = parseBootstrap(config.bootstrapServers);
  const warnings = parsed.warnings.map((message): LogLine => ({ level: 'WARN', message, logger: 'org.apache.kafka.clients.ClientUtils' }));
  if (parsed.kind === 'error') return { kind: 'error', failure: configFailure({ message: parsed.message, constructing: 'org.apache.kafka.common.config.ConfigException' }, 'producer'), warnings };
  return { kind: 'ok', producer: newProducer(freeze(config), parsed.addresses), warnings };
}

function newProducer(config: ProducerConfig, bootstrap: readonly { readonly host: string; readonly port: number }[]): Producer {
  const network: Producer['network'] = createNetworkClient(
    {
      clientId: config.clientId,
      logPrefix: `[Producer clientId=${config.clientId}] `,
      bootstrap,
      requestTimeoutMs: config.requestTimeoutMs,
      maxInFlight: config.maxInFlight,
      isAdmin: false,
      maxAgeMs: config.metadataMaxAgeMs,
      refreshBackoff: { initialMs: config.retryBackoffMs, maxMs: config.retryBackoffMaxMs },
    },
    [],
    true,
  );
  return {
    config,
    network,
    partitioner: createPartitioner(),
    producerId: { status: 'none', producerId: -1, producerEpoch: -1, notBefore: 0, failures: 0, bumpRequired: false },
    transaction: config.transactionalId === null ? null : newTransactionManager(config.transactionalId),
    nextRecord: 0,
    nextBatch: 0,
    queues: {},
    inFlight: [],
    sequences: {},
    bufferedBytes: 0,
    waiting: null,
    drainFrom: {},
    thrown: null,
    flushing: false,
    closing: false,
    results: [],
    recordsSent: 0,
    recordsAcknowledged: 0,
    recordsFailed: 0,
    requestsSent: 0,
    latencyUs: null,
  };
}

/** Whether the last `sendRecord` would still be blocking its thread, for metadata or for memory. */
export function isBlocked(producer: Producer): boolean {
  return producer.waiting !== null;
}

/** What the last `sendRecord` throws: a transactional producer sends inside a transaction only. Told once. */
export function takeThrown(producer: Producer): Failure | null {
  const { thrown } = producer;
  producer.thrown = null;
  return thrown;
}

/** Sends a record; its result comes under the number returned. Must not be called while `isBlocked`. Partition null: the partitioner decides. */
export function sendRecord(producer: Producer, topic: string, partition: number | null, record: KafkaRecord, io: ClientIo): number {
  const id = producer.nextRecord++;
  wantTopic(producer.network.metadata, topic);
  producer.waiting = freeze({ id, topic, partition, record, since: io.now, deadlineAt: io.now + producer.config.maxBlockMs * MILLISECOND });
  tryWaiting(producer, io);
  return id;
}

/** Takes a message of the network in. */
export function handleProducerMessage(producer: Producer, message: Message, from: NodeId, io: ClientIo): void {
  for (const completion of handleNetworkMessage(producer.network, message, from, io)) requestEnded(producer, completion, io);
  pollProducer(producer, io);
}

/** Does all that can be done now. */
export function pollProducer(producer: Producer, io: ClientIo): void {
  for (const completion of pollNetwork(producer.network, io)) requestEnded(producer, completion, io);
  tryWaiting(producer, io);
  runSender(producer, io);
  tryWaiting(producer, io);
}

/** When `pollProducer` must be called, if no message comes before. */
export function producerWakeup(producer: Producer, now: Time): Time {
  const network = networkWakeup(producer.network, now);
  const blocked = producer.waiting === null ? NEVER : producer.waiting.deadlineAt;
  return Math.max(now, Math.min(network, senderWakeup(producer, now), blocked));
}

/** What has ended since the last call: one for each record. */
export function takeResults(producer: Producer): SendResult[] {
  const { results } = producer;
  producer.results = [];
  return results;
}

export function drainProducerLogs(producer: Producer): LogLine[] {
  return drainLogs(producer.network);
}

/** Everything that waits goes at once, until `isFlushed`. */
export function flush(producer: Producer): void {
  producer.flushing = true;
}

export function isFlushed(producer: Producer): boolean {
  const done = bufferedRecords(producer) === 0;
  if (done) producer.flushing = false;
  // An open transaction is aborted before the producer goes.
  return done && !(producer.closing && hasOngoing(producer.transaction));
}

/** The producer takes no more records, and is closed when `isFlushed`. */
export function closeProducer(producer: Producer): void {
  producer.closing = true;
}

/** Appends the record that waits, if it can be placed now; ends it where it can't ever. */
function tryWaiting(producer: Producer, io: ClientIo): void {
  const { waiting } = producer;
  if (waiting === null) return;
  const { metadata } = producer.network;
  const { record, topic } = waiting;
  if (producer.network.unsupported) {
    refuse(producer, waiting, -1, NO_METADATA_HERE);
    return;
  }
  if (metadata.topicErrors[topic] === 'INVALID_TOPIC_EXCEPTION') {
    refuse(producer, waiting, -1, clientFailure('errors.InvalidTopicException', `Invalid topics: [${topic}]`));
    return;
  }
  const info = metadata.topics[topic];
  if (info === undefined || (waiting.partition !== null && waiting.partition >= info.partitions.length)) {
    if (io.now >= waiting.deadlineAt) refuse(producer, waiting, -1, notPresent(producer, waiting));
    return;
  }
  const inError = producer.transaction === null ? null : errorOf(producer, producer.transaction);
  if (inError !== null) {
    if (inError.code !== null) return refuse(producer, waiting, -1, inError);
    producer.waiting = null;
    producer.thrown = inError;
    return;
  }
  const size = estimatedSize(record);
  if (size > producer.config.maxRequestSize) {
    const text = `The message is ${size} bytes when serialized which is larger than ${producer.config.maxRequestSize}, which is the value of the max.request.size configuration.`;
    refuse(producer, waiting, -1, clientFailure('errors.RecordTooLargeException', text));
    return;
  }
  const queues = (partition: number): number => producer.queues[partitionKey(topic, partition)]?.length ?? 0;
  const partition = waiting.partition ?? choosePartition(producer.partitioner, producer.config, topic, record.key, info.partitions, queues, () => io.random());
  const appended = append(producer, waiting.id, topic, partition, record, io);
  if (appended.kind === 'full') {
    if (io.now >= waiting.deadlineAt) refuse(producer, waiting, partition, exhausted(producer, size));
    return;
  }
  const keyed = record.key !== null && !producer.config.ignoreKeys;
  if (!keyed && waiting.partition === null) recordAppended(producer.partitioner, producer.config, topic, appended.bytes, appended.batchEnded);
  producer.waiting = null;
  producer.thrown = sendProblem(producer.transaction, partitionKey(topic, partition), producer.producerId.status === 'ready');
  if (producer.transaction !== null && producer.thrown === null) producer.transaction.started = true;
}

function refuse(producer: Producer, waiting: WaitingRecord, partition: number, error: Failure): void {
  producer.waiting = null;
  producer.recordsFailed++;
  sendFailed(producer, error);
  producer.results.push({ id: waiting.id, topic: waiting.topic, partition, offset: -1, error, record: waiting.record });
}

function notPresent(producer: Producer, waiting: WaitingRecord): Failure {
  const ms = producer.config.maxBlockMs;
  const info = producer.network.metadata.topics[waiting.topic];
  const error = producer.network.metadata.topicErrors[waiting.topic];
  const text =
    info === undefined
      ? `Topic ${waiting.topic} not present in metadata after ${ms} ms.`
      : `Partition ${waiting.partition ?? 0} of topic ${waiting.topic} with partition count ${info.partitions.length} is not present in metadata after ${ms} ms.`;
  return clientFailure('errors.TimeoutException', text, error === undefined ? null : failureOf(error));
}

function exhausted(producer: Producer, size: number): Failure {
  const { bufferMemory, batchSize, maxBlockMs } = producer.config;
  const wanted = Math.max(batchSize, size);
  const text = `Failed to allocate ${wanted} bytes within the configured max blocking time ${maxBlockMs} ms. Total memory: ${bufferMemory} bytes. Available memory: ${bufferMemory - producer.bufferedBytes} bytes. Poolable size: ${batchSize} bytes`;
  return clientFailure('errors.BufferExhaustedException', text);
}
