// kafka-reassign-partitions.sh: moves partitions between brokers (ReassignPartitionsCommand).
import type { AdminApis, AdminError } from '../../kafka/client/admin-calls.ts';
import { place } from '../../kafka/controller/placement.ts';
import type { TopicPartition } from '../../kafka/protocol.ts';
import { nextRandom, seedRandom } from '../../kernel/random.ts';
import type { Os } from '../program.ts';
import { adminProblem, brokerError, exception, notANumber, wrapped } from './admin/errors.ts';
import { unreadable } from './admin/json-file.ts';
import { byName, checkPlan, type Move, nameOf, planJson, readGenerate, readPlan } from './admin/reassign-files.ts';
import { foldersOf, moveFolders, replicaName, verifyFolders, wantedFolders } from './admin/reassign-folders.ts';
import { REASSIGN_HEADLINE, REASSIGN_OPTIONS } from './admin/reassign-help.ts';
import { clearThrottles, throttle, throttleFolders } from './admin/reassign-throttles.ts';
import { type Answer, call, chance, connectAdmin, print, readText, type Script, scriptProgram, type Step, trace, write } from './admin/script.ts';
import { commandConfig, complain, missing, openArguments, specs, type ToolHelp } from './admin/tool-arguments.ts';
import { type Given, has, valueOf } from './console/arguments.ts';

const HELP: ToolHelp = { headline: REASSIGN_HEADLINE, noArguments: REASSIGN_HEADLINE, options: REASSIGN_OPTIONS };
const SPECS = specs(
  'bootstrap-controller bootstrap-server broker-list command-config reassignment-json-file replica-alter-log-dirs-throttle throttle timeout topics-to-move-json-file',
  'additional cancel disable-rack-aware disallow-replication-factor-change execute generate help list preserve-throttles verify version',
);
const COMMAND_FAILED = 'org.apache.kafka.tools.AdminCommandFailedException';

type Action = 'generate' | 'execute' | 'verify' | 'cancel' | 'list';
const ACTIONS: readonly Action[] = ['generate', 'execute', 'verify', 'cancel', 'list'];
const REQUIRED: Readonly<Record<Action, readonly string[]>> = {
  generate: ['topics-to-move-json-file', 'broker-list'], execute: ['reassignment-json-file'], verify: ['reassignment-json-file'], cancel: ['reassignment-json-file'], list: [],
};
const PERMITTED: Readonly<Record<Action, readonly string[]>> = {
  generate: ['bootstrap-server', 'command-config', 'disable-rack-aware'],
  execute: ['additional', 'bootstrap-server', 'command-config', 'throttle', 'replica-alter-log-dirs-throttle', 'timeout', 'disallow-replication-factor-change'],
  verify: ['bootstrap-server', 'command-config', 'preserve-throttles'],
  cancel: ['bootstrap-server', 'bootstrap-controller', 'command-config', 'preserve-throttles', 'timeout'],
  list: ['bootstrap-server', 'bootstrap-controller', 'command-config'],
};

/** What ends the tool: an exception, or one line of its own (TerseException); null where all went well. */
type Done = AdminError | { readonly line: string } | null;
type Part<T> = Generator<Step, T, Answer>;
type Ongoing = AdminApis['listPartitionReassignments'][1]['topics'];

function* script(os: Os): Script {
  const opened = openArguments(os, SPECS, HELP);
  if (opened.kind === 'exit') {
    yield* write(opened.fd, opened.text);
    return opened.status;
  }
  if (opened.kind === 'refused') return yield* unread(exception(opened.exception, opened.message));
  const { given } = opened;
  const actions = ACTIONS.filter((action) => has(given, action));
  const [action] = actions;
  const complaint = action === undefined || actions.length > 1 ? `Command must include exactly one action: ${ACTIONS.map((each) => `--${each}`).join(', ')}` : argumentComplaint(given, action);
  if (action === undefined || complaint !== null) {
    yield* write(2, complain(complaint ?? '', HELP));
    return 1;
  }
  const done = numberProblem(given) ?? (yield* connected(given, action));
  if (done === null) return 0;
  if ('line' in done) yield* print(done.line);
  else yield* print(`Error: ${done.message}\n${trace(done)}\n`);
  return 1;
}

/** The values of options are read only when they are needed. */
function numberProblem(given: Given): AdminError | null {
  const bad = ['throttle', 'replica-alter-log-dirs-throttle', 'timeout'].find((name) => has(given, name) && !/^[+-]?\d{1,19}$/.test(valueOf(given, name) ?? ''));
  return bad === undefined ? null : notANumber(bad, valueOf(given, bad) ?? '');
}

/** What the parser of options throws, nobody catches. */
function* unread(error: AdminError): Script {
  yield* write(2, `Exception in thread "main" ${trace(error)}\n`);
  return 1;
}

function argumentComplaint(given: Given, action: Action): string | null {
  const [servers, controllers] = [has(given, 'bootstrap-server'), has(given, 'bootstrap-controller')];
  if (servers && controllers) return "Please don't specify both --bootstrap-server and --bootstrap-controller";
  if (!servers && !controllers) return 'Please specify either --bootstrap-server or --bootstrap-controller';
  const absent = missing(given, ...REQUIRED[action]);
  if (absent !== null) return absent;
  const strange = Object.keys(given).find((name) => name !== action && !REQUIRED[action].includes(name) && !PERMITTED[action].includes(name));
  return strange === undefined ? null : `Option "[${strange}]" can't be used with action "[${action}]"`;
}

function* connected(given: Given, action: Action): Part<Done> {
  const file = valueOf(given, 'command-config');
  const properties = file === null ? {} : commandConfig(yield* readText(file));
  if (properties === null) return exception('java.nio.file.NoSuchFileException', file ?? '');
  const controllers = valueOf(given, 'bootstrap-controller');
  const problem = yield* connectAdmin({ 'client.id': 'reassign-partitions-tool', ...properties, ...(controllers === null ? { 'bootstrap.servers': valueOf(given, 'bootstrap-server') ?? '' } : { 'bootstrap.controllers': controllers }) });
  if (problem !== null) return adminProblem(problem);
  if (action === 'list') return yield* list();
  const path = valueOf(given, action === 'generate' ? 'topics-to-move-json-file' : 'reassignment-json-file') ?? '';
  const text = yield* readText(path);
  if (text === null) return unreadable(path);
  if (action === 'generate') return yield* generate(given, text);
  const plan = readPlan(text);
  if (plan.kind === 'wrong') return plan.error;
  if (action === 'execute') return yield* execute(given, plan.value);
  return action === 'verify' ? yield* verify(given, plan.value) : yield* cancel(given, plan.value);
}

// --- what is under way ----------------------------------------------------------------------------------------------------

function* ongoingOf(partitions: readonly TopicPartition[] | null): Part<Ongoing | AdminError> {
  const topics = partitions === null ? null : [...new Set(partitions.map(({ topic }) => topic))].map((name) => ({ name, partitionIndexes: partitions.filter(({ topic }) => topic === name).map(({ partition }) => partition) }));
  const listed = yield* call({ kind: 'listPartitionReassignments', topics });
  return listed.ok ? listed.value.topics : wrapped(listed.error);
}

function* list(): Part<Done> {
  const ongoing = yield* ongoingOf(null);
  if ('exception' in ongoing) return ongoing;
  const rows = ongoing.flatMap(({ name, partitions }) => partitions.map((each) => ({ ...each, topic: name, partition: each.partitionIndex }))).sort(byName);
  const lines = rows.map((row) => {
    const part = (word: string, ids: readonly number[]): string => (ids.length === 0 ? '' : ` ${word}: ${ids.join(',')}.`);
    return `${nameOf(row)}: replicas: ${row.replicas.join(',')}.${part('adding', row.addingReplicas)}${part('removing', row.removingReplicas)}`;
  });
  yield* print(lines.length === 0 ? 'No partition reassignments found.' : `Current partition reassignments:\n${lines.join('\n')}`);
  return null;
}

/** The replicas of all partitions of these topics, by name; with `strict`, a topic that is not there is an error. */
function* assignments(topics: readonly string[], strict: boolean): Part<ReadonlyMap<string, readonly number[]> | AdminError> {
  const found = new Map<string, readonly number[]>();
  if (topics.length === 0) return found;
  const described = yield* call({ kind: 'describeTopics', topics: [...new Set(topics)] });
  if (!described.ok) return wrapped(described.error);
  for (const { name, errorCode, partitions } of described.value) {
    if (errorCode === 'UNKNOWN_TOPIC_OR_PARTITION' && strict) return wrapped(brokerError(errorCode, `Topic ${name} not found.`));
    if (errorCode !== 'NONE' && errorCode !== 'UNKNOWN_TOPIC_OR_PARTITION') return wrapped(brokerError(errorCode, null));
    for (const { partitionIndex, replicaNodes } of partitions) found.set(nameOf({ topic: name, partition: partitionIndex }), replicaNodes);
  }
  return found;
}

function* verify(given: Given, moves: readonly Move[]): Part<Done> {
  const ongoing = yield* ongoingOf(null);
  if ('exception' in ongoing) return ongoing;
  const isOngoing = ({ topic, partition }: Move): boolean => ongoing.some(({ name, partitions }) => name === topic && partitions.some(({ partitionIndex }) => partitionIndex === partition));
  const current = yield* assignments(moves.filter((move) => !isOngoing(move)).map(({ topic }) => topic), false);
  if ('exception' in current) return current;
  const states = [...moves].sort(byName).map((move) => {
    if (isOngoing(move)) return `Reassignment of partition ${nameOf(move)} is still in progress.`;
    const now = current.get(nameOf(move)) ?? [];
    if (now.join(',') === move.replicas.join(',')) return `Reassignment of partition ${nameOf(move)} is completed.`;
    return `There is no active reassignment of partition ${nameOf(move)}, but replica set is ${now.join(',')} rather than ${move.replicas.join(',')}.`;
  });
  yield* print(['Status of partition reassignment:', ...states].join('\n'));
  const failed = yield* verifyFolders(wantedFolders(moves));
  if (failed !== null) return failed;
  return ongoing.length > 0 || has(given, 'preserve-throttles') ? null : yield* clearThrottles(moves);
}

// --- what begins and ends -------------------------------------------------------------------------------------------------

function* execute(given: Given, plan: readonly Move[]): Part<Done> {
  const checked = checkPlan(plan);
  if (checked.kind === 'wrong') return checked.error;
  const moves = [...checked.value].sort(byName);
  const ongoing = yield* ongoingOf(null);
  if ('exception' in ongoing) return ongoing;
  if (ongoing.length > 0 && !has(given, 'additional')) {
    return { line: 'Cannot execute because there is an existing partition assignment.  Use --additional to override this and create a new partition assignment in addition to the existing one. The --additional flag can also be used to change the throttle by resubmitting the current reassignment.' };
  }
  const current = yield* currentFor(moves);
  if ('exception' in current) return current;
  const slowed = yield* slowDown(given, ongoing, moves, current);
  if (slowed !== null) return slowed;
  const topics = byTopic(moves).map(([name, of]) => ({ name, partitions: of.map(({ partition, replicas }) => ({ partitionIndex: partition, replicas })) }));
  const failed = yield* alter(topics, !has(given, 'disallow-replication-factor-change'));
  if ('exception' in failed) return failed;
  if (failed.length > 0) return { line: `Error reassigning partition(s):\n${failed.join('\n')}` };
  yield* print(`Successfully started partition reassignment${moves.length === 1 ? '' : 's'} for ${moves.map(nameOf).join(',')}`);
  const folders = wantedFolders(moves);
  return folders.length === 0 ? null : yield* moveFolders(folders);
}

/** The replicas as they are, printed as a file to go back with. */
function* currentFor(moves: readonly Move[]): Part<ReadonlyMap<string, readonly number[]> | AdminError> {
  const cluster = yield* call({ kind: 'describeCluster' });
  if (!cluster.ok) return wrapped(cluster.error);
  const known = cluster.value.brokers.map(({ nodeId }) => nodeId);
  const unknown = moves.flatMap(({ replicas }) => replicas).sort((a, b) => a - b).find((id) => !known.includes(id));
  if (unknown !== undefined) return exception(COMMAND_FAILED, `Unknown broker id ${unknown}`);
  const current = yield* assignments(moves.map(({ topic }) => topic), true);
  if ('exception' in current) return current;
  const absent = moves.filter((move) => !current.has(nameOf(move)));
  if (absent.length > 0) return wrapped(brokerError('UNKNOWN_TOPIC_OR_PARTITION', `Unable to find partition: ${absent.map(nameOf).join(', ')}`));
  const json = yield* withFolders(moves.map(({ topic, partition }) => ({ topic, partition, replicas: current.get(nameOf({ topic, partition })) ?? [] })));
  if (typeof json !== 'string') return json;
  yield* print(`Current partition replica assignment\n\n${json}\n\nSave this to use as the --reassignment-json-file option during rollback`);
  return current;
}

function* withFolders(partitions: readonly (TopicPartition & { readonly replicas: readonly number[] })[]): Part<string | AdminError> {
  const found = yield* foldersOf(partitions.flatMap(({ topic, partition, replicas }) => replicas.map((broker) => ({ topic, partition, broker }))));
  if ('exception' in found) return found;
  return planJson(partitions.map((each) => ({ ...each, logDirs: each.replicas.map((broker) => found.get(replicaName({ ...each, broker })) ?? 'any') })));
}

function* slowDown(given: Given, ongoing: Ongoing, moves: readonly Move[], current: ReadonlyMap<string, readonly number[]>): Part<AdminError | null> {
  const [rate, folderRate] = ['throttle', 'replica-alter-log-dirs-throttle'].map((name) => Number(valueOf(given, name) ?? -1));
  if (rate === undefined || folderRate === undefined || (rate < 0 && folderRate < 0)) return null;
  yield* print('Warning: You must run --verify periodically, until the reassignment completes, to ensure the throttle is removed.');
  const failed = rate < 0 ? null : yield* throttle(ongoing, moves, current, rate);
  if (failed !== null || folderRate < 0) return failed;
  return yield* throttleFolders([...new Set(wantedFolders(moves).map(({ broker }) => broker))], folderRate);
}

function byTopic<P extends TopicPartition>(partitions: readonly P[]): [string, P[]][] {
  return [...new Set(partitions.map(({ topic }) => topic))].map((name) => [name, partitions.filter(({ topic }) => topic === name)]);
}

type AlterTopics = AdminApis['alterPartitionReassignments'][0]['topics'];

/** Asks the controller; what it refused, a line each. */
function* alter(topics: AlterTopics, allowReplicationFactorChange: boolean): Part<string[] | AdminError> {
  const altered = yield* call({ kind: 'alterPartitionReassignments', topics, allowReplicationFactorChange });
  const names = topics.flatMap(({ name, partitions }) => partitions.map(({ partitionIndex }) => ({ topic: name, partition: partitionIndex })));
  // Each partition has a future of its own: what fails the request fails them all.
  if (!altered.ok) return names.map((each) => `${nameOf(each)}: ${altered.error.message}`);
  const rows = altered.value.responses.flatMap(({ name, partitions }) => partitions.map((each) => ({ ...each, topic: name, partition: each.partitionIndex })));
  return rows.filter(({ errorCode }) => errorCode !== 'NONE').sort(byName).map((row) => `${nameOf(row)}: ${brokerError(row.errorCode, row.errorMessage).message}`);
}

function* cancel(given: Given, moves: readonly Move[]): Part<Done> {
  const ongoing = yield* ongoingOf(moves);
  if ('exception' in ongoing) return ongoing;
  const active = ongoing.flatMap(({ name, partitions }) => partitions.map(({ partitionIndex }) => ({ topic: name, partition: partitionIndex }))).sort(byName);
  if (active.length === 0) yield* print('None of the specified partition reassignments are active.');
  else {
    const failed = yield* alter(byTopic(active).map(([name, of]) => ({ name, partitions: of.map(({ partition }) => ({ partitionIndex: partition, replicas: null })) })), true);
    if ('exception' in failed) return failed;
    if (failed.length > 0) return { line: `Error cancelling partition reassignment${failed.length === 1 ? '' : 's'} for:\n${failed.join('\n')}` };
    yield* print(`Successfully cancelled partition reassignment${active.length === 1 ? '' : 's'} for: ${active.map(nameOf).join(',')}`);
  }
  yield* write(1, 'None of the specified partition moves are active.');
  return has(given, 'preserve-throttles') ? null : yield* clearThrottles(moves);
}

// --- a plan ---------------------------------------------------------------------------------------------------------------

function* generate(given: Given, text: string): Part<Done> {
  const read = readGenerate(valueOf(given, 'broker-list') ?? '', text);
  if (read.kind === 'wrong') return read.error;
  const current = yield* assignments(read.value.topics, true);
  if ('exception' in current) return current;
  const cluster = yield* call({ kind: 'describeCluster' });
  if (!cluster.ok) return wrapped(cluster.error);
  const rackAware = !has(given, 'disable-rack-aware');
  const brokers = cluster.value.brokers.filter(({ nodeId }) => read.value.brokers.includes(nodeId)).map(({ nodeId, rack }) => ({ id: nodeId, rack: rackAware ? rack : null, fenced: false }));
  const rackless = brokers.filter(({ rack }) => rack === null).length;
  if (rackAware && rackless !== 0 && rackless !== brokers.length) {
    return exception('org.apache.kafka.tools.AdminOperationException', 'Not all brokers have rack information. Add --disable-rack-aware in command line to make replica assignment without rack information.');
  }
  const random = seedRandom(Math.floor((yield* chance()) * 2 ** 32));
  const nextInt = (bound: number): number => Math.floor(nextRandom(random) * bound);
  const rows = read.value.topics.flatMap((topic) => [...current].filter(([name]) => name.startsWith(`${topic}-`) && /^\d+$/.test(name.slice(topic.length + 1))).map(([name, replicas]) => ({ topic, partition: Number(name.slice(topic.length + 1)), replicas })));
  const proposed: (TopicPartition & { readonly replicas: readonly number[] })[] = [];
  for (const [topic, of] of byTopic(rows)) {
    const placed = place(brokers, of.length, of[0]?.replicas.length ?? 1, [], nextInt);
    if (placed.kind === 'error') return brokerError('INVALID_REPLICATION_FACTOR', placed.message);
    proposed.push(...placed.assignments.map((replicas, partition) => ({ topic, partition, replicas })));
  }
  const now = yield* withFolders(rows);
  if (typeof now !== 'string') return now;
  yield* print(`Current partition replica assignment\n${now}\n`);
  yield* print(`Proposed partition reassignment configuration\n${planJson(proposed)}`);
  return null;
}

export const kafkaReassignPartitions = scriptProgram('kafka-reassign-partitions.sh', script, [
  { name: 'bootstrap-server', takes: 'bootstrap' }, { name: 'reassignment-json-file', takes: 'file' }, { name: 'topics-to-move-json-file', takes: 'file' }, { name: 'command-config', takes: 'file' },
  ...['bootstrap-controller', 'broker-list', 'throttle', 'replica-alter-log-dirs-throttle', 'timeout'].map((name) => ({ name, takes: 'text' as const })),
  ...[...ACTIONS, 'additional', 'disable-rack-aware', 'disallow-replication-factor-change', 'preserve-throttles', 'help', 'version'].map((name) => ({ name, takes: 'nothing' as const })),
]);
