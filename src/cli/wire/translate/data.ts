// Produce, Fetch and what asks about offsets, between the wire and the simulated brokers.
import type { ErrorCode } from '../../../sim/kafka/protocol.ts';
import type { FetchRequest, FetchResponse, ProduceRequest, ProduceResponse } from '../../../sim/kafka/protocol-data.ts';
import type { RecordBatch } from '../../../sim/kafka/record.ts';
import { freeze } from '../../../sim/kernel/freeze.ts';
import type { Struct } from '../codec.ts';
import { readBatch, writeBatch } from '../record-batch.ts';
import { oldTransactions } from './transactions.ts';
import { type Asked, byTopic, errorFor, idOf, list, number, text, textOrNull, topicOf, type Translations, wait } from './translation.ts';

export const dataTranslations: Translations = {
  Produce: { requests: (asked) => [produceRequest(asked)], response: produceResponse },
  Fetch: { requests: (asked) => [fetchRequest(asked)], response: ([answer], asked) => (answer === undefined ? {} : fetchResponse(answer, asked)) },
};

// --- Produce -------------------------------------------------------------------------------------------------------------

interface Sent {
  readonly topic: string;
  readonly index: number;
  readonly batch: RecordBatch | ErrorCode;
}

/** A request is read for its brokers, and again for its answer: its batches are unpacked once. */
const read = new WeakMap<Asked, readonly Sent[]>();

function sentIn(asked: Asked): readonly Sent[] {
  const known = read.get(asked);
  if (known !== undefined) return known;
  const { body, cluster } = asked;
  const sent = list(body['topicData']).flatMap((topic) => list(topic['partitionData']).map((one): Sent => {
    const records = one['records'];
    const batch = Buffer.isBuffer(records) ? readBatch(records) : 'INVALID_RECORD';
    return { topic: topicOf(topic, cluster), index: number(one['index']), batch: typeof batch === 'string' ? batch : freeze(batch) };
  }));
  read.set(asked, sent);
  return sent;
}

/** What can't be read goes no further: the client is told at once, with what the others are told. */
function produceRequest(asked: Asked): ProduceRequest {
  const { body, version } = asked;
  const acks = number(body['acks']);
  const good = sentIn(asked).filter((one): one is Sent & { readonly batch: RecordBatch } => typeof one.batch !== 'string');
  return {
    transactionalId: textOrNull(body['transactionalId']), acks: acks === 0 || acks === 1 ? acks : -1, timeoutMs: wait(body['timeoutMs']), ...oldTransactions('Produce', version),
    topicData: byTopic(good).map(([name, rows]) => ({ name, partitionData: rows.map(({ index, batch }) => ({ index, records: batch })) })),
  };
}

function produceResponse(answers: readonly ProduceResponse[], asked: Asked): Struct {
  const known = answers.flatMap((answer) => answer.responses).flatMap(({ name, partitionResponses }) => partitionResponses.map((one): Answered => ({ topic: name, row: {
    ...one, errorCode: errorFor(name, one.errorCode),
    recordErrors: (one.recordErrors ?? []).map(({ batchIndex, message }) => ({ batchIndex, batchIndexErrorMessage: message })),
  } })));
  const bad = sentIn(asked).flatMap(({ topic, index, batch }): Answered[] => (typeof batch === 'string' ? [{ topic, row: { index, errorCode: batch, baseOffset: -1, logStartOffset: -1, logAppendTimeMs: -1, errorMessage: REASONS[batch] ?? null } }] : []));
  return {
    responses: byTopic([...known, ...bad]).map(([name, of]) => ({ name, topicId: idOf(name, asked.cluster), partitionResponses: of.map((one) => one.row) })),
    throttleTimeMs: answers[0]?.throttleTimeMs ?? 0,
  };
}

/** What clients show beside the error's own text. */
const REASONS: { readonly [code in ErrorCode]?: string } = {
  UNSUPPORTED_COMPRESSION_TYPE: 'The bridge unpacks gzip alone: set compression.type to gzip or none.',
};

interface Answered {
  readonly topic: string;
  readonly row: Struct;
}

// --- Fetch ---------------------------------------------------------------------------------------------------------------

/** Without a session (KIP-227): each request names all its partitions, and the answer's session id of 0 says so. */
function fetchRequest({ body, cluster }: Asked): FetchRequest {
  return {
    replicaId: -1, replicaEpoch: -1, maxWaitMs: wait(body['maxWaitMs']), minBytes: number(body['minBytes']), maxBytes: number(body['maxBytes']),
    isolationLevel: number(body['isolationLevel']) === 1 ? 1 : 0, rackId: text(body['rackId']),
    topics: list(body['topics']).map((topic) => ({
      topic: topicOf(topic, cluster, 'topic'),
      partitions: list(topic['partitions']).map((one) => ({
        partition: number(one['partition']), currentLeaderEpoch: number(one['currentLeaderEpoch']), fetchOffset: number(one['fetchOffset']),
        lastFetchedEpoch: number(one['lastFetchedEpoch']), logStartOffset: -1, partitionMaxBytes: number(one['partitionMaxBytes']),
      })),
    })),
  };
}

function fetchResponse(answer: FetchResponse, { cluster }: Asked): Struct {
  return {
    errorCode: answer.errorCode, throttleTimeMs: answer.throttleTimeMs, sessionId: 0,
    responses: answer.responses.map(({ topic, partitions }) => ({
      topic, topicId: idOf(topic, cluster),
      partitions: partitions.map((one) => ({ ...one, errorCode: errorFor(topic, one.errorCode), records: recordsOf(one.records) })),
    })),
  };
}

/** Batches as they follow each other in an answer. */
export function recordsOf(batches: readonly RecordBatch[]): Buffer {
  return Buffer.concat(batches.map(bytesOnce));
}

/** A batch in a log never changes, and many read it. */
const written = new WeakMap<RecordBatch, Buffer>();

function bytesOnce(batch: RecordBatch): Buffer {
  const known = written.get(batch);
  if (known !== undefined) return known;
  const bytes = writeBatch(batch);
  written.set(batch, bytes);
  return bytes;
}

