// How each admin call is made of requests: which first, which next after an answer, which again, and what is collected.
import { assert } from '../../kernel/assert.ts';
import { type AnyResponse, type ErrorCode, type MetadataResponse, portOf, type Response, type TopicPartition } from '../protocol.ts';
import type { ListOffsetsResponse } from '../protocol-data.ts';
import type { FindCoordinatorResponse } from '../protocol-groups.ts';
import { classicRow, consumerRow } from './admin-group-rows.ts';
import type { AdminApis, AdminCall, AdminError, BrokerLogDirs, CommittedRow, DeletedRecordsRow, GroupCoordinator, ListedTopic, OffsetRow, Outcome, PartitionResult } from './admin-calls.ts';
import { advanceTransactionCall, beginTransactionCall, type CollectedTransactions, finishTransactionCall, isTransactionCall, noTransactions } from './admin-transactions.ts';
import { isOperationCall, isOperationResponse, operationOutcome, operationStep } from './admin-operations.ts';
import { describedBy, type DescribedShareGroup, shareGroupError, shareGroupRequest, shareOutcome } from './admin-share.ts';
import type { ApiRequest } from './network-client.ts';

/** Who can answer: any broker, the controller (any broker forwards to it), or this broker. */
export type Target = 'any' | 'controller' | number;

/** A request to make. Plain data, never changed. */
export interface StepSpec {
  readonly target: Target;
  readonly request: ApiRequest;
  /** Whether it only finds out whom to ask. */
  readonly isLookup: boolean;
  /** What to do instead of the same again after a lost connection. */
  readonly lookupAgain: readonly StepSpec[] | null;
}

/** What the answers so far have brought, by kind of row. */
export interface Collected {
  topics: readonly ListedTopic[];
  offsets: OffsetRow[];
  deleted: DeletedRecordsRow[];
  groups: AdminApis['listGroups'][1][number][];
  described: AdminApis['describeGroups'][1][number][];
  configs: AdminApis['describeConfigs'][1][number][];
  altered: AdminApis['incrementalAlterConfigs'][1][number][];
  deletedGroups: AdminApis['deleteGroups'][1][number][];
  committed: CommittedRow[];
  partitions: PartitionResult[];
  groupError: ErrorCode;
  logDirs: BrokerLogDirs[];
  transactions: CollectedTransactions;
  shareGroups: DescribedShareGroup[];
  /** The answer of calls that are one request. */
  single: AnyResponse | null;
}

export function emptyCollected(): Collected {
  return { topics: [], offsets: [], deleted: [], groups: [], described: [], configs: [], altered: [], deletedGroups: [], committed: [], partitions: [], groupError: 'NONE', logDirs: [], shareGroups: [], transactions: noTransactions(), single: null };
}

function step(target: Target, request: ApiRequest, lookupAgain: readonly StepSpec[] | null = null): StepSpec {
  return { target, request, isLookup: false, lookupAgain };
}

function lookup(request: ApiRequest): StepSpec {
  return { target: 'any', request, isLookup: true, lookupAgain: null };
}

/** The first requests of a call. `timeoutMs` is what the controller is given for its own waiting. Controllers leave decisions to the active one (KIP-919). */
export function beginCall(call: AdminCall, timeoutMs: number, toControllers: boolean): StepSpec[] {
  switch (call.kind) {
    case 'createTopics':
      return [step('controller', { api: 'CreateTopics', body: { topics: call.topics, timeoutMs, validateOnly: call.validateOnly } })];
    case 'deleteTopics':
      return [step('controller', { api: 'DeleteTopics', body: { topicNames: call.topics, timeoutMs } })];
    case 'createPartitions':
      return [step('controller', { api: 'CreatePartitions', body: { topics: call.topics, timeoutMs, validateOnly: call.validateOnly } })];
    case 'listTopics':
      return [step('any', { api: 'Metadata', body: { topics: null, allowAutoTopicCreation: false } })];
    case 'describeTopics':
      return [step('any', { api: 'DescribeTopicPartitions', body: { topics: call.topics } })];
    case 'describeConfigs':
      return byBroker(call.resources).map(([target, resources]) => step(target, { api: 'DescribeConfigs', body: { resources, includeSynonyms: call.includeSynonyms } }));
    case 'incrementalAlterConfigs':
      if (toControllers) return [step('controller', { api: 'IncrementalAlterConfigs', body: { resources: call.resources, validateOnly: call.validateOnly } })];
      return byBroker(call.resources).map(([target, resources]) => step(target, { api: 'IncrementalAlterConfigs', body: { resources, validateOnly: call.validateOnly } }));
    case 'listOffsets':
    case 'deleteRecords':
      return call.partitions.length === 0 ? [] : [findLeaders(call.partitions)];
    case 'electLeaders':
      return [step('controller', { api: 'ElectLeaders', body: { electionType: call.electionType, topicPartitions: call.partitions, timeoutMs } })];
    case 'listGroups':
      return [lookup({ api: 'Metadata', body: { topics: [], allowAutoTopicCreation: false } })];
    case 'describeGroups':
    case 'describeShareGroups':
    case 'deleteGroups':
      return call.groups.length === 0 ? [] : [findCoordinators(call.groups)];
    case 'listGroupOffsets':
    case 'alterGroupOffsets':
    case 'deleteGroupOffsets':
    case 'listShareGroupOffsets':
    case 'alterShareGroupOffsets':
    case 'deleteShareGroupOffsets':
      return [findCoordinators([call.group])];
    case 'describeCluster':
      return [step('any', { api: 'DescribeCluster', body: { includeFencedBrokers: call.includeFencedBrokers ?? false } })];
    case 'listConfigResources':
      return [step('any', { api: 'ListConfigResources', body: { resourceTypes: call.resourceTypes } })];
    case 'describeLogDirs':
      return call.brokers.map((broker) => step(broker, { api: 'DescribeLogDirs', body: { topics: call.topics } }));
    case 'unregisterBroker':
      return [step('controller', { api: 'UnregisterBroker', body: { brokerId: call.brokerId } })];
    case 'describeMetadataQuorum':
      return [step('controller', { api: 'DescribeQuorum', body: {} })];
    default:
      return [operationStep(call, timeoutMs)];
    case 'listTransactions':
    case 'describeTransactions':
    case 'describeProducers':
    case 'abortTransaction':
    case 'fenceProducers':
      return beginTransactionCall(call);
  }
}

/** Resources of a broker go to that broker, all others together to any. */
function byBroker<R extends { readonly resourceType: string; readonly resourceName: string }>(resources: readonly R[]): [Target, R[]][] {
  const groups: [Target, R[]][] = [];
  for (const resource of resources) {
    const isBrokers = resource.resourceType === 'BROKER' || resource.resourceType === 'BROKER_LOGGER';
    const target: Target = isBrokers && /^\d+$/.test(resource.resourceName) ? Number(resource.resourceName) : 'any';
    const group = groups.find(([t]) => t === target);
    if (group === undefined) groups.push([target, [resource]]);
    else group[1].push(resource);
  }
  return groups;
}

function findLeaders(partitions: readonly TopicPartition[]): StepSpec {
  const topics = [...new Set(partitions.map((p) => p.topic))];
  return lookup({ api: 'Metadata', body: { topics, allowAutoTopicCreation: false } });
}

function findCoordinators(groups: readonly string[]): StepSpec {
  return lookup({ api: 'FindCoordinator', body: { keyType: 'group', coordinatorKeys: groups } });
}

export interface Advance {
  /** What comes next, at once. */
  readonly next: StepSpec[];
  /** What must be tried again after the retry backoff. */
  readonly retry: StepSpec[];
}

const DONE: Advance = { next: [], retry: [] };

/** Takes an answer into `got` and says what to ask next. */
export function advance(call: AdminCall, spec: StepSpec, response: AnyResponse, got: Collected, timeoutMs: number): Advance {
  if (isTransactionCall(call)) return advanceTransactionCall(call, spec, response, got.transactions);
  switch (response.api) {
    case 'Metadata':
      return afterMetadata(call, response.body, got, timeoutMs);
    case 'FindCoordinator':
      return afterCoordinators(call, response.body, got);
    case 'ListOffsets':
      return afterListOffsets(response.body, got, spec);
    case 'DeleteRecords':
      return afterDeleteRecords(call, response, got);
    case 'ListGroups':
      if (isRetriableGroupError(response.body.errorCode)) return { next: [], retry: [spec] };
      for (const group of response.body.groups) if (!got.groups.some((g) => g.groupId === group.groupId)) got.groups.push(group);
      return DONE;
    case 'DescribeConfigs':
      got.configs.push(...response.body.results);
      return DONE;
    case 'IncrementalAlterConfigs':
      got.altered.push(...response.body.responses);
      return DONE;
    case 'DescribeLogDirs':
      assert(typeof spec.target === 'number', 'log directories are asked of a broker');
      got.logDirs.push({ brokerId: spec.target, results: response.body.results });
      return DONE;
    case 'ConsumerGroupDescribe':
    case 'DescribeGroups':
    case 'DeleteGroups':
    case 'OffsetFetch':
    case 'OffsetCommit':
    case 'OffsetDelete':
    case 'ShareGroupDescribe':
    case 'DescribeShareGroupOffsets':
    case 'AlterShareGroupOffsets':
    case 'DeleteShareGroupOffsets':
      return afterGroupAnswer(spec, response, got);
    case 'DescribeQuorum':
      if (['NOT_LEADER_OR_FOLLOWER', 'NOT_CONTROLLER', 'REQUEST_TIMED_OUT'].includes(response.body.errorCode)) return { next: [], retry: [spec] };
      got.single = response;
      return DONE;
    default:
      if (hasNotController(response)) return { next: [], retry: [spec] };
      got.single = response;
      return DONE;
  }
}

function hasNotController(response: AnyResponse): boolean {
  if (response.api === 'CreateTopics') return response.body.topics.some((topic) => topic.errorCode === 'NOT_CONTROLLER');
  if (response.api === 'DeleteTopics') return response.body.responses.some((topic) => topic.errorCode === 'NOT_CONTROLLER');
  if (response.api === 'CreatePartitions') return response.body.results.some((topic) => topic.errorCode === 'NOT_CONTROLLER');
  if (isOperationResponse(response)) return response.body.errorCode === 'NOT_CONTROLLER';
  if (response.api === 'ElectLeaders') return response.body.errorCode === 'NOT_CONTROLLER';
  return false;
}

function afterMetadata(call: AdminCall, body: MetadataResponse, got: Collected, timeoutMs: number): Advance {
  if (call.kind === 'listTopics') {
    got.topics = body.topics.filter((t) => t.errorCode === 'NONE').map((t) => ({ name: t.name, topicId: t.topicId, isInternal: t.isInternal }));
    return DONE;
  }
  if (call.kind === 'listGroups') {
    const request: ApiRequest = { api: 'ListGroups', body: { statesFilter: call.statesFilter, typesFilter: call.typesFilter } };
    return { next: body.brokers.map((broker) => step(broker.nodeId, request)), retry: [] };
  }
  if (call.kind === 'listOffsets') {
    const { led, unled } = byLeader(call.partitions.filter((p) => !got.offsets.some((row) => same(row, p))), body);
    const next = led.map(([leader, rows]) => {
      const topics = byTopic(rows).map(([name, of]) => ({ name, partitions: of.map((p) => ({ partitionIndex: p.partition, currentLeaderEpoch: -1, timestamp: p.timestamp })) }));
      return step(leader, { api: 'ListOffsets', body: { replicaId: -1, isolationLevel: call.isolationLevel, topics } }, [findLeaders(rows)]);
    });
    return { next, retry: unled.length > 0 ? [findLeaders(unled)] : [] };
  }
  if (call.kind === 'deleteRecords') {
    const { led, unled } = byLeader(call.partitions.filter((p) => !got.deleted.some((row) => same(row, p))), body);
    const next = led.map(([leader, rows]) => {
      const topics = byTopic(rows).map(([name, of]) => ({ name, partitions: of.map((p) => ({ partitionIndex: p.partition, offset: p.offset })) }));
      return step(leader, { api: 'DeleteRecords', body: { topics, timeoutMs } }, [findLeaders(rows)]);
    });
    return { next, retry: unled.length > 0 ? [findLeaders(unled)] : [] };
  }
  return DONE;
}

function same(a: TopicPartition, b: TopicPartition): boolean {
  return a.topic === b.topic && a.partition === b.partition;
}

/** Partitions by their leader; `unled` are those without one, or unknown yet. Only topics that the response speaks of are looked at. */
function byLeader<P extends TopicPartition>(partitions: readonly P[], body: MetadataResponse): { led: [number, P[]][]; unled: P[] } {
  const led: [number, P[]][] = [];
  const unled: P[] = [];
  for (const partition of partitions) {
    const topic = body.topics.find((t) => t.name === partition.topic);
    if (topic === undefined) continue;
    const leader = topic.partitions.find((p) => p.partitionIndex === partition.partition)?.leaderId ?? -1;
    if (leader < 0) {
      unled.push(partition);
      continue;
    }
    const group = led.find(([id]) => id === leader);
    if (group === undefined) led.push([leader, [partition]]);
    else group[1].push(partition);
  }
  return { led, unled };
}

function byTopic<P extends TopicPartition>(partitions: readonly P[]): [string, P[]][] {
  const groups: [string, P[]][] = [];
  for (const partition of partitions) {
    const group = groups.find(([topic]) => topic === partition.topic);
    if (group === undefined) groups.push([partition.topic, [partition]]);
    else group[1].push(partition);
  }
  return groups;
}

const LEADER_MOVED: readonly ErrorCode[] = [
  'NOT_LEADER_OR_FOLLOWER',
  'LEADER_NOT_AVAILABLE',
  'FENCED_LEADER_EPOCH',
  'UNKNOWN_LEADER_EPOCH',
  'REPLICA_NOT_AVAILABLE',
  'BROKER_NOT_AVAILABLE',
  'OFFSET_NOT_AVAILABLE',
  'KAFKA_STORAGE_ERROR',
  'UNKNOWN_TOPIC_OR_PARTITION',
];

function afterListOffsets(body: ListOffsetsResponse, got: Collected, spec: StepSpec): Advance {
  const again: TopicPartition[] = [];
  for (const topic of body.topics) {
    for (const p of topic.partitions) {
      const at = { topic: topic.name, partition: p.partitionIndex };
      if (LEADER_MOVED.includes(p.errorCode)) again.push(at);
      else got.offsets.push({ ...at, errorCode: p.errorCode, offset: p.offset, timestamp: p.timestamp, leaderEpoch: p.leaderEpoch });
    }
  }
  assert(spec.lookupAgain !== null, 'ListOffsets comes after a lookup');
  return { next: [], retry: again.length > 0 ? [findLeaders(again)] : [] };
}

function afterDeleteRecords(call: AdminCall, response: AnyResponse, got: Collected): Advance {
  assert(call.kind === 'deleteRecords' && response.api === 'DeleteRecords', 'the answer fits the call');
  const again: TopicPartition[] = [];
  for (const topic of response.body.topics) {
    for (const p of topic.partitions) {
      const at = { topic: topic.name, partition: p.partitionIndex };
      if (LEADER_MOVED.includes(p.errorCode)) again.push(at);
      else got.deleted.push({ ...at, errorCode: p.errorCode, lowWatermark: p.lowWatermark });
    }
  }
  return { next: [], retry: again.length > 0 ? [findLeaders(again)] : [] };
}

/** Errors of a coordinator after which the same is asked again, of the same or of a new one. */
function isRetriableGroupError(error: ErrorCode): boolean {
  return error === 'COORDINATOR_LOAD_IN_PROGRESS' || error === 'COORDINATOR_NOT_AVAILABLE' || error === 'NOT_COORDINATOR';
}

function afterCoordinators(call: AdminCall, body: FindCoordinatorResponse, got: Collected): Advance {
  const retry: string[] = [];
  const next: StepSpec[] = [];
  for (const found of body.coordinators) {
    if (isRetriableGroupError(found.errorCode)) retry.push(found.key);
    else if (found.errorCode === 'NONE') next.push(groupStep(call, found.key, found.nodeId));
    else groupFailed(call, found.key, found.errorCode, found.errorMessage, got);
  }
  return { next, retry: retry.length > 0 ? [findCoordinators(retry)] : [] };
}

function groupStep(call: AdminCall, group: string, coordinator: number): StepSpec {
  const again = [findCoordinators([group])];
  switch (call.kind) {
    case 'describeGroups':
      return step(coordinator, { api: 'ConsumerGroupDescribe', body: { groupIds: [group] } }, again);
    case 'deleteGroups':
      return step(coordinator, { api: 'DeleteGroups', body: { groupsNames: [group] } }, again);
    case 'listGroupOffsets': {
      const topics = call.partitions === null ? null : byTopic(call.partitions).map(([name, of]) => ({ name, partitionIndexes: of.map((p) => p.partition) }));
      return step(coordinator, { api: 'OffsetFetch', body: { groupId: group, memberId: null, topics, requireStable: false } }, again);
    }
    case 'alterGroupOffsets': {
      const topics = byTopic(call.offsets).map(([name, of]) => ({
        name,
        partitions: of.map((p) => ({ partitionIndex: p.partition, committedOffset: p.offset, committedLeaderEpoch: p.leaderEpoch, committedMetadata: p.metadata })),
      }));
      return step(coordinator, { api: 'OffsetCommit', body: { groupId: group, generationIdOrMemberEpoch: -1, memberId: '', groupInstanceId: null, topics } }, again);
    }
    case 'deleteGroupOffsets': {
      const topics = byTopic(call.partitions).map(([name, of]) => ({ name, partitions: of.map((p) => p.partition) }));
      return step(coordinator, { api: 'OffsetDelete', body: { groupId: group, topics } }, again);
    }
    case 'describeShareGroups':
    case 'listShareGroupOffsets':
    case 'alterShareGroupOffsets':
    case 'deleteShareGroupOffsets':
      return step(coordinator, shareGroupRequest(call, group), again);
    default:
      assert(false, `${call.kind} has no coordinator`);
  }
}

/** The coordinator could not be found for good: the group's rows carry the error. */
function groupFailed(call: AdminCall, group: string, errorCode: ErrorCode, errorMessage: string | null, got: Collected): void {
  got.groupError = errorCode;
  const coordinator: GroupCoordinator = { group, nodeId: -1, host: '', port: -1 };
  if (call.kind === 'describeGroups') got.described.push({ errorCode, errorMessage, groupId: group, groupState: '', protocolType: '', protocolData: '', members: [], coordinator, epochs: null });
  if (call.kind === 'deleteGroups') got.deletedGroups.push({ groupId: group, errorCode });
  if (call.kind === 'alterGroupOffsets') got.partitions.push(...call.offsets.map((o) => ({ topic: o.topic, partition: o.partition, errorCode })));
}

function afterGroupAnswer(spec: StepSpec, response: AnyResponse, got: Collected): Advance {
  assert(spec.lookupAgain !== null, 'a group request comes after a lookup');
  const error = groupErrorOf(response);
  if (error === 'COORDINATOR_LOAD_IN_PROGRESS' || error === 'REBALANCE_IN_PROGRESS') return { next: [], retry: [spec] };
  if (isRetriableGroupError(error)) return { next: [], retry: [...spec.lookupAgain] };
  if (response.api === 'DescribeGroups' || response.api === 'ConsumerGroupDescribe') return described(spec, response, got);
  if (response.api === 'DeleteGroups') {
    got.deletedGroups.push(...response.body.results);
  } else if (response.api === 'OffsetFetch') {
    got.groupError = response.body.errorCode;
    for (const topic of response.body.topics) {
      for (const p of topic.partitions) got.committed.push({ topic: topic.name, partition: p.partitionIndex, errorCode: p.errorCode, offset: p.committedOffset, leaderEpoch: p.committedLeaderEpoch, metadata: p.metadata });
    }
  } else if (response.api === 'OffsetCommit' || response.api === 'OffsetDelete') {
    if (response.api === 'OffsetDelete') got.groupError = response.body.errorCode;
    for (const topic of response.body.topics) {
      for (const p of topic.partitions) got.partitions.push({ topic: topic.name, partition: p.partitionIndex, errorCode: p.errorCode });
    }
  } else if (response.api === 'ShareGroupDescribe') {
    assert(typeof spec.target === 'number', 'a group request goes to a broker');
    got.shareGroups.push(...describedBy(response, spec.target));
  } else got.single = response;
  return DONE;
}

/** What is no group of the new protocol is asked for as a classic one (DescribeConsumerGroupsHandler). */
function described(spec: StepSpec, response: Response<'DescribeGroups'> | Response<'ConsumerGroupDescribe'>, got: Collected): Advance {
  assert(typeof spec.target === 'number', 'a group request goes to a broker');
  const next: StepSpec[] = [];
  const coordinator = (group: string): GroupCoordinator => ({ group, nodeId: Number(spec.target), host: 'localhost', port: portOf(Number(spec.target)) });
  if (response.api === 'DescribeGroups') {
    for (const group of response.body.groups) got.described.push(classicRow(group, coordinator(group.groupId)));
    return DONE;
  }
  for (const group of response.body.groups) {
    if (group.errorCode === 'GROUP_ID_NOT_FOUND') next.push(step(spec.target, { api: 'DescribeGroups', body: { groups: [group.groupId] } }, [findCoordinators([group.groupId])]));
    else got.described.push(consumerRow(group, coordinator(group.groupId)));
  }
  return { next, retry: [] };
}

/** The error that decides whether a group request is made again. */
function groupErrorOf(response: AnyResponse): ErrorCode {
  switch (response.api) {
    case 'ConsumerGroupDescribe':
    case 'DescribeGroups':
      return response.body.groups[0]?.errorCode ?? 'NONE';
    case 'DeleteGroups':
      return response.body.results[0]?.errorCode ?? 'NONE';
    case 'OffsetFetch':
    case 'OffsetDelete':
      return response.body.errorCode;
    case 'OffsetCommit':
      return response.body.topics.flatMap((t) => t.partitions).find((p) => isRetriableGroupError(p.errorCode))?.errorCode ?? 'NONE';
    case 'ShareGroupDescribe':
    case 'DescribeShareGroupOffsets':
    case 'AlterShareGroupOffsets':
    case 'DeleteShareGroupOffsets':
      return shareGroupError(response);
    default:
      return 'NONE';
  }
}

/** The call's answer from what was collected. */
export function finishCall(id: number, call: AdminCall, got: Collected): Outcome {
  const { single } = got;
  if (isOperationCall(call)) return operationOutcome(id, call, single) ?? unanswered(id, call);
  switch (call.kind) {
    case 'createTopics':
      return { kind: call.kind, call: id, ok: true, value: single?.api === 'CreateTopics' ? single.body.topics : [] };
    case 'deleteTopics':
      return { kind: call.kind, call: id, ok: true, value: single?.api === 'DeleteTopics' ? single.body.responses : [] };
    case 'createPartitions':
      return { kind: call.kind, call: id, ok: true, value: single?.api === 'CreatePartitions' ? single.body.results : [] };
    case 'listTopics':
      return { kind: call.kind, call: id, ok: true, value: got.topics };
    case 'describeTopics':
      return { kind: call.kind, call: id, ok: true, value: single?.api === 'DescribeTopicPartitions' ? single.body.topics : [] };
    case 'describeConfigs':
      return { kind: call.kind, call: id, ok: true, value: got.configs };
    case 'incrementalAlterConfigs':
      return { kind: call.kind, call: id, ok: true, value: got.altered };
    case 'listOffsets':
      return { kind: call.kind, call: id, ok: true, value: inOrder(call.partitions, got.offsets) };
    case 'deleteRecords':
      return { kind: call.kind, call: id, ok: true, value: inOrder(call.partitions, got.deleted) };
    case 'listGroups':
      return { kind: call.kind, call: id, ok: true, value: got.groups };
    case 'describeGroups':
      return { kind: call.kind, call: id, ok: true, value: got.described };
    case 'listGroupOffsets':
      return { kind: call.kind, call: id, ok: true, value: { errorCode: got.groupError, offsets: got.committed } };
    case 'alterGroupOffsets':
      return { kind: call.kind, call: id, ok: true, value: got.partitions };
    case 'deleteGroups':
      return { kind: call.kind, call: id, ok: true, value: got.deletedGroups };
    case 'deleteGroupOffsets':
      return { kind: call.kind, call: id, ok: true, value: { errorCode: got.groupError, partitions: got.partitions } };
    case 'electLeaders':
      return single?.api === 'ElectLeaders' ? { kind: call.kind, call: id, ok: true, value: single.body } : unanswered(id, call);
    case 'describeCluster':
      return single?.api === 'DescribeCluster' ? { kind: call.kind, call: id, ok: true, value: single.body } : unanswered(id, call);
    case 'listConfigResources':
      return single?.api === 'ListConfigResources' ? { kind: call.kind, call: id, ok: true, value: single.body } : unanswered(id, call);
    case 'unregisterBroker':
      return single?.api === 'UnregisterBroker' ? { kind: call.kind, call: id, ok: true, value: single.body } : unanswered(id, call);
    case 'describeLogDirs':
      return { kind: call.kind, call: id, ok: true, value: call.brokers.flatMap((broker) => got.logDirs.filter((one) => one.brokerId === broker)) };
    case 'listTransactions':
    case 'describeTransactions':
    case 'describeProducers':
    case 'abortTransaction':
    case 'fenceProducers':
      return finishTransactionCall(id, call, got.transactions);
    case 'describeShareGroups':
    case 'listShareGroupOffsets':
    case 'alterShareGroupOffsets':
    case 'deleteShareGroupOffsets':
      return shareOutcome(id, call, got.shareGroups, single) ?? unanswered(id, call);
    case 'describeMetadataQuorum':
      return single?.api === 'DescribeQuorum' ? { kind: call.kind, call: id, ok: true, value: single.body } : unanswered(id, call);
  }
}

function inOrder<R extends TopicPartition>(asked: readonly TopicPartition[], rows: readonly R[]): R[] {
  return asked.flatMap((p) => rows.filter((row) => same(row, p)));
}

/** A response of another API than the request's: the server is not Kafka. */
function unanswered(id: number, call: AdminCall): Outcome {
  const error: AdminError = { exception: 'org.apache.kafka.common.errors.UnknownServerException', message: 'The server sent an answer of another kind.', cause: null };
  return { kind: call.kind, call: id, ok: false, error } as Outcome;
}
