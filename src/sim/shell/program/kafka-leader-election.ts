// kafka-leader-election.sh: asks the controller for leader elections (LeaderElectionCommand).
import type { AdminApis, AdminError } from '../../kafka/client/admin-calls.ts';
import { javaPartitionOrder } from '../../kafka/client/java-map.ts';
import type { TopicPartition } from '../../kafka/protocol.ts';
import type { Os } from '../program.ts';
import { ELECTION_HEADLINE, ELECTION_OPTIONS } from './admin/election-help.ts';
import { adminProblem, brokerError, exception, notANumber } from './admin/errors.ts';
import { asArray, asInteger, asString, each, isObject, ok, parseJson, type Read, typed, unreadable, wrong } from './admin/json-file.ts';
import { type Answer, call, connectAdmin, errorText, print, readText, type Script, scriptProgram, type Step, trace, write } from './admin/script.ts';
import { commandConfig, openArguments, specs, type ToolHelp } from './admin/tool-arguments.ts';
import { type Given, has, SEVERAL, severalGiven, valueOf } from './console/arguments.ts';

const HELP: ToolHelp = { headline: ELECTION_HEADLINE, noArguments: ELECTION_HEADLINE, options: ELECTION_OPTIONS };
const SPECS = specs('admin.config bootstrap-server command-config election-type partition path-to-json-file topic', 'all-topic-partitions help version');
const SCOPES = ['topic', 'all-topic-partitions', 'path-to-json-file'];
const COMMAND_FAILED = 'org.apache.kafka.tools.AdminCommandFailedException';
/** The tool waits so long for a call (LeaderElectionCommand's own default), in milliseconds. */
const TIMEOUT_MS = 30_000;

type Election = 'PREFERRED' | 'UNCLEAN';
type Results = AdminApis['electLeaders'][1]['replicaElectionResults'];

function* script(os: Os): Script {
  const opened = openArguments(os, SPECS, HELP);
  if (opened.kind === 'exit') {
    yield* write(opened.fd, opened.text);
    return opened.status;
  }
  if (opened.kind === 'refused') return yield* thrown(exception(opened.exception, opened.message), []);
  const { given } = opened;
  const problem = problemWith(given);
  if (problem !== null) return yield* thrown(problem, []);
  const election: Election = /^preferred$/i.test(valueOf(given, 'election-type') ?? '') ? 'PREFERRED' : 'UNCLEAN';
  const wanted = yield* wantedPartitions(given);
  if (wanted.kind === 'wrong') return yield* thrown(wanted.error, []);
  if (has(given, 'admin.config')) yield* print('Option --admin.config has been deprecated and will be removed in a future version. Use --command-config instead.');
  const file = valueOf(given, 'command-config') ?? valueOf(given, 'admin.config');
  const properties = file === null ? {} : commandConfig(yield* readText(file));
  if (properties === null) return yield* thrown(exception('java.nio.file.NoSuchFileException', file ?? ''), []);
  const unmade = yield* connectAdmin({ ...properties, 'bootstrap.servers': valueOf(given, 'bootstrap-server') ?? '', 'request.timeout.ms': String(TIMEOUT_MS / 2) }, TIMEOUT_MS);
  if (unmade !== null) return yield* thrown(adminProblem(unmade), []);
  return yield* elect(election, wanted.value);
}

/** What ends the tool: the message, then the exception with those that it suppressed. */
function* thrown(error: AdminError, suppressed: readonly AdminError[]): Script {
  const more = suppressed.map((each_) => `\tSuppressed: ${errorText(each_)}\n`).join('');
  yield* write(2, `${error.message}\n${errorText(error)}\n${more}${trace(error).slice(errorText(error).length + 1)}${error.cause === null ? '' : '\n'}\n`);
  return 1;
}

function problemWith(given: Given): AdminError | null {
  const failed = (message: string): AdminError => exception(COMMAND_FAILED, message);
  const absent = ['bootstrap-server', 'election-type'].filter((name) => !has(given, name));
  if (absent.length > 0) return failed(`Missing required option(s): ${absent.join(', ')}`);
  if (SCOPES.filter((name) => has(given, name)).length !== 1) return failed(`One and only one of the following options is required: ${SCOPES.join(', ')}`);
  if (has(given, 'topic') && !has(given, 'partition')) return failed('Missing required option(s): partition');
  if (!has(given, 'topic') && has(given, 'partition')) return failed('Option partition is only allowed if topic is used');
  const several = severalGiven(given, 'election-type', 'bootstrap-server', 'topic', 'partition', 'path-to-json-file');
  if (several !== null) return exception(SEVERAL, several);
  const type = valueOf(given, 'election-type') ?? '';
  if (!/^(preferred|unclean)$/i.test(type)) {
    return exception('joptsimple.OptionArgumentConversionException', `Cannot parse argument '${type}' of option election-type`, exception('joptsimple.ValueConversionException', `Value [${type}] is not one of [[PREFERRED,UNCLEAN]]`));
  }
  const partition = valueOf(given, 'partition');
  return partition !== null && !/^[+-]?\d{1,10}$/.test(partition) ? notANumber('partition', partition) : null;
}

/** The partitions that the command line or its file names; null for all. */
function* wantedPartitions(given: Given): Generator<Step, Read<TopicPartition[] | null>, Answer> {
  const topic = valueOf(given, 'topic');
  if (topic !== null) return ok([{ topic, partition: Number(valueOf(given, 'partition')) }]);
  const path = valueOf(given, 'path-to-json-file');
  if (path === null) return ok(null);
  const text = yield* readText(path);
  const unread = text === null ? unreadable(path) : null;
  if (unread !== null) return wrong(exception('java.lang.RuntimeException', errorText(unread), unread));
  return partitionsOf(text ?? '');
}

function partitionsOf(text: string): Read<TopicPartition[]> {
  const operation = (message: string): Read<never> => wrong(exception('org.apache.kafka.tools.AdminOperationException', message));
  const json = parseJson(text);
  if (json === undefined) return operation('Replica election data is empty');
  if (!isObject(json) || !Object.hasOwn(json, 'partitions')) return operation('Replica election data is missing "partitions" field');
  const items = asArray(json['partitions']);
  const read = items.kind === 'wrong' ? items : each(items.value, (item): Read<TopicPartition> => {
    const topic = typed(item, 'topic', asString);
    if (topic.kind === 'wrong') return topic;
    const partition = typed(item, 'partition', asInteger);
    return partition.kind === 'wrong' ? partition : ok({ topic: topic.value, partition: partition.value });
  });
  if (read.kind === 'wrong') return wrong(exception('java.lang.RuntimeException', errorText(read.error), read.error));
  const names = read.value.map(nameOf);
  const twice = [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
  return twice.length > 0 ? operation(`Replica election data contains duplicate partitions: [${twice.join(', ')}]`) : read;
}

function nameOf({ topic, partition }: TopicPartition): string {
  return `${topic}-${partition}`;
}

function* elect(electionType: Election, partitions: readonly TopicPartition[] | null): Script {
  const elected = yield* call({ kind: 'electLeaders', electionType, partitions });
  if (!elected.ok) {
    if (!elected.error.exception.endsWith('.TimeoutException')) return yield* thrown(elected.error, []);
    yield* print('Timeout waiting for election results');
    return yield* thrown(exception(COMMAND_FAILED, 'Timeout waiting for election results', elected.error), []);
  }
  return yield* report(electionType, elected.value.replicaElectionResults);
}

function* report(electionType: Election, results: Results): Script {
  const names = (code: string): string => javaPartitionOrder(results.filter((result) => result.errorCode === code)).map(nameOf).join(', ');
  const failures = javaPartitionOrder(results.filter((result) => result.errorCode !== 'NONE' && result.errorCode !== 'ELECTION_NOT_NEEDED'));
  const done = names('NONE');
  if (done !== '') yield* print(`Successfully completed leader election (${electionType}) for partitions ${done}`);
  const valid = names('ELECTION_NOT_NEEDED');
  if (valid !== '') yield* print(`Valid replica already elected for partitions ${valid}`);
  if (failures.length === 0) return 0;
  const errors = failures.map((failure) => brokerError(failure.errorCode, failure.errorMessage));
  for (const [index, error] of errors.entries()) {
    const failure = failures[index];
    if (failure !== undefined) yield* print(`Error completing leader election (${electionType}) for partition: ${nameOf(failure)}: ${errorText(error)}`);
  }
  return yield* thrown(exception(COMMAND_FAILED, `${failures.length} replica(s) could not be elected`), errors);
}

export const kafkaLeaderElection = scriptProgram('kafka-leader-election.sh', script, [
  { name: 'bootstrap-server', takes: 'bootstrap' }, { name: 'topic', takes: 'topic' }, { name: 'path-to-json-file', takes: 'file' }, { name: 'command-config', takes: 'file' },
  { name: 'election-type', takes: 'text' }, { name: 'partition', takes: 'text' }, ...['all-topic-partitions', 'help', 'version'].map((name) => ({ name, takes: 'nothing' as const })),
]);
