// The admin client's calls about transactions: which requests they are made of, and what they bring (KIP-664, KIP-939).
import { assert } from '../../kernel/assert.ts';
import type { AnyResponse, ErrorCode, MetadataResponse, TopicPartition } from '../protocol.ts';
import type { ActiveProducer, DescribeTransactionsResponse, ListTransactionsResponse } from '../protocol-transactions.ts';
import type { AdminCall, Outcome } from './admin-calls.ts';
import type { Advance, StepSpec } from './admin-steps.ts';
import type { ApiRequest } from './network-client.ts';

/** The transactions that one broker coordinates. */
export interface ListedTransactions {
  readonly brokerId: number;
  readonly errorCode: ErrorCode;
  readonly transactions: ListTransactionsResponse['transactionStates'];
}

export type DescribedTransaction = DescribeTransactionsResponse['transactionStates'][number] & { readonly coordinatorId: number };

export interface PartitionProducers extends TopicPartition {
  readonly errorCode: ErrorCode;
  readonly producers: readonly ActiveProducer[];
}

/** A transactional id whose producers are fenced. */
export interface FencedProducer {
  readonly transactionalId: string;
  readonly errorCode: ErrorCode;
}

/** An open transaction of one partition, as WriteTxnMarkers names it. */
export interface AbortSpec extends TopicPartition {
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly coordinatorEpoch: number;
}

/** Calls by name: [what is asked, what is answered]. */
export interface TransactionApis {
  /** Asks every broker. No producer ids: all; a duration below 0: all; pattern null: all. */
  listTransactions: [{ readonly producerIds: readonly number[]; readonly durationMs: number; readonly pattern: string | null }, readonly ListedTransactions[]];
  describeTransactions: [{ readonly transactionalIds: readonly string[] }, readonly DescribedTransaction[]];
  /** Asks the partitions' leaders, or this one replica. */
  describeProducers: [{ readonly partitions: readonly TopicPartition[]; readonly brokerId: number | null }, readonly PartitionProducers[]];
  abortTransaction: [AbortSpec, { readonly errorCode: ErrorCode }];
  fenceProducers: [{ readonly transactionalIds: readonly string[] }, readonly FencedProducer[]];
}

export type TransactionApi = keyof TransactionApis;
export type TransactionCall = AdminCall<TransactionApi>;

/** What the answers have brought so far. */
export interface CollectedTransactions {
  listed: ListedTransactions[];
  described: DescribedTransaction[];
  producers: PartitionProducers[];
  fenced: FencedProducer[];
}

export function noTransactions(): CollectedTransactions {
  return { listed: [], described: [], producers: [], fenced: [] };
}

const DONE: Advance = { next: [], retry: [] };

function step(target: StepSpec['target'], request: ApiRequest, lookupAgain: readonly StepSpec[] | null = null): StepSpec {
  return { target, request, isLookup: false, lookupAgain };
}

function lookup(request: ApiRequest): StepSpec {
  return { target: 'any', request, isLookup: true, lookupAgain: null };
}

function metadataOf(topics: readonly string[]): StepSpec {
  return lookup({ api: 'Metadata', body: { topics: [...new Set(topics)], allowAutoTopicCreation: false } });
}

/** One id a request, so that each finds its coordinator. */
function coordinatorOf(transactionalId: string): StepSpec {
  return lookup({ api: 'FindCoordinator', body: { keyType: 'transaction', coordinatorKeys: [transactionalId] } });
}

export function isTransactionCall(call: AdminCall): call is TransactionCall {
  return call.kind === 'listTransactions' || call.kind === 'describeTransactions' || call.kind === 'describeProducers' || call.kind === 'abortTransaction' || call.kind === 'fenceProducers';
}

/** The first requests. */
export function beginTransactionCall(call: TransactionCall): StepSpec[] {
  switch (call.kind) {
    case 'listTransactions': return [metadataOf([])];
    case 'describeTransactions':
    case 'fenceProducers': return call.transactionalIds.map(coordinatorOf);
    case 'describeProducers': {
      if (call.partitions.length === 0) return [];
      return call.brokerId === null ? [metadataOf(call.partitions.map((one) => one.topic))] : [producersStep(call.brokerId, call.partitions, null)];
    }
    case 'abortTransaction': return [metadataOf([call.topic])];
  }
}

function producersStep(broker: number, partitions: readonly TopicPartition[], again: readonly StepSpec[] | null): StepSpec {
  return step(broker, { api: 'DescribeProducers', body: { topics: partitions.map(({ topic, partition }) => ({ name: topic, partitionIndexes: [partition] })) } }, again);
}

/** Takes an answer into `got` and says what to ask next. */
export function advanceTransactionCall(call: TransactionCall, spec: StepSpec, response: AnyResponse, got: CollectedTransactions): Advance {
  switch (response.api) {
    case 'Metadata': return afterMetadata(call, response.body, got);
    case 'FindCoordinator': {
      const found = response.body.coordinators[0];
      if (found === undefined) return DONE;
      if (found.errorCode !== 'NONE') return { next: [], retry: [spec] };
      return { next: [coordinatorStep(call, found.key, found.nodeId)], retry: [] };
    }
    case 'ListTransactions':
      assert(typeof spec.target === 'number', 'transactions are asked of a broker');
      if (response.body.errorCode === 'COORDINATOR_LOAD_IN_PROGRESS' || response.body.errorCode === 'COORDINATOR_NOT_AVAILABLE') return { next: [], retry: [spec] };
      got.listed.push({ brokerId: spec.target, errorCode: response.body.errorCode, transactions: response.body.transactionStates });
      return DONE;
    case 'DescribeTransactions':
      assert(typeof spec.target === 'number', 'a transaction is asked of its coordinator');
      for (const one of response.body.transactionStates) {
        if (isCoordinatorError(one.errorCode)) return { next: [], retry: [coordinatorOf(one.transactionalId)] };
        got.described.push({ ...one, coordinatorId: spec.target });
      }
      return DONE;
    case 'DescribeProducers': return afterProducers(call, spec, response.body.topics, got);
    case 'WriteTxnMarkers': {
      const error = response.body.markers[0]?.topics[0]?.partitions[0]?.errorCode ?? 'UNKNOWN_SERVER_ERROR';
      if (call.kind !== 'abortTransaction') return DONE;
      if (LEADER_MOVED.includes(error)) return { next: [], retry: [metadataOf([call.topic])] };
      got.producers.push({ topic: call.topic, partition: call.partition, errorCode: error, producers: [] });
      return DONE;
    }
    case 'InitProducerId': return afterFencing(spec, response.body.errorCode, got);
    default: return DONE;
  }
}

const LEADER_MOVED: readonly ErrorCode[] = ['NOT_LEADER_OR_FOLLOWER', 'LEADER_NOT_AVAILABLE', 'REPLICA_NOT_AVAILABLE', 'BROKER_NOT_AVAILABLE', 'UNKNOWN_TOPIC_OR_PARTITION'];

function isCoordinatorError(error: ErrorCode): boolean {
  return error === 'COORDINATOR_LOAD_IN_PROGRESS' || error === 'COORDINATOR_NOT_AVAILABLE' || error === 'NOT_COORDINATOR';
}

function coordinatorStep(call: TransactionCall, transactionalId: string, node: number): StepSpec {
  const again = [coordinatorOf(transactionalId)];
  if (call.kind === 'describeTransactions') return step(node, { api: 'DescribeTransactions', body: { transactionalIds: [transactionalId] } }, again);
  // request.timeout.ms of the admin client, Kafka default 30 s, is the time-out that the id gets.
  return step(node, { api: 'InitProducerId', body: { transactionalId, transactionTimeoutMs: 30_000, producerId: -1, producerEpoch: -1 } }, again);
}

function afterMetadata(call: TransactionCall, body: MetadataResponse, got: CollectedTransactions): Advance {
  const leaderOf = ({ topic, partition }: TopicPartition): number => body.topics.find((one) => one.name === topic)?.partitions.find((one) => one.partitionIndex === partition)?.leaderId ?? -1;
  switch (call.kind) {
    case 'listTransactions': {
      const request: ApiRequest = { api: 'ListTransactions', body: { stateFilters: [], producerIdFilters: call.producerIds, durationFilter: call.durationMs, transactionalIdPattern: call.pattern } };
      return { next: body.brokers.map((broker) => step(broker.nodeId, request)), retry: [] };
    }
    case 'describeProducers': {
      const left = call.partitions.filter((one) => !got.producers.some((row) => row.topic === one.topic && row.partition === one.partition));
      const unled = left.filter((one) => leaderOf(one) < 0);
      const leaders = [...new Set(left.map(leaderOf))].filter((leader) => leader >= 0);
      const next = leaders.map((leader) => {
        const led = left.filter((one) => leaderOf(one) === leader);
        return producersStep(leader, led, [metadataOf(led.map((one) => one.topic))]);
      });
      return { next, retry: unled.length > 0 ? [metadataOf(unled.map((one) => one.topic))] : [] };
    }
    case 'abortTransaction': {
      const again = [metadataOf([call.topic])];
      const leader = leaderOf(call);
      if (leader < 0) return { next: [], retry: again };
      const { producerId, producerEpoch, coordinatorEpoch, topic, partition } = call;
      const marker = { producerId, producerEpoch, transactionResult: false, topics: [{ name: topic, partitions: [partition] }], coordinatorEpoch };
      return { next: [step(leader, { api: 'WriteTxnMarkers', body: { markers: [marker] } }, again)], retry: [] };
    }
    case 'describeTransactions':
    case 'fenceProducers': return DONE;
  }
}

function afterProducers(call: TransactionCall, spec: StepSpec, topics: Extract<AnyResponse, { api: 'DescribeProducers' }>['body']['topics'], got: CollectedTransactions): Advance {
  const again: StepSpec[] = [];
  for (const { name, partitions } of topics) {
    for (const { partitionIndex, errorCode, activeProducers } of partitions) {
      if (spec.lookupAgain !== null && LEADER_MOVED.includes(errorCode)) again.push(metadataOf([name]));
      else if (call.kind === 'describeProducers') got.producers.push({ topic: name, partition: partitionIndex, errorCode, producers: activeProducers });
    }
  }
  return { next: [], retry: again.slice(0, 1) };
}

function afterFencing(spec: StepSpec, errorCode: ErrorCode, got: CollectedTransactions): Advance {
  assert(spec.request.api === 'InitProducerId' && spec.lookupAgain !== null, 'an id is asked of its coordinator');
  const transactionalId = spec.request.body.transactionalId ?? '';
  if (errorCode === 'CONCURRENT_TRANSACTIONS' || errorCode === 'COORDINATOR_LOAD_IN_PROGRESS') return { next: [], retry: [spec] };
  if (isCoordinatorError(errorCode)) return { next: [], retry: [...spec.lookupAgain] };
  got.fenced.push({ transactionalId, errorCode });
  return DONE;
}

export function finishTransactionCall(id: number, call: TransactionCall, got: CollectedTransactions): Outcome {
  switch (call.kind) {
    case 'listTransactions': return { kind: call.kind, call: id, ok: true, value: got.listed };
    case 'describeTransactions': return { kind: call.kind, call: id, ok: true, value: call.transactionalIds.flatMap((one) => got.described.filter((row) => row.transactionalId === one)) };
    case 'describeProducers': return { kind: call.kind, call: id, ok: true, value: call.partitions.flatMap((one) => got.producers.filter((row) => row.topic === one.topic && row.partition === one.partition)) };
    case 'abortTransaction': return { kind: call.kind, call: id, ok: true, value: { errorCode: got.producers[0]?.errorCode ?? 'UNKNOWN_SERVER_ERROR' } };
    case 'fenceProducers': return { kind: call.kind, call: id, ok: true, value: got.fenced };
  }
}

/** How Kafka's messages call these calls' requests. */
export function transactionCallLabel(call: TransactionCall, isLookup: boolean): string {
  switch (call.kind) {
    case 'listTransactions': return `listTransactions(api=${isLookup ? 'METADATA' : 'LIST_TRANSACTIONS'})`;
    case 'describeTransactions': return `describeTransactions(api=${isLookup ? 'FIND_COORDINATOR' : 'DESCRIBE_TRANSACTIONS'})`;
    case 'describeProducers': return `describeProducers(api=${isLookup ? 'METADATA' : 'DESCRIBE_PRODUCERS'})`;
    case 'abortTransaction': return `abortTransaction(api=${isLookup ? 'METADATA' : 'WRITE_TXN_MARKERS'})`;
    case 'fenceProducers': return `fenceProducer(api=${isLookup ? 'FIND_COORDINATOR' : 'INIT_PRODUCER_ID'})`;
  }
}
