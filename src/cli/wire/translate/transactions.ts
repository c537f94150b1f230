// Requests of transactions between the wire and the simulated brokers.
import type { OldTransactions } from '../../../sim/kafka/protocol-transactions.ts';
import { byTopic, list, number, numbers, text, textOrNull, texts, type Translations } from './translation.ts';
import type { Struct } from '../codec.ts';

const topicsOf = (value: unknown, field = 'partitions'): { readonly name: string; readonly partitions: readonly number[] }[] => list(value).map((topic) => ({ name: text(topic['name']), partitions: numbers(topic[field]) }));
const producerOf = (body: Struct): { readonly transactionalId: string; readonly producerId: number; readonly producerEpoch: number } => ({ transactionalId: text(body['transactionalId']), producerId: number(body['producerId']), producerEpoch: number(body['producerEpoch']) });

/** From these versions on, what a client writes joins its transaction by itself, and each transaction has an epoch of its own (KIP-890). */
const NEW_FROM = { AddPartitionsToTxn: 4, AddOffsetsToTxn: 4, EndTxn: 5, TxnOffsetCommit: 5, Produce: 12 } as const;

/** What tells a broker that an older producer speaks. */
export function oldTransactions(api: keyof typeof NEW_FROM, version: number): { readonly transactionVersion?: OldTransactions } {
  return version < NEW_FROM[api] ? { transactionVersion: 0 } : {};
}

export const transactionTranslations: Translations = {
  AddPartitionsToTxn: {
    // Clients ask in version 3 and below, brokers above (KIP-890).
    requests: ({ body, version }) => [{
      transactions: version >= 4 ? list(body['transactions']).map((one) => ({ ...producerOf(one), verifyOnly: one['verifyOnly'] === true, topics: topicsOf(one['topics']) }))
        : [{ transactionalId: text(body['v3AndBelowTransactionalId']), producerId: number(body['v3AndBelowProducerId']), producerEpoch: number(body['v3AndBelowProducerEpoch']), verifyOnly: false, topics: topicsOf(body['v3AndBelowTopics']), ...oldTransactions('AddPartitionsToTxn', version) }],
    }],
    response: ([answer], { version }) => {
      const results = (answer?.resultsByTransaction ?? []).map((one) => ({
        transactionalId: one.transactionalId,
        topicResults: one.topicResults.map((topic) => ({ name: topic.name, resultsByPartition: topic.resultsByPartition.map(({ partitionIndex, errorCode }) => ({ partitionIndex, partitionErrorCode: errorCode })) })),
      }));
      return version >= 4 ? { errorCode: answer?.errorCode ?? 'NONE', resultsByTransaction: results } : { resultsByTopicV3AndBelow: results[0]?.topicResults ?? [] };
    },
  },
  AddOffsetsToTxn: { requests: ({ body, version }) => [{ ...producerOf(body), groupId: text(body['groupId']), ...oldTransactions('AddOffsetsToTxn', version) }] },
  EndTxn: { requests: ({ body, version }) => [{ ...producerOf(body), committed: body['committed'] === true, ...oldTransactions('EndTxn', version) }] },
  WriteTxnMarkers: {
    requests: ({ body }) => [{
      markers: list(body['markers']).map((one) => ({
        producerId: number(one['producerId']), producerEpoch: number(one['producerEpoch']), transactionResult: one['transactionResult'] === true, coordinatorEpoch: number(one['coordinatorEpoch']),
        topics: topicsOf(one['topics'], 'partitionIndexes'),
      })),
    }],
  },
  TxnOffsetCommit: {
    requests: ({ body, version }) => [{
      ...producerOf(body), ...oldTransactions('TxnOffsetCommit', version), groupId: text(body['groupId']), generationId: number(body['generationId'] ?? -1), memberId: text(body['memberId']), groupInstanceId: textOrNull(body['groupInstanceId']),
      topics: list(body['topics']).map((topic) => ({
        name: text(topic['name']),
        partitions: list(topic['partitions']).map((one) => ({ partitionIndex: number(one['partitionIndex']), committedOffset: number(one['committedOffset']), committedLeaderEpoch: number(one['committedLeaderEpoch']), committedMetadata: text(one['committedMetadata']) })),
      })),
    }],
  },
  DescribeTransactions: {
    response: ([answer]) => ({
      transactionStates: (answer?.transactionStates ?? []).map(({ partitions, ...state }) => ({ ...state, topics: byTopic(partitions).map(([topic, rows]) => ({ topic, partitions: rows.map((one) => one.partition) })) })),
    }),
  },
  ListTransactions: {
    requests: ({ body }) => [{
      stateFilters: texts(body['stateFilters']), producerIdFilters: numbers(body['producerIdFilters']), durationFilter: number(body['durationFilter'] ?? -1),
      transactionalIdPattern: textOrNull(body['transactionalIdPattern']) === '' ? null : textOrNull(body['transactionalIdPattern']),
    }],
  },
};
