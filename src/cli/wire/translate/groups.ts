// Requests of consumer groups between the wire and the simulated brokers.
import type { ConsumerAssignment, ConsumerSubscription, FindCoordinatorRequest } from '../../../sim/kafka/protocol-groups.ts';
import { Reader, Writer } from '../bytes.ts';
import { decode, encode, type Struct } from '../codec.ts';
import { schemaOf } from '../schema.ts';
import { type Asked, byTopic, enumeration, list, number, numbers, text, textOrNull, texts, topicOf, type Translations, wait } from './translation.ts';

const keyTypes = enumeration<FindCoordinatorRequest['keyType']>({ group: 0, transaction: 1, share: 2 });
const SUBSCRIPTION = schemaOf('ConsumerProtocolSubscription');
const ASSIGNMENT = schemaOf('ConsumerProtocolAssignment');
/** The version in which Kafka 4.3's consumer writes both. */
const WRITTEN = 3;
const NONE = 'NONE';
/** JoinGroup from this version on brings a member id, if need be at a second try (KIP-394). */
const KNOWN_MEMBER_ID_FROM = 4;
/** DescribeGroups from this version on says that there is no such group (KIP-1043); before, that it is dead. */
const UNKNOWN_GROUP_FROM = 6;

export const groupTranslations: Translations = {
  FindCoordinator: {
    requests: ({ body, version }) => [{ keyType: keyTypes.name(body['keyType']) ?? 'group', coordinatorKeys: version >= 4 ? texts(body['coordinatorKeys']) : [text(body['key'])] }],
    response: ([answer], { version }) => {
      const coordinators = answer?.coordinators ?? [];
      return version >= 4 ? { coordinators } : { ...coordinators[0] };
    },
  },
  JoinGroup: {
    requests: ({ body, version }) => [{
      groupId: text(body['groupId']), sessionTimeoutMs: number(body['sessionTimeoutMs']), rebalanceTimeoutMs: wait(version === 0 ? body['sessionTimeoutMs'] : body['rebalanceTimeoutMs']),
      memberId: text(body['memberId']), groupInstanceId: textOrNull(body['groupInstanceId']), protocolType: text(body['protocolType']), reason: text(body['reason']), ...(version < KNOWN_MEMBER_ID_FROM ? { requiresKnownMemberId: false } : {}),
      protocols: list(body['protocols']).map((one) => ({ name: text(one['name']), metadata: subscriptionOf(one['metadata']) })),
    }],
    response: ([answer]) => (answer === undefined ? {} : { ...answer, members: answer.members.map((member) => ({ ...member, metadata: subscriptionBytes(member.metadata) })) }),
  },
  SyncGroup: {
    requests: ({ body }) => [{
      groupId: text(body['groupId']), generationId: number(body['generationId']), memberId: text(body['memberId']), groupInstanceId: textOrNull(body['groupInstanceId']),
      protocolType: textOrNull(body['protocolType']), protocolName: textOrNull(body['protocolName']),
      assignments: list(body['assignments']).map((one) => ({ memberId: text(one['memberId']), assignment: assignmentOf(one['assignment']) })),
    }],
    response: ([answer]) => (answer === undefined ? {} : { ...answer, assignment: assignmentBytes(answer.assignment) }),
  },
  LeaveGroup: {
    requests: ({ body, version }) => [{
      groupId: text(body['groupId']),
      members: version < 3 ? [{ memberId: text(body['memberId']), groupInstanceId: null, reason: '' }] : list(body['members']).map((one) => ({ memberId: text(one['memberId']), groupInstanceId: textOrNull(one['groupInstanceId']), reason: text(one['reason']) })),
    }],
    // Before version 3 one member left, and its error is the answer's.
    response: ([answer], { version }) => ({ ...answer, ...(version < 3 && answer?.errorCode === NONE ? { errorCode: answer.members[0]?.errorCode ?? NONE } : {}) }),
  },
  OffsetCommit: {
    requests: ({ body, cluster }) => [{
      groupId: text(body['groupId']), generationIdOrMemberEpoch: number(body['generationIdOrMemberEpoch']), memberId: text(body['memberId']), groupInstanceId: textOrNull(body['groupInstanceId']),
      topics: list(body['topics']).map((topic) => ({
        name: topicOf(topic, cluster),
        partitions: list(topic['partitions']).map((one) => ({ partitionIndex: number(one['partitionIndex']), committedOffset: number(one['committedOffset']), committedLeaderEpoch: number(one['committedLeaderEpoch']), committedMetadata: text(one['committedMetadata']) })),
      })),
    }],
    response: ([answer], { cluster }) => ({ topics: (answer?.topics ?? []).map((topic) => ({ ...topic, topicId: cluster.topicId(topic.name) })) }),
  },
  OffsetFetch: { requests: (asked) => groupsAsked(asked).map((group) => offsetsAsked(group, asked)), response: offsetsOf },
  DescribeGroups: {
    response: ([answer], { version }) => ({
      groups: (answer?.groups ?? []).map((group) => ({ ...group, ...(version < UNKNOWN_GROUP_FROM && group.errorCode === 'GROUP_ID_NOT_FOUND' ? { errorCode: NONE } : {}), members: group.members.map((member) => ({ ...member, memberMetadata: Buffer.alloc(0), memberAssignment: member.memberAssignment.length === 0 ? Buffer.alloc(0) : assignmentBytes(member.memberAssignment) })) })),
    }),
  },
  OffsetDelete: {
    requests: ({ body }) => [{ groupId: text(body['groupId']), topics: list(body['topics']).map((topic) => ({ name: text(topic['name']), partitions: list(topic['partitions']).map((one) => number(one['partitionIndex'])) })) }],
  },
};

// --- offsets of groups: one a request until version 7, many after -------------------------------------------------------

const groupsAsked = ({ body, version }: Asked): readonly Struct[] => version >= 8 ? list(body['groups']) : [body];

function offsetsAsked(group: Struct, { body, cluster, version }: Asked): { readonly groupId: string; readonly memberId: string | null; readonly memberEpoch?: number; readonly topics: readonly { readonly name: string; readonly partitionIndexes: readonly number[] }[] | null; readonly requireStable: boolean } {
  const epoch = number(group['memberEpoch'] ?? -1);
  return {
    groupId: text(group['groupId']), memberId: textOrNull(group['memberId']), ...(version >= 9 && epoch >= 0 ? { memberEpoch: epoch } : {}), requireStable: body['requireStable'] === true,
    topics: group['topics'] === null ? null : list(group['topics']).map((topic) => ({ name: topicOf(topic, cluster), partitionIndexes: numbers(topic['partitionIndexes']) })),
  };
}

function offsetsOf(answers: readonly { readonly errorCode: string; readonly topics: readonly { readonly name: string; readonly partitions: readonly object[] }[] }[], asked: Asked): Struct {
  const rows = answers.map(({ errorCode, topics }) => ({ errorCode, topics: topics.map((topic) => ({ ...topic, topicId: asked.cluster.topicId(topic.name) })) }));
  if (asked.version < 8) return { ...rows[0] };
  return { groups: groupsAsked(asked).map((group, index) => ({ groupId: text(group['groupId']), ...rows[index] })) };
}

// --- what members tell each other: bytes on the wire, data inside ---------------------------------------------------------

/** A version, then the message in it. What another kind of group says (Kafka Connect, for example) is kept as it is. */
function subscriptionOf(value: unknown): ConsumerSubscription {
  const bytes = Buffer.isBuffer(value) ? value : Buffer.alloc(0);
  const said = decodeVersioned(SUBSCRIPTION, bytes);
  return {
    topics: texts(said?.['topics']), ownedPartitions: placesOf(said?.['ownedPartitions']), generationId: number(said?.['generationId'] ?? -1), rackId: textOrNull(said?.['rackId']),
    bytes: bytes.toString('base64'),
  };
}

function decodeVersioned(schema: typeof SUBSCRIPTION, bytes: Buffer): Struct | null {
  try {
    const reader = new Reader(bytes);
    const version = reader.int16();
    return version < 0 ? null : decode(schema, Math.min(version, schema.versions[1]), reader);
  } catch {
    return null;
  }
}

function encodeVersioned(schema: typeof SUBSCRIPTION, value: Struct): Buffer {
  const out = new Writer();
  out.int16(WRITTEN);
  encode(schema, WRITTEN, value, out);
  return out.done();
}

function subscriptionBytes(subscription: ConsumerSubscription): Buffer {
  if (subscription.bytes !== undefined) return Buffer.from(subscription.bytes, 'base64');
  return encodeVersioned(SUBSCRIPTION, { ...subscription, ownedPartitions: rowsOf(subscription.ownedPartitions) });
}

const assignmentOf = (value: unknown): ConsumerAssignment => placesOf((Buffer.isBuffer(value) ? decodeVersioned(ASSIGNMENT, value) : null)?.['assignedPartitions']);
const assignmentBytes = (assignment: ConsumerAssignment): Buffer => encodeVersioned(ASSIGNMENT, { assignedPartitions: rowsOf(assignment) });

const placesOf = (value: unknown): ConsumerAssignment => list(value).flatMap((topic) => numbers(topic['partitions']).map((partition) => ({ topic: text(topic['topic']), partition })));
const rowsOf = (places: ConsumerAssignment): readonly Struct[] => byTopic(places).map(([topic, rows]) => ({ topic, partitions: rows.map((one) => one.partition) }));
