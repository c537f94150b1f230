// Requests of share groups (KIP-932) between the wire and the simulated brokers, which know topics by name where the wire has ids.
import type { TopicPartition } from '../../../sim/kafka/protocol.ts';
import type { AcknowledgementBatch, AcknowledgeType } from '../../../sim/kafka/protocol-share.ts';
import type { Struct } from '../codec.ts';
import { recordsOf } from './data.ts';
import { type Asked, byTopic, type Cluster, errorFor, idOf, list, number, numbers, text, topicOf, type Translations, wait } from './translation.ts';

const acknowledgements = (value: unknown): AcknowledgementBatch[] => list(value).map((one) => ({ firstOffset: number(one['firstOffset']), lastOffset: number(one['lastOffset']), acknowledgeTypes: numbers(one['acknowledgeTypes']) as AcknowledgeType[] }));

const topicsAsked = ({ body, cluster }: Asked): { readonly topic: string; readonly partitions: readonly { readonly partitionIndex: number; readonly acknowledgementBatches: readonly AcknowledgementBatch[] }[] }[] =>
  list(body['topics']).map((topic) => ({ topic: topicOf(topic, cluster), partitions: list(topic['partitions']).map((one) => ({ partitionIndex: number(one['partitionIndex']), acknowledgementBatches: acknowledgements(one['acknowledgementBatches']) })) }));

const assignmentRows = (places: readonly TopicPartition[], cluster: Cluster): readonly Struct[] => byTopic(places).map(([topic, rows]) => ({ topicId: idOf(topic, cluster), topicName: topic, partitions: rows.map((one) => one.partition) }));

/** Groups that one request asks about, each a simulated request of its own. */
const groups = ({ body }: Asked): readonly Struct[] => list(body['groups']);

const sessionOf = ({ body }: Asked): { readonly groupId: string; readonly memberId: string; readonly shareSessionEpoch: number; readonly isRenewAck: boolean } => ({
  groupId: text(body['groupId']), memberId: text(body['memberId']), shareSessionEpoch: number(body['shareSessionEpoch']), isRenewAck: body['isRenewAck'] === true,
});

export const shareTranslations: Translations = {
  ShareGroupHeartbeat: {
    response: ([answer], { cluster }) => (answer === undefined ? {} : { ...answer, assignment: answer.assignment === null ? null : { topicPartitions: assignmentRows(answer.assignment, cluster) } }),
  },
  ShareGroupDescribe: {
    response: ([answer], { cluster }) => ({ groups: (answer?.groups ?? []).map((group) => ({ ...group, members: group.members.map((member) => ({ ...member, assignment: { topicPartitions: assignmentRows(member.assignment, cluster) } })) })) }),
  },
  ShareFetch: {
    requests: (asked) => [{
      ...sessionOf(asked), maxWaitMs: wait(asked.body['maxWaitMs']), minBytes: number(asked.body['minBytes']), maxBytes: number(asked.body['maxBytes']), maxRecords: number(asked.body['maxRecords']),
      shareAcquireMode: number(asked.body['shareAcquireMode']) === 1 ? 1 : 0, topics: topicsAsked(asked),
      forgottenTopics: list(asked.body['forgottenTopicsData']).flatMap((topic) => numbers(topic['partitions']).map((partition) => ({ topic: topicOf(topic, asked.cluster), partition }))),
    }],
    response: ([answer], { cluster }) => (answer === undefined ? {} : {
      ...answer,
      responses: answer.responses.map(({ topic, partitions }) => ({ topicId: idOf(topic, cluster), partitions: partitions.map((one) => ({ ...one, errorCode: errorFor(topic, one.errorCode), records: recordsOf(one.records) })) })),
    }),
  },
  ShareAcknowledge: {
    requests: (asked) => [{ ...sessionOf(asked), topics: topicsAsked(asked) }],
    response: ([answer], { cluster }) => (answer === undefined ? {} : { ...answer, responses: answer.responses.map(({ topic, partitions }) => ({ topicId: idOf(topic, cluster), partitions: partitions.map((one) => ({ ...one, errorCode: errorFor(topic, one.errorCode) })) })) }),
  },
  DescribeShareGroupOffsets: {
    requests: (asked) => groups(asked).map((group) => ({ groupId: text(group['groupId']), topics: group['topics'] === null ? null : list(group['topics']).map((topic) => text(topic['topicName'])) })),
    response: (answers, asked) => ({ groups: groups(asked).map((group, index) => ({ groupId: text(group['groupId']), ...answers[index], topics: (answers[index]?.topics ?? []).map((topic) => ({ ...topic, topicId: idOf(topic.topicName, asked.cluster) })) })) }),
  },
  AlterShareGroupOffsets: {
    response: ([answer], { cluster }) => (answer === undefined ? {} : { ...answer, responses: answer.responses.map((topic) => ({ ...topic, topicId: idOf(topic.topicName, cluster) })) }),
  },
  DeleteShareGroupOffsets: {
    requests: ({ body }) => [{ groupId: text(body['groupId']), topics: list(body['topics']).map((topic) => text(topic['topicName'])) }],
    response: ([answer], { cluster }) => (answer === undefined ? {} : { ...answer, responses: answer.responses.map((topic) => ({ ...topic, topicId: idOf(topic.topicName, cluster) })) }),
  },
};
