// kafka-get-offsets.sh: where partitions begin, end, or stood at a time (GetOffsetShell).
import type { AdminError, OffsetRow } from '../../kafka/client/admin-calls.ts';
import type { TopicPartition } from '../../kafka/protocol.ts';
import type { Os } from '../program.ts';
import { adminProblem, brokerError, exception, wrapped } from './admin/errors.ts';
import { OFFSETS_HEADLINE, OFFSETS_OPTIONS } from './admin/offsets-help.ts';
import { topicFilter } from './admin/topic-filter.ts';
import { type Answer, call, connectAdmin, errorText, logError, print, readText, type Script, scriptProgram, type Step, trace, write } from './admin/script.ts';
import { commandConfig, complain, missing, openArguments, specs, type ToolHelp } from './admin/tool-arguments.ts';
import { type Given, has, SEVERAL, severalGiven, valueOf } from './console/arguments.ts';
import { addressComplaint } from './console/producer-options.ts';

const HELP: ToolHelp = { headline: OFFSETS_HEADLINE, noArguments: OFFSETS_HEADLINE, options: OFFSETS_OPTIONS };
const SPECS = specs('bootstrap-server command-config partitions time topic topic-partitions', 'exclude-internal-topics help version');
const TIMES: Readonly<Record<string, number>> = { latest: -1, earliest: -2, 'max-timestamp': -3, 'earliest-local': -4, 'latest-tiered': -5, 'earliest-pending-upload': -6 };

function* script(os: Os): Script {
  const opened = openArguments(os, SPECS, HELP);
  if (opened.kind === 'exit') {
    yield* write(opened.fd, opened.text);
    return opened.status;
  }
  if (opened.kind === 'refused') return yield* terse(opened.message);
  const { given } = opened;
  const complaint = missing(given, 'bootstrap-server');
  if (complaint !== null) {
    yield* write(2, complain(complaint, HELP));
    return 1;
  }
  const several = severalGiven(given, 'bootstrap-server', 'topic-partitions', 'topic', 'partitions', 'time', 'command-config');
  if (several !== null) return yield* failed(exception(SEVERAL, several), several);
  const address = addressComplaint(valueOf(given, 'bootstrap-server'));
  if (address !== null) {
    yield* write(2, complain(address, HELP));
    return 1;
  }
  const query = queryOf(given);
  if (query.kind === 'wrong') return yield* query.thrown === null ? terse(query.message) : failed(query.thrown);
  const file = valueOf(given, 'command-config');
  const properties = file === null ? {} : commandConfig(yield* readText(file));
  if (properties === null) return yield* failed(exception('java.nio.file.NoSuchFileException', file ?? ''), file ?? '');
  const problem = yield* connectAdmin({ ...properties, 'client.id': 'GetOffsetShell', 'bootstrap.servers': valueOf(given, 'bootstrap-server') ?? '' });
  if (problem !== null) return yield* failed(adminProblem(problem));
  return yield* ask(query, has(given, 'exclude-internal-topics'));
}

/** What the tool says of itself when it knows what is wrong. */
function* terse(message: string): Script {
  yield* write(2, `Error occurred: ${message}\n`);
  return 1;
}

function* failed(error: AdminError, message: string | null = null): Script {
  const shown = message ?? (error.exception === 'java.lang.RuntimeException' ? error.message : null) ?? causeText(error);
  yield* write(2, `Error occurred: ${shown}\n${trace(error)}\n\n`);
  return 1;
}

function causeText(error: AdminError): string {
  return error.cause !== null && error.exception === 'java.util.concurrent.ExecutionException' ? errorText(error.cause) : errorText(error);
}

interface Query {
  readonly kind: 'query';
  readonly timestamp: number;
  matches(partition: TopicPartition): boolean;
}

/** `thrown`: what comes with its trace, as for a rule of --topic-partitions that can't be read. */
interface Wrong {
  readonly kind: 'wrong';
  readonly message: string;
  readonly thrown: AdminError | null;
}

function wrong(message: string, thrown: AdminError | null = null): Wrong {
  return { kind: 'wrong', message, thrown };
}

const unread = (rule: string): Wrong => wrong('', exception('java.lang.RuntimeException', `org.apache.kafka.tools.TerseException: Invalid rule specification: ${rule}`, exception('org.apache.kafka.tools.TerseException', `Invalid rule specification: ${rule}`)));

/** What is asked for, or what is wrong with it. */
function queryOf(given: Given): Query | Wrong {
  const rules = valueOf(given, 'topic-partitions');
  if (rules !== null && (has(given, 'topic') || has(given, 'partitions'))) return wrong('--topic-partitions cannot be used with --topic or --partitions');
  const time = valueOf(given, 'time') ?? 'latest';
  const timestamp = TIMES[time] ?? (/^-?\d+$/.test(time) ? Number(time) : null);
  if (timestamp === null) {
    return wrong(`Malformed time argument ${time}. Please use -1 or latest / -2 or earliest / -3 or max-timestamp / -4 or earliest-local / -5 or latest-tiered / -6 or earliest-pending-upload, or a specified long format timestamp`);
  }
  if (rules !== null) {
    const parsed = rules.split(',').map(ruleOf);
    const bad = parsed.find((rule) => typeof rule !== 'function');
    if (bad !== undefined) return bad;
    return { kind: 'query', timestamp, matches: (partition) => parsed.some((rule) => typeof rule === 'function' && rule(partition)) };
  }
  const numbers = valueOf(given, 'partitions');
  if (numbers !== null && !/^\d+(,\d+)*$/.test(numbers)) return wrong(`--partitions expects a comma separated list of numeric partition ids, but received: ${numbers}`);
  const wanted = numbers?.split(',').map(Number) ?? null;
  const name = topicFilter(valueOf(given, 'topic'));
  if (!(name instanceof RegExp)) return wrong('', name);
  return { kind: 'query', timestamp, matches: ({ topic, partition }) => name.test(topic) && (wanted?.includes(partition) ?? true) };
}

/** `topic:0-3`, `topic:2`, `topic:-3`, `topic:2-`, `:1`, `topic`: topics by expression, partitions from (included) to (excluded). */
function ruleOf(text: string): ((partition: TopicPartition) => boolean) | Wrong {
  const found = /^([^:,]*)(?::(?:(\d+)|(?:(\d+)-(\d+))|(?:(\d+)-)|(?:-(\d+))))?$/.exec(text);
  if (found === null) return unread(text);
  const [, topic = '', single, from, to, least, below] = found;
  const name = topicFilter(topic === '' ? null : topic);
  if (!(name instanceof RegExp)) return wrong('', name);
  const low = Number(single ?? from ?? least ?? 0);
  const high = single === undefined ? Number(to ?? below ?? Number.MAX_SAFE_INTEGER) : Number(single) + 1;
  return ({ topic: each, partition }) => name.test(each) && partition >= low && partition < high;
}

function* ask(query: Query, excludeInternal: boolean): Generator<Step, number, Answer> {
  const listed = yield* call({ kind: 'listTopics' });
  if (!listed.ok) return yield* failed(wrapped(listed.error));
  const names = listed.value.filter((topic) => !(excludeInternal && topic.isInternal)).map((topic) => topic.name).sort((a, b) => (a < b ? -1 : 1));
  const described = yield* call({ kind: 'describeTopics', topics: names });
  if (!described.ok) return yield* failed(wrapped(described.error));
  const partitions = (names.length === 0 ? [] : described.value).flatMap((topic) => topic.partitions.map(({ partitionIndex }): TopicPartition => ({ topic: topic.name, partition: partitionIndex }))).filter((each) => query.matches(each));
  if (partitions.length === 0) return yield* terse('Could not match any topic-partitions with the specified filters');
  const leaderOf = ({ topic, partition }: TopicPartition): number => described.value.find((each) => each.name === topic)?.partitions.find((each) => each.partitionIndex === partition)?.leaderId ?? -1;
  const rowsFound: OffsetRow[] = [];
  // Partitions without a leader, or whose leader can't be reached, are asked for until the time is up, while the others' answers are kept.
  for (const leader of [...new Set(partitions.map(leaderOf))].sort((a, b) => b - a)) {
    const some = partitions.filter((each) => leaderOf(each) === leader);
    const offsets = yield* call({ kind: 'listOffsets', partitions: some.map((each) => ({ ...each, timestamp: query.timestamp })), isolationLevel: 0 });
    if (offsets.ok) rowsFound.push(...offsets.value);
    else for (const each of some) yield* write(2, `Skip getting offsets for topic-partition ${each.topic}-${each.partition} due to error: ${errorText(offsets.error)}\n`);
  }
  const rows = rowsFound.sort((a, b) => (a.topic < b.topic ? -1 : a.topic > b.topic ? 1 : a.partition - b.partition));
  for (const row of rows) {
    if (row.errorCode === 'UNSUPPORTED_VERSION') yield* logError(`[AdminClient clientId=GetOffsetShell] ListOffsets request for topic partition ${row.topic}-${row.partition} failed due to an unexpected error ${row.errorCode}`, 'org.apache.kafka.clients.admin.internals.ListOffsetsHandler');
    if (row.errorCode !== 'NONE') yield* write(2, `Skip getting offsets for topic-partition ${row.topic}-${row.partition} due to error: ${errorText(brokerError(row.errorCode, null))}\n`);
    else if (row.offset >= 0) yield* print(`${row.topic}:${row.partition}:${row.offset}`);
  }
  return 0;
}

export const kafkaGetOffsets = scriptProgram('kafka-get-offsets.sh', script, [
  { name: 'bootstrap-server', takes: 'bootstrap' }, { name: 'topic', takes: 'topic' }, { name: 'command-config', takes: 'file' },
  ...['partitions', 'time', 'topic-partitions'].map((name) => ({ name, takes: 'text' as const })), ...['exclude-internal-topics', 'help', 'version'].map((name) => ({ name, takes: 'nothing' as const })),
]);
