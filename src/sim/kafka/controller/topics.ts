// Topics as the active controller makes, widens and deletes them, with Kafka's words for what can't be.
import type { Context } from '../../kernel/types.ts';
import { brokersOf, isActive, type TopicImage } from '../metadata-image.ts';
import type { MetadataRecord, PartitionRecord } from '../metadata-record.ts';
import type { CreatePartitionsRequest, CreatePartitionsResponse, CreateTopicsRequest, CreateTopicsResponse, DeleteTopicsRequest, DeleteTopicsResponse, ErrorCode } from '../protocol.ts';
import { topicNameProblem } from '../topic-name.ts';
import { randomUuid } from '../uuid.ts';
import { type Administration, presentAdministration } from './administration.ts';
import { compactionProblem } from './compaction-lags.ts';
import { type Quota, unlimited } from './mutation-quota.ts';
import { place } from './placement.ts';
import { append, type Controller, setting, sources } from './state.ts';

interface Problem {
  readonly errorCode: ErrorCode;
  readonly errorMessage: string | null;
}

/** ReplicationControlManager.MAX_PARTITIONS_PER_BATCH. */
const PARTITIONS_PER_BATCH = 10_000;

const NONE: Problem = { errorCode: 'NONE', errorMessage: null };

type WantedTopic = CreateTopicsRequest['topics'][number];

export function createTopics(controller: Controller, request: CreateTopicsRequest, ctx: Context, find: () => Administration | null, quota: Quota = unlimited()): CreateTopicsResponse {
  const partitions = request.topics.map(({ assignments, numPartitions }) => (assignments.length > 0 ? assignments.length : numPartitions === -1 ? Number(setting(controller, 'num.partitions')) : Math.max(0, numPartitions)));
  if (partitions.reduce((sum, each) => sum + each, 0) > PARTITIONS_PER_BATCH) {
    const refusal = { topicId: '', numPartitions: -1, replicationFactor: -1, errorCode: 'POLICY_VIOLATION' as const, errorMessage: 'Excessively large number of partitions per request.' };
    return { topics: request.topics.map(({ name }) => ({ name, ...refusal })) };
  }
  const topics = request.topics.map((wanted) => createTopic(controller, wanted, request.validateOnly, ctx, find, quota));
  return { topics, ...quota.throttled() };
}

function createTopic(controller: Controller, wanted: WantedTopic, validateOnly: boolean, ctx: Context, find: () => Administration | null, quota: Quota): CreateTopicsResponse['topics'][number] {
  const refuse = (errorCode: ErrorCode, errorMessage: string): CreateTopicsResponse['topics'][number] => ({ name: wanted.name, topicId: '', numPartitions: -1, replicationFactor: -1, errorCode, errorMessage });
  const nameProblem = topicNameProblem(wanted.name);
  if (nameProblem !== null) return refuse('INVALID_TOPIC_EXCEPTION', nameProblem);
  if (controller.image.topics[wanted.name] !== undefined) return refuse('TOPIC_ALREADY_EXISTS', `Topic '${wanted.name}' already exists.`);
  const colliding = Object.keys(controller.image.topics).find((each) => each.replaceAll('.', '_') === wanted.name.replaceAll('.', '_'));
  if (colliding !== undefined) return refuse('INVALID_TOPIC_EXCEPTION', `Topic '${wanted.name}' collides with existing topic: ${colliding}`);
  const settings = new Map(wanted.configs.map((config) => [config.name, config.value ?? '']));
  const problem = settings.size === 0 ? compactionProblem(sources(controller), wanted.name, settings) : presentAdministration(find).topicConfigsProblem(sources(controller), wanted.name, settings);
  if (problem !== null) return refuse('INVALID_CONFIG', problem);
  const assigned = wanted.assignments.length > 0 ? manualAssignment(controller, wanted) : chosenAssignment(controller, wanted, ctx);
  if (assigned.kind === 'error') return refuse(assigned.errorCode, assigned.errorMessage);
  const { replicas } = assigned;
  if (!quota.take(replicas.length)) return refuse('THROTTLING_QUOTA_EXCEEDED', 'The throttling quota has been exceeded.');
  const topicId = randomUuid(ctx);
  const replicationFactor = replicas[0]?.length ?? 0;
  if (!validateOnly) {
    const configs = wanted.configs.map((config): MetadataRecord => ({ kind: 'ConfigRecord', resourceType: 'TOPIC', resourceName: wanted.name, name: config.name, value: config.value }));
    const subjects = [`topic/${wanted.name}`, ...replicas.map((_, partition) => `partition/${wanted.name}-${partition}`)];
    ctx.note('topic-created', { topic: wanted.name, partitions: replicas.length, replicationFactor }, subjects);
    append(controller, [{ kind: 'TopicRecord', name: wanted.name, topicId }, ...configs, ...replicas.map((each, partition) => newPartition(controller, topicId, partition, each))], ctx);
  }
  return { name: wanted.name, topicId, numPartitions: replicas.length, replicationFactor, ...NONE };
}

/** In sync are the replicas that are active; the first of them leads. */
function newPartition(controller: Controller, topicId: string, partitionId: number, replicas: readonly number[]): PartitionRecord {
  const isr = replicas.filter((id) => isActive(controller.image, id));
  return { kind: 'PartitionRecord', topicId, partitionId, replicas, isr, removingReplicas: [], addingReplicas: [], leader: isr[0] ?? -1, leaderEpoch: 0, partitionEpoch: 0, leaderRecoveryState: 0, elr: [], lastKnownElr: [] };
}

type Assigned = { readonly kind: 'assigned'; readonly replicas: readonly (readonly number[])[] } | { readonly kind: 'error'; readonly errorCode: ErrorCode; readonly errorMessage: string };

function chosenAssignment(controller: Controller, wanted: WantedTopic, ctx: Context): Assigned {
  const error = (errorCode: ErrorCode, errorMessage: string): Assigned => ({ kind: 'error', errorCode, errorMessage });
  if (wanted.numPartitions === 0 || wanted.numPartitions < -1) return error('INVALID_PARTITIONS', 'Number of partitions was set to an invalid non-positive value.');
  if (wanted.replicationFactor === 0 || wanted.replicationFactor < -1) return error('INVALID_REPLICATION_FACTOR', 'Replication factor must be larger than 0, or -1 to use the default value.');
  const partitions = wanted.numPartitions === -1 ? Number(setting(controller, 'num.partitions')) : wanted.numPartitions;
  const replicationFactor = wanted.replicationFactor === -1 ? Number(setting(controller, 'default.replication.factor')) : wanted.replicationFactor;
  return placed(controller, partitions, replicationFactor, [], ctx);
}

function placed(controller: Controller, partitions: number, replicationFactor: number, existing: readonly (readonly number[])[], ctx: Context): Assigned {
  const usable = brokersOf(controller.image).map(({ id, rack, fenced, inControlledShutdown }) => ({ id, rack, fenced: fenced || inControlledShutdown }));
  const result = place(usable, partitions, replicationFactor, existing, (bound) => Math.floor(ctx.random() * bound));
  if (result.kind === 'placed') return { kind: 'assigned', replicas: result.assignments };
  return { kind: 'error', errorCode: 'INVALID_REPLICATION_FACTOR', errorMessage: `Unable to replicate the partition ${replicationFactor} time(s): ${result.message}` };
}

function manualAssignment(controller: Controller, wanted: WantedTopic): Assigned {
  const invalid = (errorMessage: string): Assigned => ({ kind: 'error', errorCode: 'INVALID_REPLICA_ASSIGNMENT', errorMessage });
  if (wanted.replicationFactor !== -1) return { kind: 'error', errorCode: 'INVALID_REQUEST', errorMessage: 'A manual partition assignment was specified, but replication factor was not set to -1.' };
  if (wanted.numPartitions !== -1) return { kind: 'error', errorCode: 'INVALID_REQUEST', errorMessage: 'A manual partition assignment was specified, but numPartitions was not set to -1.' };
  const replicas = [...wanted.assignments].sort((a, b) => a.partitionIndex - b.partitionIndex).map((each) => each.brokerIds);
  if (wanted.assignments.some((each, index) => !wanted.assignments.some((other) => other.partitionIndex === index) || each.partitionIndex < 0)) return invalid('partitions should be a consecutive 0-based integer sequence');
  for (const [partition, each] of replicas.entries()) {
    const problem = assignmentProblem(controller, each, replicas[0] ?? [], partition);
    if (problem !== null) return invalid(problem);
  }
  return { kind: 'assigned', replicas };
}

function assignmentProblem(controller: Controller, replicas: readonly number[], first: readonly number[], partition: number): string | null {
  if (replicas.length === 0) return 'The manual partition assignment includes an empty replica list.';
  const twice = replicas.find((id, index) => replicas.indexOf(id) !== index);
  if (twice !== undefined) return `The manual partition assignment includes the broker ${twice} more than once.`;
  const unknown = [...replicas].sort((a, b) => a - b).find((id) => controller.image.brokers[id] === undefined);
  if (unknown !== undefined) return `The manual partition assignment includes broker ${unknown}, but no such broker is registered.`;
  if (replicas.length !== first.length) return `The manual partition assignment includes a partition with ${replicas.length} replica(s), but this is not consistent with previous partitions, which have ${first.length} replica(s).`;
  if (!replicas.some((id) => isActive(controller.image, id))) return `All brokers specified in the manual partition assignment for partition ${partition} are fenced or in controlled shutdown.`;
  return null;
}

// --- more partitions, fewer topics ---------------------------------------------------------------------------------------

export function createPartitions(controller: Controller, request: CreatePartitionsRequest, ctx: Context, quota: Quota = unlimited()): CreatePartitionsResponse {
  const results = request.topics.map((wanted) => ({ name: wanted.name, ...addPartitions(controller, wanted, request.validateOnly, ctx, quota) }));
  return { results, ...quota.throttled() };
}

function addPartitions(controller: Controller, wanted: CreatePartitionsRequest['topics'][number], validateOnly: boolean, ctx: Context, quota: Quota): Problem {
  const topic = controller.image.topics[wanted.name];
  if (topic === undefined) return { errorCode: 'UNKNOWN_TOPIC_OR_PARTITION', errorMessage: null };
  const has = topic.partitions.length;
  if (wanted.count === has) return { errorCode: 'INVALID_PARTITIONS', errorMessage: `Topic already has ${has} partition(s).` };
  if (wanted.count < has) return { errorCode: 'INVALID_PARTITIONS', errorMessage: `The topic ${wanted.name} currently has ${has} partition(s); ${wanted.count} would not be an increase.` };
  const more = wanted.count - has;
  if (wanted.assignments !== null && wanted.assignments.length !== more) {
    return { errorCode: 'INVALID_REPLICA_ASSIGNMENT', errorMessage: `Attempted to add ${more} additional partition(s), but only ${wanted.assignments.length} assignment(s) were specified.` };
  }
  const assigned = wanted.assignments === null ? placed(controller, more, topic.partitions[0]?.replicas.length ?? 1, topic.partitions.map((each) => each.replicas), ctx) : manualAddition(controller, topic, wanted.assignments);
  if (assigned.kind === 'error') return assigned;
  if (!quota.take(more)) return { errorCode: 'THROTTLING_QUOTA_EXCEEDED', errorMessage: null };
  // A real controller makes as many as a batch holds, and says then that something went wrong.
  const added = assigned.replicas.slice(0, PARTITIONS_PER_BATCH);
  if (!validateOnly) {
    ctx.note('partitions-added', { topic: wanted.name, from: has, to: has + added.length }, [`topic/${wanted.name}`]);
    append(controller, added.map((replicas, index) => newPartition(controller, topic.topicId, has + index, replicas)), ctx);
  }
  return added.length < assigned.replicas.length ? { errorCode: 'UNKNOWN_SERVER_ERROR', errorMessage: null } : NONE;
}

function manualAddition(controller: Controller, topic: TopicImage, assignments: readonly (readonly number[])[]): Assigned {
  for (const [index, each] of assignments.entries()) {
    const problem = assignmentProblem(controller, each, topic.partitions[0]?.replicas ?? [], topic.partitions.length + index);
    if (problem !== null) return { kind: 'error', errorCode: 'INVALID_REPLICA_ASSIGNMENT', errorMessage: problem };
  }
  return { kind: 'assigned', replicas: assignments };
}

export function deleteTopics(controller: Controller, request: DeleteTopicsRequest, ctx: Context, quota: Quota = unlimited()): DeleteTopicsResponse {
  const responses = request.topicNames.map((name) => {
    const topic = controller.image.topics[name];
    if (topic === undefined) return { name, topicId: '', errorCode: 'UNKNOWN_TOPIC_OR_PARTITION' as const, errorMessage: 'This server does not host this topic-partition.' };
    if (setting(controller, 'delete.topic.enable') === 'false') return { name, topicId: topic.topicId, errorCode: 'TOPIC_DELETION_DISABLED' as const, errorMessage: null };
    if (!quota.take(topic.partitions.length)) return { name, topicId: topic.topicId, errorCode: 'THROTTLING_QUOTA_EXCEEDED' as const, errorMessage: null };
    ctx.note('topic-deleted', { topic: name }, [`topic/${name}`]);
    append(controller, [{ kind: 'RemoveTopicRecord', topicId: topic.topicId }], ctx);
    return { name, topicId: topic.topicId, ...NONE };
  });
  return { responses, ...quota.throttled() };
}
