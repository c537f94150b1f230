// kafka-consumer-groups.sh --reset-offsets: a plan of new offsets, shown, written to a file or carried out (OffsetsUtils).
import type { AdminError, CommittedRow } from '../../../kafka/client/admin-calls.ts';
import { javaMapOrder, javaPartitionOrder } from '../../../kafka/client/java-map.ts';
import type { TopicPartition } from '../../../kafka/protocol.ts';
import { topicNameProblem } from '../../../kafka/topic-name.ts';
import { type Given, has, valueOf } from '../console/arguments.ts';
import type { Done } from '../kafka-consumer-groups.ts';
import { dateProblem, durationMs, instantMs } from './times.ts';
import { brokerError, exception, illegalArgument, notANumber, wrapped } from './errors.ts';
import { SCENARIOS } from './groups-arguments.ts';
import { wantedGroups } from './groups-describe.ts';
import { partitionsMeant } from './groups-scope.ts';
import { parsePlan, type Planned, runtime } from './reset-plan-file.ts';
import { unreadable } from './json-file.ts';
import { type Answer, call, errorText, logError, logWarn, print, readText, type Step, wallClock, write } from './script.ts';
import { complain, type ToolHelp } from './tool-arguments.ts';

type Plan = { readonly kind: 'plan'; readonly rows: readonly Planned[] } | { readonly kind: 'error'; readonly error: AdminError } | { readonly kind: 'usage'; readonly message: string };

const LOGGER = 'org.apache.kafka.tools.OffsetsUtils';

export function* resetOffsets(given: Given, help: ToolHelp): Generator<Step, Done, Answer> {
  const names = yield* wantedGroups(given);
  if (names === null) return null;
  const described = yield* call({ kind: 'describeGroups', groups: names });
  if (!described.ok) return wrapped(described.error);
  const plans: { group: string; rows: readonly Planned[] }[] = [];
  // The groups come out of a HashMap that was copied: its table is as small as may be.
  for (const group of javaMapOrder(names, Math.floor(names.length / 0.75 + 1))) {
    const found = described.value.find((each) => each.groupId === group);
    const state = found === undefined || found.errorCode !== 'NONE' ? 'Dead' : found.groupState;
    if (state !== 'Empty' && state !== 'Dead') {
      yield* print(`\nError: Assignments can only be reset if the group '${group}' is inactive, but the current state is ${state}.`);
      plans.push({ group, rows: [] });
      continue;
    }
    const plan = yield* planFor(given, group, names);
    if (plan.kind === 'error') return plan.error;
    if (plan.kind === 'usage') {
      yield* write(2, complain(plan.message, help));
      return 1;
    }
    const failed = has(given, 'execute') ? yield* carryOut(group, plan.rows) : null;
    if (failed !== null) return failed;
    plans.push({ group, rows: javaPartitionOrder(plan.rows) });
  }
  const shown = javaMapOrder(plans.map(({ group }) => group)).flatMap((group) => plans.filter((plan) => plan.group === group));
  yield* print(has(given, 'export') ? csv(shown, names.length > 1) : table(shown));
  return null;
}

function* carryOut(group: string, rows: readonly Planned[]): Generator<Step, AdminError | null, Answer> {
  if (rows.length === 0) return null;
  const done = yield* call({ kind: 'alterGroupOffsets', group, offsets: rows.map((row) => ({ ...row, leaderEpoch: -1, metadata: '' })) });
  if (!done.ok) return wrapped(done.error);
  const bad = done.value.find((each) => each.errorCode !== 'NONE');
  return bad === undefined ? null : wrapped(brokerError(bad.errorCode, null));
}

function table(plans: readonly { readonly group: string; readonly rows: readonly Planned[] }[]): string {
  const groups = Math.max(15, ...plans.map((plan) => plan.group.length));
  const topics = Math.max(15, ...plans.flatMap((plan) => plan.rows.map((row) => row.topic.length)));
  const line = (group: string, topic: string, partition: string, offset: string): string => `${group.padEnd(groups)} ${topic.padEnd(topics)} ${partition.padEnd(10)} ${offset}`;
  return ['', line('GROUP', 'TOPIC', 'PARTITION', 'NEW-OFFSET'), ...plans.flatMap((plan) => plan.rows.map((row) => line(plan.group, row.topic, String(row.partition), String(row.offset))))].join('\n');
}

function csv(plans: readonly { readonly group: string; readonly rows: readonly Planned[] }[], several: boolean): string {
  return `${plans.flatMap((plan) => plan.rows.map((row) => `${several ? `${plan.group},` : ''}${row.topic},${row.partition},${row.offset}`)).join('\n')}\n`;
}

// --- the plan ------------------------------------------------------------------------------------------------------------

function* planFor(given: Given, group: string, groups: readonly string[]): Generator<Step, Plan, Answer> {
  const file = valueOf(given, 'from-file');
  if (file !== null) return yield* fromFile(file, group, groups);
  const scope = yield* scopeOf(given, group);
  if (scope.kind !== 'partitions') return scope;
  const { partitions } = scope;
  const problem = yield* checkPartitions(partitions);
  if (problem !== null) return { kind: 'error', error: problem };
  if (has(given, 'to-earliest')) return yield* byTimestamp(partitions, -2);
  if (has(given, 'to-latest')) return yield* byTimestamp(partitions, -1);
  if (has(given, 'to-offset')) return yield* toOffset(given, partitions);
  if (has(given, 'to-datetime') || has(given, 'by-duration')) return yield* toTime(given, partitions);
  if (has(given, 'shift-by')) return yield* shifted(given, group, partitions);
  if (has(given, 'to-current')) return yield* current(group, partitions);
  const order = ['from-file', 'shift-by', 'to-offset', 'to-earliest', 'to-current', 'to-latest', 'by-duration', 'to-datetime'];
  return { kind: 'usage', message: `Option '[reset-offsets]' requires one of the following scenarios: [${order.filter((name) => SCENARIOS.includes(name)).map((name) => `[${name}]`).join(', ')}]` };
}

type ScopeOrUsage = { readonly kind: 'partitions'; readonly partitions: readonly TopicPartition[] } | { readonly kind: 'error'; readonly error: AdminError } | { readonly kind: 'usage'; readonly message: string };

function* scopeOf(given: Given, group: string): Generator<Step, ScopeOrUsage, Answer> {
  if (has(given, 'topic') && !has(given, 'all-topics')) return yield* partitionsMeant(given['topic'] ?? []);
  if (!has(given, 'all-topics')) return { kind: 'usage', message: 'One of the reset scopes should be defined: --all-topics, --topic.' };
  const committed = yield* committedOf(group, null);
  return { kind: 'partitions', partitions: committed.map(({ topic, partition }) => ({ topic, partition })).sort((a, b) => (a.topic < b.topic ? -1 : a.topic > b.topic ? 1 : a.partition - b.partition)) };
}

function* committedOf(group: string, partitions: readonly TopicPartition[] | null): Generator<Step, readonly CommittedRow[], Answer> {
  const fetched = yield* call({ kind: 'listGroupOffsets', group, partitions });
  return fetched.ok ? fetched.value.offsets.filter((row) => row.offset >= 0) : [];
}

function nameOf({ topic, partition }: TopicPartition): string {
  return `${topic}-${partition}`;
}

function* checkPartitions(partitions: readonly TopicPartition[]): Generator<Step, AdminError | null, Answer> {
  const topics = [...new Set(partitions.map((each) => each.topic))];
  if (topics.length === 0) return null;
  const described = yield* call({ kind: 'describeTopics', topics });
  if (!described.ok) return described.error;
  const find = ({ topic, partition }: TopicPartition): { readonly leaderId: number } | null => described.value.find((each) => each.name === topic)?.partitions.find((each) => each.partitionIndex === partition) ?? null;
  const unknown = partitions.filter((each) => find(each) === null);
  if (unknown.length > 0) return exception('org.apache.kafka.common.errors.UnknownTopicOrPartitionException', `The partitions "${unknown.map(nameOf).join(',')}" do not exist`);
  const leaderless = partitions.filter((each) => (find(each)?.leaderId ?? -1) < 0);
  if (leaderless.length > 0) return exception('org.apache.kafka.common.errors.LeaderNotAvailableException', `The partitions "${leaderless.map(nameOf).join(',')}" have no leader`);
  return null;
}

function* offsetsAt(partitions: readonly TopicPartition[], timestamp: number): Generator<Step, ReadonlyMap<string, number> | AdminError, Answer> {
  if (partitions.length === 0) return new Map();
  const listed = yield* call({ kind: 'listOffsets', partitions: partitions.map((each) => ({ ...each, timestamp })), isolationLevel: 0 });
  return listed.ok ? new Map(listed.value.map((row) => [nameOf(row), row.offset])) : runtime(wrapped(listed.error));
}

function isMap(value: ReadonlyMap<string, number> | AdminError): value is ReadonlyMap<string, number> {
  return value instanceof Map;
}

function* byTimestamp(partitions: readonly TopicPartition[], timestamp: number): Generator<Step, Plan, Answer> {
  const offsets = yield* offsetsAt(partitions, timestamp);
  if (!isMap(offsets)) return { kind: 'error', error: offsets };
  return { kind: 'plan', rows: partitions.map((each) => ({ ...each, offset: offsets.get(nameOf(each)) ?? 0 })) };
}

function* toTime(given: Given, partitions: readonly TopicPartition[]): Generator<Step, Plan, Answer> {
  const now = yield* wallClock();
  const dateText = valueOf(given, 'to-datetime');
  const text = dateText ?? valueOf(given, 'by-duration') ?? '';
  const at = dateText === null ? (durationMs(text) === null ? null : now - (durationMs(text) ?? 0)) : instantMs(text);
  if (at === null) return { kind: 'error', error: dateText === null ? exception('java.time.format.DateTimeParseException', 'Text cannot be parsed to a Duration') : runtime(exception('java.text.ParseException', dateProblem(text))) };
  const offsets = yield* offsetsAt(partitions, at);
  if (!isMap(offsets)) return { kind: 'error', error: offsets };
  const ends = yield* offsetsAt(partitions, -1);
  if (!isMap(ends)) return { kind: 'error', error: ends };
  const rows: Planned[] = [];
  for (const each of partitions) {
    const found = offsets.get(nameOf(each)) ?? -1;
    if (found < 0) yield* print(`\nWarn: Partition ${each.partition} from topic ${each.topic} is empty. Falling back to latest known offset.`);
    rows.push({ ...each, offset: found < 0 ? (ends.get(nameOf(each)) ?? 0) : found });
  }
  return { kind: 'plan', rows };
}

/** An offset beyond the log becomes its end or its start, with a warning. */
function* withinLog(wanted: readonly Planned[]): Generator<Step, Plan, Answer> {
  const starts = yield* offsetsAt(wanted, -2);
  if (!isMap(starts)) return { kind: 'error', error: starts };
  const ends = yield* offsetsAt(wanted, -1);
  if (!isMap(ends)) return { kind: 'error', error: ends };
  const rows: Planned[] = [];
  for (const row of wanted) {
    const start = starts.get(nameOf(row)) ?? 0;
    const end = ends.get(nameOf(row)) ?? 0;
    if (row.offset > end) yield* logWarn(`New offset (${row.offset}) is higher than latest offset for topic partition ${nameOf(row)}. Value will be set to ${end}`, LOGGER);
    if (row.offset < start) yield* logWarn(`New offset (${row.offset}) is lower than earliest offset for topic partition ${nameOf(row)}. Value will be set to ${start}`, LOGGER);
    rows.push({ topic: row.topic, partition: row.partition, offset: Math.max(start, Math.min(end, row.offset)) });
  }
  return { kind: 'plan', rows };
}

function wholeNumber(given: Given, option: string): number | AdminError {
  const text = valueOf(given, option) ?? '';
  return /^[+-]?\d+$/.test(text) ? Number(text) : notANumber(option, text);
}

function* toOffset(given: Given, partitions: readonly TopicPartition[]): Generator<Step, Plan, Answer> {
  const offset = wholeNumber(given, 'to-offset');
  if (typeof offset !== 'number') return { kind: 'error', error: offset };
  return yield* withinLog(partitions.map((each) => ({ ...each, offset })));
}

function* shifted(given: Given, group: string, partitions: readonly TopicPartition[]): Generator<Step, Plan, Answer> {
  const by = wholeNumber(given, 'shift-by');
  if (typeof by !== 'number') return { kind: 'error', error: by };
  const committed = yield* committedOf(group, partitions);
  const wanted: Planned[] = [];
  for (const each of partitions) {
    const row = committed.find((other) => nameOf(other) === nameOf(each));
    if (row === undefined) return { kind: 'error', error: illegalArgument(`Cannot shift offset for partition ${nameOf(each)} since there is no current committed offset`) };
    wanted.push({ ...each, offset: row.offset + by });
  }
  return yield* withinLog(wanted);
}

/** What is committed stays; where nothing is, the end of the log. */
function* current(group: string, partitions: readonly TopicPartition[]): Generator<Step, Plan, Answer> {
  const committed = yield* committedOf(group, partitions);
  const ends = yield* offsetsAt(partitions, -1);
  if (!isMap(ends)) return { kind: 'error', error: ends };
  return { kind: 'plan', rows: partitions.map((each) => ({ ...each, offset: committed.find((row) => nameOf(row) === nameOf(each))?.offset ?? ends.get(nameOf(each)) ?? 0 })) };
}

function* fromFile(path: string, group: string, groups: readonly string[]): Generator<Step, Plan, Answer> {
  const text = yield* readText(path);
  if (text === null) return { kind: 'error', error: runtime(unreadable(path)) };
  const plan = parsePlan(text, groups);
  if (plan.kind === 'error') return plan;
  const rows = plan.groups[group];
  if (rows === undefined) {
    yield* print(`\nError: No reset plan for group ${group} found`);
    return { kind: 'plan', rows: [] };
  }
  const unknown = yield* unknownTopic(rows);
  if (unknown === null) return yield* withinLog(rows);
  const { topic, partition } = unknown;
  const isInvalid = topicNameProblem(topic) !== null;
  yield* logError(`[AdminClient clientId=adminclient-1] Received ${isInvalid ? 'invalid' : 'unknown'} topic error for topic ${topic}${isInvalid ? ' in `Metadata` response' : ''}`, 'org.apache.kafka.clients.admin.internals.PartitionLeaderStrategy');
  yield* write(2, `${errorText(brokerError(isInvalid ? 'INVALID_TOPIC_EXCEPTION' : 'UNKNOWN_TOPIC_OR_PARTITION', null))}\n`);
  const message = `Failed to fetch metadata for partition ${topic}-${partition} ${isInvalid ? `due to invalid topic \`${topic}\`` : `because metadata for topic \`${topic}\` could not be found`}`;
  return { kind: 'error', error: runtime(wrapped(exception(`org.apache.kafka.common.errors.${isInvalid ? 'InvalidTopicException' : 'UnknownTopicOrPartitionException'}`, message))) };
}

function* unknownTopic(rows: readonly Planned[]): Generator<Step, Planned | null, Answer> {
  const described = yield* call({ kind: 'describeTopics', topics: [...new Set(rows.map(({ topic }) => topic))] });
  return described.ok ? (rows.find(({ topic }) => described.value.find((each) => each.name === topic)?.errorCode !== 'NONE') ?? null) : null;
}
