// The sender: takes ready batches out of their queues, puts them on the wire, and decides what an answer means for them.
import type { Time } from '../../../kernel/types.ts';
import { MILLISECOND } from '../../../kernel/types.ts';
import type { ErrorCode } from '../../protocol.ts';
import type { ProduceResponse } from '../../protocol-data.ts';
import type { Failure } from '../failure.ts';
import { clientFailure, failureOf, failureText, isInvalidMetadata } from '../failure.ts';
import { errorInfo } from '../../errors.ts';
import type { ClientIo } from '../io.ts';
import { backoff } from '../io.ts';
import { leaderLearnt, nextUpdateAt, partitionInfo, requestUpdate } from '../metadata.ts';
import type { Completion } from '../network-client.ts';
import { canSend, connectionDelayUntil, leastLoadedNode, log, ready, sendRequest } from '../network-client.ts';
import { compressionNamed } from '../../log/compression.ts';
import { isReady, putBack, readyAt, release, split, wireOf } from './accumulator.ts';
import { assignSequence, bumpIfRequired, markUnresolved, mayDrain, mayRetryOutOfOrder, noteAcknowledged, requestBump, resolveSequences } from './sequences.ts';
import type { Batch, Producer, ProducerContext } from './state.ts';
import { partitionKey } from './state.ts';
import { runTransactions, transactionalEnded, transactionsWakeup } from './transaction-sender.ts';
import { sendFailed } from './transactions.ts';

const LOGGER = 'org.apache.kafka.clients.producer.internals.Sender';

/** One turn of the sender: sequences, producer id, expiry, sending. */
export function runSender(producer: Producer, io: ClientIo): void {
  if (producer.transaction === null) {
    resolveSequences(producer);
    bumpIfRequired(producer);
    askForProducerId(producer, io);
  }
  runTransactions(producer, io);
  if (producer.transaction?.phase === 'FATAL_ERROR') return;
  expireBatches(producer, io.now);
  sendReady(producer, io);
  // The last record of a transaction may have ended just now.
  runTransactions(producer, io);
}

function askForProducerId(producer: Producer, io: ClientIo): void {
  const id = producer.producerId;
  if (!producer.config.idempotence || id.status !== 'none' || io.now < id.notBefore) return;
  const { network } = producer;
  const node = leastLoadedNode(network, io);
  if (node === null || !ready(network, node, io)) return;
  const metadataIsDue = network.metadataRequest < 0 && nextUpdateAt(network.metadata, network.config) <= io.now;
  if (metadataIsDue) return;
  id.status = 'asked';
  const body = { transactionalId: null, transactionTimeoutMs: 2_147_483_647, producerId: id.producerId, producerEpoch: id.producerEpoch };
  sendRequest<ProducerContext>(network, node, { api: 'InitProducerId', body }, { kind: 'init-producer-id' }, io);
}

/** The time that a batch has from its first record to its end: delivery.timeout.ms. */
function deadline(producer: Producer, batch: Batch): Time {
  return batch.createdAt + producer.config.deliveryTimeoutMs * MILLISECOND;
}

function expireBatches(producer: Producer, now: Time): void {
  for (const key of Object.keys(producer.queues)) {
    const queue = producer.queues[key] ?? [];
    while (queue[0] !== undefined && deadline(producer, queue[0]) <= now) {
      const batch = queue.shift();
      if (batch !== undefined) expire(producer, batch, now);
    }
    if (queue.length === 0) delete producer.queues[key];
  }
  for (const batch of producer.inFlight.slice()) {
    if (deadline(producer, batch) > now) continue;
    producer.inFlight = producer.inFlight.filter((other) => other !== batch);
    expire(producer, batch, now);
  }
}

function expire(producer: Producer, batch: Batch, now: Time): void {
  if (batch.attempts > 0) markUnresolved(producer, batch);
  const forMs = Math.floor((now - batch.createdAt) / MILLISECOND);
  const at = partitionKey(batch.topic, batch.partition);
  const text = `Expiring ${batch.records.length} record(s) for ${at}:${forMs} ms has passed since batch creation. The request has not been sent, or no server response has been received yet.`;
  fail(producer, batch, clientFailure('errors.TimeoutException', text));
}

/** Sends at most one batch of each partition to each node that is ready, partitions in rotation. */
function sendReady(producer: Producer, io: ClientIo): void {
  const { network } = producer;
  const byNode: Record<string, string[]> = {};
  for (const key of Object.keys(producer.queues)) {
    const queue = producer.queues[key] ?? [];
    const first = queue[0];
    if (first === undefined || !isReady(producer, queue, io.now)) continue;
    const leader = partitionInfo(network.metadata, first.topic, first.partition)?.leader ?? -1;
    if (leader < 0) requestUpdate(network.metadata, false);
    else if (mayDrain(producer, first)) (byNode[`node ${leader}`] ??= []).push(key);
  }
  for (const name of Object.keys(byNode)) {
    const node = Number(name.slice('node '.length));
    for (let more = true; more && ready(network, node, io); ) more = sendTo(producer, node, byNode[name] ?? [], io);
  }
}

function sendTo(producer: Producer, node: number, keys: readonly string[], io: ClientIo): boolean {
  const name = `node ${node}`;
  const from = (producer.drainFrom[name] ?? 0) % Math.max(1, keys.length);
  const batches: Batch[] = [];
  let bytes = 0;
  for (let i = 0; i < keys.length; i++) {
    const queue = producer.queues[keys[(from + i) % keys.length] ?? ''] ?? [];
    const batch = queue[0];
    if (batch === undefined || !isReady(producer, queue, io.now) || !mayDrain(producer, batch)) continue;
    if (producer.config.maxInFlight === 1 && producer.inFlight.some((other) => other.topic === batch.topic && other.partition === batch.partition)) continue;
    if (batches.length > 0 && bytes + batch.bytes > producer.config.maxRequestSize) break;
    queue.shift();
    bytes += batch.bytes;
    batches.push(batch);
  }
  if (batches.length === 0) return false;
  producer.drainFrom[name] = from + 1;
  for (const key of keys) if (producer.queues[key]?.length === 0) delete producer.queues[key];
  transmit(producer, node, batches, bytes, io);
  return true;
}

function transmit(producer: Producer, node: number, batches: readonly Batch[], bytes: number, io: ClientIo): void {
  const { config, network } = producer;
  const topics: { name: string; partitionData: { index: number; records: ReturnType<typeof wireOf> }[] }[] = [];
  for (const batch of batches) {
    batch.closed = true;
    assignSequence(producer, batch);
    batch.attempts++;
    batch.triedEpoch = partitionInfo(network.metadata, batch.topic, batch.partition)?.leaderEpoch ?? -1;
    const data = { index: batch.partition, records: wireOf(batch, producer.transaction !== null, compressionNamed(config.compression)) };
    const topic = topics.find((t) => t.name === batch.topic);
    if (topic === undefined) topics.push({ name: batch.topic, partitionData: [data] });
    else topic.partitionData.push(data);
    if (batch.attempts === 1) producer.recordsSent += batch.records.length;
  }
  const body = { transactionalId: config.transactionalId, acks: config.acks, timeoutMs: config.requestTimeoutMs, topicData: topics };
  const context: ProducerContext = { kind: 'produce', batches: batches.map((batch) => batch.id) };
  const expectResponse = config.acks !== 0;
  producer.requestsSent++;
  sendRequest(network, node, { api: 'Produce', body }, context, io, { expectResponse, bytes });
  if (expectResponse) producer.inFlight.push(...batches);
  else for (const batch of batches) succeed(producer, batch, -1, io);
}

/** Takes the end of one of the producer's requests in. */
export function requestEnded(producer: Producer, completion: Completion<ProducerContext>, io: ClientIo): void {
  const { context, response } = completion;
  switch (context.kind) {
    case 'transactional':
      transactionalEnded(producer, completion, io);
      return;
    case 'init-producer-id':
      producerIdAnswered(producer, completion, io);
      return;
    case 'produce': {
      const batches = producer.inFlight.filter((batch) => context.batches.includes(batch.id));
      producer.inFlight = producer.inFlight.filter((batch) => !context.batches.includes(batch.id));
      if (response === null || response.api !== 'Produce') {
        const error: ErrorCode = completion.timedOut ? 'REQUEST_TIMED_OUT' : 'NETWORK_EXCEPTION';
        const text = `Disconnected from node ${completion.node}${completion.timedOut ? ' due to timeout' : ''}`;
        for (const batch of batches) answered(producer, batch, { errorCode: error, errorMessage: text, baseOffset: -1 }, completion.correlationId, io);
        return;
      }
      for (const batch of batches) {
        const answer = answerFor(response.body, batch);
        if (answer === null) continue;
        if (answer.currentLeader !== null) leaderLearnt(producer.network.metadata, batch.topic, batch.partition, answer.currentLeader.leaderId, answer.currentLeader.leaderEpoch);
        answered(producer, batch, answer, completion.correlationId, io);
      }
    }
  }
}

type PartitionAnswer = ProduceResponse['responses'][number]['partitionResponses'][number];

function answerFor(body: ProduceResponse, batch: Batch): PartitionAnswer | null {
  return body.responses.find((topic) => topic.name === batch.topic)?.partitionResponses.find((p) => p.index === batch.partition) ?? null;
}

function producerIdAnswered(producer: Producer, completion: Completion<ProducerContext>, io: ClientIo): void {
  const id = producer.producerId;
  const { response } = completion;
  if (response !== null && response.api === 'InitProducerId' && response.body.errorCode === 'NONE') {
    id.status = 'ready';
    id.producerId = response.body.producerId;
    id.producerEpoch = response.body.producerEpoch;
    id.failures = 0;
    return;
  }
  id.status = 'none';
  id.notBefore = io.now + backoff(retryBackoff(producer), id.failures, io);
  id.failures++;
}

function retryBackoff(producer: Producer): { readonly initialMs: number; readonly maxMs: number } {
  return { initialMs: producer.config.retryBackoffMs, maxMs: producer.config.retryBackoffMaxMs };
}

/** What an answer means for one batch: done, split, again, or failed. */
function answered(producer: Producer, batch: Batch, answer: Pick<PartitionAnswer, 'errorCode' | 'errorMessage' | 'baseOffset' | 'recordErrors'>, correlationId: number, io: ClientIo): void {
  const { network, config } = producer;
  const error = answer.errorCode;
  const at = partitionKey(batch.topic, batch.partition);
  if (error === 'NONE' || error === 'DUPLICATE_SEQUENCE_NUMBER') {
    succeed(producer, batch, error === 'NONE' ? answer.baseOffset : -1, io);
    return;
  }
  const attemptsLeft = config.retries - (batch.attempts - 1);
  if (error === 'MESSAGE_TOO_LARGE' && batch.records.length > 1) {
    log(network, 'WARN', `Got error produce response in correlation id ${correlationId} on topic-partition ${at}, splitting and retrying (${attemptsLeft} attempts left). Error: ${errorText(error, answer.errorMessage)}`, LOGGER);
    split(producer, batch);
    return;
  }
  if (canRetry(producer, batch, error, io.now)) {
    log(network, 'WARN', `Got error produce response with correlation id ${correlationId} on topic-partition ${at}, retrying (${attemptsLeft - 1} attempts left). Error: ${errorText(error, answer.errorMessage)}`, LOGGER);
    batch.notBefore = io.now + backoff(retryBackoff(producer), batch.attempts - 1, io);
    putBack(producer, batch);
  } else {
    if (batch.attempts <= config.retries || !errorInfo(error).retriable) requestBump(producer, batch);
    else markUnresolved(producer, batch);
    fail(producer, batch, failureOf(error, answer.errorMessage), answer.recordErrors ?? []);
  }
  if (isInvalidMetadata(error)) metadataIsOld(producer, at, error, answer.errorMessage);
}

function metadataIsOld(producer: Producer, at: string, error: ErrorCode, message: string | null): void {
  if (error === 'UNKNOWN_TOPIC_OR_PARTITION') {
    log(producer.network, 'WARN', `Received unknown topic or partition error in produce request on partition ${at}. The topic-partition may not exist or the user may not have Describe access to it`, LOGGER);
  } else {
    log(producer.network, 'WARN', `Received invalid metadata error in produce request on partition ${at} due to ${failureText(failureOf(error, message))} Going to request metadata update now`, LOGGER);
  }
  requestUpdate(producer.network.metadata, false);
}

function errorText(error: ErrorCode, message: string | null): string {
  return message === null || message === '' ? error : `${error}. Error Message: ${message}`;
}

function canRetry(producer: Producer, batch: Batch, error: ErrorCode, now: Time): boolean {
  if (deadline(producer, batch) <= now || batch.attempts > producer.config.retries) return false;
  if (producer.config.idempotence && error === 'OUT_OF_ORDER_SEQUENCE_NUMBER') return mayRetryOutOfOrder(producer, batch);
  return errorInfo(error).retriable;
}

/** Of how many batches the latency that is told is an average, about. */
const LATENCY_BATCHES = 4;

function succeed(producer: Producer, batch: Batch, baseOffset: number, io: ClientIo): void {
  release(producer, batch);
  const latencyUs = io.now - batch.createdAt;
  producer.latencyUs = producer.latencyUs === null ? latencyUs : Math.round(producer.latencyUs + (latencyUs - producer.latencyUs) / LATENCY_BATCHES);
  noteAcknowledged(producer, batch);
  producer.recordsAcknowledged += batch.records.length;
  batch.records.forEach((record, i) => {
    const id = batch.recordIds[i] ?? -1;
    producer.results.push({ id, topic: batch.topic, partition: batch.partition, offset: baseOffset < 0 ? -1 : baseOffset + i, error: null, record });
  });
}

/** Whose record was not wrong itself, but lay in a batch with one that was. The words are Kafka's own. */
const IN_BAD_COMPANY = 'Failed to append record because it was part of a batch which had one more more invalid records';

/** KIP-467: of a batch that was refused for some of its records, each record fails for its own reason. */
function failureOfRecord(error: Failure, recordErrors: NonNullable<PartitionAnswer['recordErrors']>, index: number): Failure {
  if (recordErrors.length === 0) return error;
  const own = recordErrors.find((one) => one.batchIndex === index);
  if (own === undefined) return clientFailure('KafkaException', IN_BAD_COMPANY);
  return failureOf(recordErrors.length === 1 && error.code !== null ? error.code : 'INVALID_RECORD', own.message);
}

function fail(producer: Producer, batch: Batch, error: Failure, recordErrors: NonNullable<PartitionAnswer['recordErrors']> = []): void {
  release(producer, batch);
  sendFailed(producer, error);
  producer.recordsFailed += batch.records.length;
  batch.records.forEach((record, i) => {
    producer.results.push({ id: batch.recordIds[i] ?? -1, topic: batch.topic, partition: batch.partition, offset: -1, error: failureOfRecord(error, recordErrors, i), record });
  });
}

/** When the sender has something to do by itself. Only later times count: what is due now was done. */
export function senderWakeup(producer: Producer, now: Time): Time {
  let at = transactionsWakeup(producer, now);
  const later = (time: Time): void => {
    if (time > now) at = Math.min(at, time);
  };
  for (const key of Object.keys(producer.queues)) {
    const queue = producer.queues[key] ?? [];
    const first = queue[0];
    if (first === undefined) continue;
    later(readyAt(producer, queue, now));
    later(deadline(producer, first));
    const leader = partitionInfo(producer.network.metadata, first.topic, first.partition)?.leader ?? -1;
    if (leader >= 0 && !canSend(producer.network, leader)) later(connectionDelayUntil(producer.network, leader, now));
  }
  for (const batch of producer.inFlight) later(deadline(producer, batch));
  if (producer.transaction === null && producer.config.idempotence && producer.producerId.status === 'none') {
    later(producer.producerId.notBefore);
    for (const broker of producer.network.metadata.brokers) later(connectionDelayUntil(producer.network, broker.nodeId, now));
  }
  return at;
}
