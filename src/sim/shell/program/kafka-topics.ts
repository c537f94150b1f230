// kafka-topics.sh: create, list, describe, alter and delete topics (TopicCommand).
import type { AdminApis, AdminError } from '../../kafka/client/admin-calls.ts';
import { javaMapOrder } from '../../kafka/client/java-map.ts';
import { configKey } from '../../kafka/config-described.ts';
import { valueProblem } from '../../kafka/config-value.ts';
import type { Os } from '../program.ts';
import { adminProblem, brokerError, exception, illegalArgument, notANumber, wrapped } from './admin/errors.ts';
import { type Answer, call, connectAdmin, logError, print, readText, type Script, scriptProgram, type Step, trace, write } from './admin/script.ts';
import { commandConfig, complain, conflict, missing, openArguments, specs, type ToolHelp } from './admin/tool-arguments.ts';
import { TOPICS_HEADLINE, TOPICS_OPTIONS } from './admin/topics-help.ts';
import { runtime } from './admin/reset-plan-file.ts';
import { topicFilter } from './admin/topic-filter.ts';
import { idProblem } from './admin/uuid.ts';
import { describeTopics, type Filters } from './admin/topics-describe.ts';
import { type Given, has, SEVERAL, severalGiven, valueOf } from './console/arguments.ts';

const HELP: ToolHelp = { headline: TOPICS_HEADLINE, noArguments: 'Create, delete, describe, or change a topic.', options: TOPICS_OPTIONS };
const ACTIONS = ['list', 'describe', 'create', 'alter', 'delete'] as const;
const FILTERS = ['under-replicated-partitions', 'unavailable-partitions', 'under-min-isr-partitions', 'at-min-isr-partitions'];
const SPECS = specs(
  'bootstrap-server command-config topic topic-id config delete-config partitions replication-factor replica-assignment partition-size-limit-per-response',
  `list create delete alter describe help version if-exists if-not-exists exclude-internal topics-with-overrides ${FILTERS.join(' ')}`,
);

const COLLISION = "WARNING: Due to limitations in metric names, topics with a period ('.') or underscore ('_') could collide. To avoid issues it is best to use either, but not both.";

type Part<T> = Generator<Step, T, Answer>;
/** Null where all went well. */
type Failed = AdminError | null;

function* script(os: Os): Script {
  const opened = openArguments(os, SPECS, HELP);
  if (opened.kind === 'exit') {
    yield* write(opened.fd, opened.text);
    return opened.status;
  }
  if (opened.kind === 'refused') return yield* thrown(exception(opened.exception, opened.message));
  const { given } = opened;
  const complaint = problemWith(given);
  if (complaint !== null) {
    yield* write(2, complain(complaint, HELP));
    return 1;
  }
  const twice = severalGiven(given, 'bootstrap-server', 'command-config');
  if (twice !== null) return yield* thrown(exception(SEVERAL, twice));
  if (!has(given, 'bootstrap-server')) return yield* thrown(illegalArgument('--bootstrap-server must be specified'));
  if (has(given, 'delete-config')) yield* write(2, 'delete-config option is no longer supported and deprecated since version 4.0. The config will be fully removed in future releases.\n');
  const file = valueOf(given, 'command-config');
  const properties = file === null ? {} : commandConfig(yield* readText(file));
  if (properties === null) return yield* thrown(exception('java.nio.file.NoSuchFileException', file ?? ''));
  const problem = yield* connectAdmin({ ...properties, 'bootstrap.servers': valueOf(given, 'bootstrap-server') ?? '' });
  if (problem !== null) return yield* thrown(adminProblem(problem));
  const several = severalGiven(given, 'topic', 'partitions', 'replication-factor', 'replica-assignment', 'topic-id');
  const failed = several === null ? yield* act(given) : exception(SEVERAL, several);
  if (failed === null) return 0;
  yield* print(`Error while executing topic command : ${failed.message}`);
  yield* logError(`${trace(failed)}\n`, 'org.apache.kafka.tools.TopicCommand');
  return 1;
}

/** What is thrown before the tool talks to a cluster: its message, and the whole exception. */
function* thrown(error: AdminError): Script {
  yield* write(2, `${error.message}\n${trace(error)}\n\n`);
  return 1;
}

function problemWith(given: Given): string | null {
  const actions = ACTIONS.filter((action) => has(given, action));
  const [action] = actions;
  if (actions.length !== 1 || action === undefined) return 'Command must include exactly one action: --list, --describe, --create, --alter or --delete';
  if (action === 'describe' && has(given, 'if-exists') && !has(given, 'topic') && !has(given, 'topic-id')) return '--topic or --topic-id is required to describe a topic';
  const required = action === 'create' || action === 'delete' ? missing(given, 'topic') : action === 'alter' ? missing(given, 'topic') : null;
  if (required !== null) return required;
  if (action === 'alter' && has(given, 'config')) return 'Option combination "[[bootstrap-server], [config]]" can\'t be used with option "[alter]" (To alter topic configurations, the kafka-configs tool can be used.)';
  return (
    conflict(given, 'config', 'list', 'describe', 'delete') ?? conflict(given, 'delete-config', 'create', 'list', 'describe', 'delete') ??
    conflict(given, 'partitions', 'list', 'describe', 'delete') ?? conflict(given, 'replication-factor', 'alter', 'list', 'describe', 'delete') ??
    (action === 'create' ? conflict(given, 'replica-assignment', 'partitions', 'replication-factor') : null) ?? conflict(given, 'replica-assignment', 'list', 'describe', 'delete') ??
    FILTERS.map((filter) => conflict(given, filter, 'list', 'create', 'alter', 'delete', 'topics-with-overrides')).find((each) => each !== null) ??
    conflict(given, 'topics-with-overrides', 'list', 'create', 'alter', 'delete') ?? conflict(given, 'if-exists', 'create', 'list') ?? conflict(given, 'if-not-exists', 'list', 'alter', 'describe', 'delete') ??
    conflict(given, 'exclude-internal', 'create', 'alter', 'delete') ?? (action === 'alter' ? missing(given, 'partitions') : null)
  );
}

function* act(given: Given): Part<Failed> {
  if (has(given, 'create')) return yield* create(given);
  if (has(given, 'alter')) return yield* alter(given);
  if (has(given, 'list')) return yield* list(given);
  if (has(given, 'describe')) return yield* describe(given);
  return yield* remove(given);
}

// --- create --------------------------------------------------------------------------------------------------------------

interface Wanted {
  readonly partitions: number;
  readonly replicationFactor: number;
  readonly assignments: readonly (readonly number[])[];
  readonly configs: readonly { readonly name: string; readonly value: string }[];
}

function isError(value: unknown): value is AdminError {
  return typeof value === 'object' && value !== null && 'exception' in value;
}

function wholeNumber(given: Given, option: string): number | null | AdminError {
  const text = valueOf(given, option);
  if (text === null) return null;
  return /^[+-]?\d+$/.test(text) && Math.abs(Number(text)) < 2 ** 31 ? Number(text) : notANumber(option, text);
}

function wantedTopic(given: Given): Wanted | AdminError {
  const partitions = wholeNumber(given, 'partitions');
  if (isError(partitions)) return partitions;
  const replicationFactor = wholeNumber(given, 'replication-factor');
  if (isError(replicationFactor)) return replicationFactor;
  const assignments = assignment(valueOf(given, 'replica-assignment'));
  if (isError(assignments)) return assignments;
  const configs = configOverrides(given);
  if (isError(configs)) return configs;
  return { partitions: partitions ?? -1, replicationFactor: replicationFactor ?? -1, assignments, configs };
}

function configOverrides(given: Given): { readonly name: string; readonly value: string }[] | AdminError {
  const configs: { name: string; value: string }[] = [];
  for (const text of given['config'] ?? []) {
    const equals = text.indexOf('=');
    if (equals < 0) return illegalArgument('requirement failed: Invalid topic config: all configs to be added must be in the format "key=val".');
    configs.push({ name: text.slice(0, equals).trim(), value: text.slice(equals + 1).trim() });
  }
  for (const { name, value } of configs) {
    const key = configKey('TOPIC', name);
    if (key === null) return exception('org.apache.kafka.common.errors.InvalidConfigurationException', `Unknown topic config name: ${name}`);
    const problem = valueProblem(key, value);
    if (problem !== null) return exception('org.apache.kafka.common.config.ConfigException', problem);
  }
  return configs;
}

/** `1:2,2:3`: the brokers of each partition. */
function assignment(text: string | null): number[][] | AdminError {
  if (text === null) return [];
  const out: number[][] = [];
  for (const [index, part] of text.split(',').entries()) {
    const brokers = part.split(':').map((each) => each.trim());
    const bad = brokers.find((each) => !/^[+-]?\d+$/.test(each));
    if (bad !== undefined) return exception('java.lang.NumberFormatException', `For input string: "${bad}"`);
    const ids = brokers.map(Number);
    const twice = ids.filter((id, at) => ids.indexOf(id) !== at);
    if (twice.length > 0) return exception('org.apache.kafka.tools.AdminCommandFailedException', `Partition replica lists may not contain duplicate entries: ${[...new Set(twice)].join(',')}`);
    if (ids.length !== (out[0]?.length ?? ids.length)) return exception('org.apache.kafka.tools.AdminOperationException', `Partition ${index} has different replication factor: [${ids.join(', ')}]`);
    out.push(ids);
  }
  return out;
}

function* create(given: Given): Part<Failed> {
  const name = valueOf(given, 'topic') ?? '';
  const wanted = wantedTopic(given);
  if (isError(wanted)) return wanted;
  if (/[._]/.test(name)) yield* print(COLLISION);
  if (has(given, 'replication-factor') && (wanted.replicationFactor > 32767 || wanted.replicationFactor < 1)) return illegalArgument('The replication factor must be between 1 and 32767 inclusive');
  if (has(given, 'partitions') && wanted.partitions < 1) return illegalArgument('The partitions must be greater than 0');
  if (name === '') return brokerError('INVALID_TOPIC_EXCEPTION', "The given topic name '' cannot be represented in a request.");
  const topic = {
    name, numPartitions: wanted.partitions, replicationFactor: wanted.replicationFactor, configs: wanted.configs,
    assignments: wanted.assignments.map((brokerIds, partitionIndex) => ({ partitionIndex, brokerIds })),
  };
  const made = yield* call({ kind: 'createTopics', topics: [topic], validateOnly: false });
  if (!made.ok) return made.error;
  const [result] = made.value;
  if (result === undefined || result.errorCode === 'NONE') {
    yield* print(`Created topic ${name}.`);
    return null;
  }
  if (result.errorCode === 'TOPIC_ALREADY_EXISTS' && has(given, 'if-not-exists')) return null;
  return brokerError(result.errorCode, result.errorMessage);
}

// --- the other actions -----------------------------------------------------------------------------------------------------

/** The topics that a pattern names, sorted; null asks for all. */
function* topicNames(pattern: string | null, excludeInternal: boolean): Part<string[] | AdminError> {
  const listed = yield* call({ kind: 'listTopics' });
  if (!listed.ok) return listed.error;
  const matches = topicFilter(pattern);
  if (isError(matches)) return matches;
  return listed.value.filter((topic) => matches.test(topic.name) && !(excludeInternal && topic.isInternal)).map((topic) => topic.name).sort((a, b) => (a < b ? -1 : 1));
}

/** The topics meant, or the complaint that there is none. */
function* existing(given: Given): Part<string[] | AdminError> {
  const name = valueOf(given, 'topic');
  const names = yield* topicNames(name, has(given, 'exclude-internal'));
  if (isError(names) || names.length > 0 || name === null || has(given, 'if-exists')) return names;
  return illegalArgument(`Topic '${name}' does not exist as expected`);
}

function* list(given: Given): Part<Failed> {
  const names = yield* topicNames(valueOf(given, 'topic'), has(given, 'exclude-internal'));
  if (isError(names)) return names;
  yield* print(names.join('\n'));
  return null;
}

function* alter(given: Given): Part<Failed> {
  const count = wholeNumber(given, 'partitions');
  if (isError(count)) return count;
  const all = assignment(valueOf(given, 'replica-assignment'));
  if (isError(all)) return all;
  const names = yield* existing(given);
  if (isError(names)) return names;
  if (names.length === 0) return null;
  const described = yield* call({ kind: 'describeTopics', topics: names });
  if (!described.ok) return described.error;
  const topics = names.map((name) => {
    const has_ = described.value.find((topic) => topic.name === name)?.partitions.length ?? 0;
    return { name, count: count ?? 0, assignments: all.length === 0 ? null : all.slice(has_) };
  });
  const altered = yield* call({ kind: 'createPartitions', topics, validateOnly: false });
  if (!altered.ok) return altered.error;
  const bad = altered.value.find((result) => result.errorCode !== 'NONE');
  return bad === undefined ? null : brokerError(bad.errorCode, bad.errorMessage);
}

function* remove(given: Given): Part<Failed> {
  const names = yield* existing(given);
  if (isError(names)) return names;
  if (names.length === 0) return null;
  const deleted = yield* call({ kind: 'deleteTopics', topics: names });
  if (!deleted.ok) return deleted.error;
  const bad = deleted.value.find((result) => result.errorCode !== 'NONE');
  return bad === undefined ? null : brokerError(bad.errorCode, bad.errorMessage);
}

const ZERO_ID = 'AAAAAAAAAAAAAAAAAAAAAA';

function* describe(given: Given): Part<Failed> {
  const id = valueOf(given, 'topic-id');
  const problem = id === null ? null : idProblem(id);
  if (problem !== null) return illegalArgument(problem);
  if (id !== null && id !== ZERO_ID && has(given, 'topic')) yield* print('Only topic id will be used when both --topic and --topic-id are specified and topicId is not Uuid.ZERO_UUID');
  const names = id !== null && id !== ZERO_ID ? yield* namesById(id, has(given, 'if-exists')) : yield* existing(given);
  if (isError(names)) return names;
  if (names.length === 0) return null;
  const described = yield* call({ kind: 'describeTopics', topics: names });
  if (!described.ok) return described.error;
  const resources = names.map((resourceName) => ({ resourceType: 'TOPIC' as const, resourceName, configurationKeys: null }));
  const configs = yield* call({ kind: 'describeConfigs', resources, includeSynonyms: false });
  if (!configs.ok) return configs.error;
  // The tool asks for reassignments as well, which only the controller knows: without one it fails.
  const topicPartitions = described.value.map((topic) => ({ name: topic.name, partitionIndexes: topic.partitions.map((partition) => partition.partitionIndex) }));
  const moving = yield* call({ kind: 'listPartitionReassignments', topics: topicPartitions });
  if (!moving.ok) return runtime(wrapped(moving.error));
  const filters: Filters = {
    underReplicated: has(given, 'under-replicated-partitions'), unavailable: has(given, 'unavailable-partitions'), underMinIsr: has(given, 'under-min-isr-partitions'), atMinIsr: has(given, 'at-min-isr-partitions'),
    withOverrides: has(given, 'topics-with-overrides'),
  };
  const byName = new Map(described.value.map((topic) => [topic.name, topic]));
  const topics = javaMapOrder(names, names.length).flatMap((name): AdminApis['describeTopics'][1][number][] => {
    const topic = byName.get(name);
    return topic === undefined || topic.errorCode !== 'NONE' ? [] : [topic];
  });
  for (const line of describeTopics(topics, configs.value, filters)) yield* print(line);
  return null;
}

function* namesById(id: string, ifExists: boolean): Part<string[] | AdminError> {
  const listed = yield* call({ kind: 'listTopics' });
  if (!listed.ok) return listed.error;
  const names = listed.value.filter((topic) => topic.topicId === id).map((topic) => topic.name);
  if (names.length > 0 || ifExists) return names;
  return illegalArgument(`TopicId '${id}' does not exist as expected`);
}

export const kafkaTopics = scriptProgram('kafka-topics.sh', script, [
  ...['list', 'create', 'delete', 'alter', 'describe', 'help', 'version', 'if-exists', 'if-not-exists', 'exclude-internal', 'topics-with-overrides', ...FILTERS].map((name) => ({ name, takes: 'nothing' as const })),
  { name: 'bootstrap-server', takes: 'bootstrap' }, { name: 'command-config', takes: 'file' }, { name: 'topic', takes: 'topic' },
  ...['topic-id', 'config', 'partitions', 'replication-factor', 'replica-assignment'].map((name) => ({ name, takes: 'text' as const })),
]);

