// kafka-share-groups.sh --delete, --delete-offsets and --reset-offsets.
import type { AdminError } from '../../../kafka/client/admin-calls.ts';
import { javaMapOrder, javaPartitionOrder } from '../../../kafka/client/java-map.ts';
import type { TopicPartition } from '../../../kafka/protocol.ts';
import { type Given, has, valueOf } from '../console/arguments.ts';
import type { Done } from '../kafka-share-groups.ts';
import { brokerError, exception, wrapped } from './errors.ts';
import { partitionsMeant } from './groups-scope.ts';
import { type Answer, call, errorText, print, type Step, write } from './script.ts';
import { wantedShareGroups } from './share-groups-describe.ts';
import { instantMs } from './times.ts';

// --- delete -----------------------------------------------------------------------------------------------------------

export function* deleteShareGroups(given: Given): Generator<Step, Done, Answer> {
  const names = yield* wantedShareGroups(given);
  const listed = yield* call({ kind: 'listGroups', statesFilter: [], typesFilter: ['share'] });
  if (!listed.ok || names === null) return listed.ok ? null : wrapped(listed.error);
  const refusals = new Map<string, AdminError>();
  for (const name of names) {
    const group = listed.value.find((each) => each.groupId === name);
    if (group === undefined) refusals.set(name, exception('java.lang.IllegalArgumentException', `Group '${name}' is not a share group.`));
    else if (group.groupState !== 'Empty' && group.groupState !== 'Dead') refusals.set(name, exception('org.apache.kafka.common.errors.GroupNotEmptyException', `Share group '${name}' is not EMPTY.`));
  }
  const wanted = names.filter((name) => !refusals.has(name));
  if (wanted.length > 0) {
    const deleted = yield* call({ kind: 'deleteGroups', groups: wanted });
    if (!deleted.ok) return wrapped(deleted.error);
    for (const { groupId, errorCode } of deleted.value) if (errorCode !== 'NONE') refusals.set(groupId, brokerError(errorCode, null));
  }
  const quoted = (list: readonly string[]): string => list.map((name) => `'${name}'`).join(', ');
  if (refusals.size === 0) {
    yield* print(`Deletion of requested share groups (${quoted(names)}) was successful.`);
    return null;
  }
  yield* print('\nError: Deletion of some share groups failed:');
  for (const [name, error] of refusals) yield* print(`* Group '${name}' could not be deleted due to: ${errorText(error)}`);
  const good = javaMapOrder(names.filter((name) => !refusals.has(name)));
  if (good.length > 0) yield* print(`\nThese share groups were deleted successfully: ${quoted(good)}`);
  return null;
}

export function* deleteShareOffsets(given: Given): Generator<Step, Done, Answer> {
  const group = valueOf(given, 'group') ?? '';
  const topics = given['topic'] ?? [];
  const deleted = yield* call({ kind: 'deleteShareGroupOffsets', group, topics });
  if (!deleted.ok) return wrapped(deleted.error);
  const { errorCode, errorMessage, responses } = deleted.value;
  const words = (topic: string): string | null => {
    if (errorCode !== 'NONE') return brokerError(errorCode, errorMessage).message;
    const found = responses.find((one) => one.topicName === topic);
    return found === undefined || found.errorCode === 'NONE' ? null : brokerError(found.errorCode, found.errorMessage).message;
  };
  if (errorCode !== 'NONE') yield* print(`\nError: ${brokerError(errorCode, errorMessage).message}`);
  const names = Math.max(15, ...topics.map((topic) => topic.length));
  const rows = [...topics].sort().map((topic) => {
    const problem = words(topic);
    return `${topic.padEnd(names)} ${problem === null ? 'Successful' : `Error: ${problem}`}`;
  });
  yield* print(['', `${'TOPIC'.padEnd(names)} STATUS`, ...rows].join('\n'));
  return null;
}

// --- reset ------------------------------------------------------------------------------------------------------------

interface Planned extends TopicPartition {
  readonly offset: number;
}

type Plan = { readonly kind: 'plan'; readonly rows: readonly Planned[] } | { readonly kind: 'error'; readonly error: AdminError };

export function* resetShareOffsets(given: Given): Generator<Step, Done, Answer> {
  const group = valueOf(given, 'group') ?? '';
  const described = yield* call({ kind: 'describeShareGroups', groups: [group] });
  if (!described.ok) return wrapped(described.error);
  const [found] = described.value;
  if (found?.errorCode === 'NONE' && found.members.length > 0) {
    yield* write(2, `Share group '${group}' is not empty.\n`);
    return 1;
  }
  const scope = yield* scopeOf(given, group);
  if (scope.kind === 'error') return scope.error;
  const plan = yield* planFor(given, scope.partitions);
  if (plan.kind === 'error') return plan.error;
  if (has(given, 'execute') && plan.rows.length > 0) {
    const topics = [...new Set(plan.rows.map((row) => row.topic))].map((topicName) => ({ topicName, partitions: plan.rows.filter((row) => row.topic === topicName).map((row) => ({ partitionIndex: row.partition, startOffset: row.offset })) }));
    const done = yield* call({ kind: 'alterShareGroupOffsets', group, topics });
    if (!done.ok) return wrapped(done.error);
    if (done.value.errorCode !== 'NONE') return wrapped(brokerError(done.value.errorCode, done.value.errorMessage));
    const bad = done.value.responses.flatMap((topic) => topic.partitions).find((one) => one.errorCode !== 'NONE');
    if (bad !== undefined) return wrapped(brokerError(bad.errorCode, bad.errorMessage));
  }
  yield* print(table(group, plan.rows));
  return null;
}

function nameOf({ topic, partition }: TopicPartition): string {
  return `${topic}-${partition}`;
}

/** Rows come in the order of Java's map of partitions. */
function table(group: string, rows: readonly Planned[]): string {
  const groups = Math.max(15, group.length);
  const topics = Math.max(15, ...rows.map((row) => row.topic.length));
  const line = (g: string, topic: string, partition: string, offset: string): string => `${g.padEnd(groups)} ${topic.padEnd(topics)} ${partition.padEnd(10)} ${offset}`;
  return ['', line('GROUP', 'TOPIC', 'PARTITION', 'NEW-OFFSET'), ...rows.map((row) => line(group, row.topic, String(row.partition), String(row.offset)))].join('\n');
}

type Scope = { readonly kind: 'partitions'; readonly partitions: readonly TopicPartition[] } | { readonly kind: 'error'; readonly error: AdminError };

function* scopeOf(given: Given, group: string): Generator<Step, Scope, Answer> {
  if (has(given, 'topic')) return yield* partitionsMeant(given['topic'] ?? []);
  const listed = yield* call({ kind: 'listShareGroupOffsets', group, topics: null });
  if (!listed.ok) return { kind: 'error', error: wrapped(listed.error) };
  return { kind: 'partitions', partitions: listed.value.topics.flatMap(({ topicName, partitions }) => partitions.map((one) => ({ topic: topicName, partition: one.partitionIndex }))) };
}

function* planFor(given: Given, partitions: readonly TopicPartition[]): Generator<Step, Plan, Answer> {
  const problem = yield* missingPartitions(partitions);
  if (problem !== null) return { kind: 'error', error: problem };
  const text = valueOf(given, 'to-datetime');
  const at = text === null ? (has(given, 'to-earliest') ? -2 : -1) : instantMs(text);
  if (at === null) return { kind: 'error', error: unparseable(text ?? '') };
  const offsets = yield* offsetsAt(partitions, at);
  if (isError(offsets)) return { kind: 'error', error: offsets };
  const ends = text === null ? offsets : yield* offsetsAt(partitions, -1);
  if (isError(ends)) return { kind: 'error', error: ends };
  const rows: Planned[] = [];
  for (const each of javaPartitionOrder(partitions)) {
    const name = nameOf(each);
    const offset = offsets.get(name) ?? -1;
    if (offset < 0) yield* print(`\nWarn: Partition ${each.partition} from topic ${each.topic} is empty. Falling back to latest known offset.`);
    rows.push({ ...each, offset: offset < 0 ? (ends.get(name) ?? 0) : offset });
  }
  return { kind: 'plan', rows };
}

function unparseable(text: string): AdminError {
  const words = text.includes('T') ? `Unparseable date: "${text}"` : "Error parsing timestamp. It does not contain a 'T' according to ISO8601 format";
  const parse = exception('java.text.ParseException', words);
  return exception('java.lang.RuntimeException', errorText(parse), parse);
}

function* missingPartitions(partitions: readonly TopicPartition[]): Generator<Step, AdminError | null, Answer> {
  const topics = [...new Set(partitions.map((each) => each.topic))];
  if (topics.length === 0) return null;
  const described = yield* call({ kind: 'describeTopics', topics });
  if (!described.ok) return described.error;
  const isThere = ({ topic, partition }: TopicPartition): boolean => described.value.find((each) => each.name === topic)?.partitions.some((each) => each.partitionIndex === partition) ?? false;
  const unknown = partitions.filter((each) => !isThere(each));
  return unknown.length === 0 ? null : exception('org.apache.kafka.common.errors.UnknownTopicOrPartitionException', `The partitions "${unknown.map(nameOf).join(',')}" do not exist`);
}

function isError(value: ReadonlyMap<string, number> | AdminError): value is AdminError {
  return 'exception' in value;
}

function* offsetsAt(partitions: readonly TopicPartition[], timestamp: number): Generator<Step, ReadonlyMap<string, number> | AdminError, Answer> {
  if (partitions.length === 0) return new Map<string, number>();
  const listed = yield* call({ kind: 'listOffsets', partitions: partitions.map((each) => ({ ...each, timestamp })), isolationLevel: 0 });
  return listed.ok ? new Map(listed.value.map((row) => [nameOf(row), row.offset])) : wrapped(listed.error);
}
