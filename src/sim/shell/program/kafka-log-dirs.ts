// kafka-log-dirs.sh: the replicas on brokers' disks, with their sizes (LogDirsCommand).
import type { AdminError, BrokerLogDirs } from '../../kafka/client/admin-calls.ts';
import { javaPartitionOrder } from '../../kafka/client/java-map.ts';
import type { Os } from '../program.ts';
import { adminProblem, exception, wrapped } from './admin/errors.ts';
import { LOG_DIRS_HEADLINE, LOG_DIRS_OPTIONS } from './admin/log-dirs-help.ts';
import { call, connectAdmin, errorText, print, readText, type Script, scriptProgram, trace, write } from './admin/script.ts';
import { commandConfig, complain, missing, openArguments, specs, type ToolHelp } from './admin/tool-arguments.ts';
import { type Given, SEVERAL, severalGiven, valueOf } from './console/arguments.ts';

const HELP: ToolHelp = { headline: LOG_DIRS_HEADLINE, noArguments: LOG_DIRS_HEADLINE, options: LOG_DIRS_OPTIONS };
const SPECS = specs('bootstrap-server broker-list command-config topic-list', 'describe help version');

function* script(os: Os): Script {
  const opened = openArguments(os, SPECS, HELP);
  if (opened.kind === 'exit') {
    yield* write(opened.fd, opened.text);
    return opened.status;
  }
  if (opened.kind === 'refused') return yield* thrown(exception(opened.exception, opened.message));
  const { given } = opened;
  const complaint = missing(given, 'bootstrap-server', 'describe');
  if (complaint !== null) {
    yield* write(2, complain(complaint, HELP));
    return 1;
  }
  const several = severalGiven(given, 'bootstrap-server', 'command-config', 'topic-list', 'broker-list');
  if (several !== null) return yield* thrown(exception(SEVERAL, several));
  const file = valueOf(given, 'command-config');
  const properties = file === null ? {} : commandConfig(yield* readText(file));
  if (properties === null) return yield* thrown(exception('java.nio.file.NoSuchFileException', file ?? ''));
  const problem = yield* connectAdmin({ ...properties, 'bootstrap.servers': valueOf(given, 'bootstrap-server') ?? '' });
  if (problem !== null) return yield* thrown(adminProblem(problem));
  return yield* describe(given);
}

function* thrown(error: AdminError): Script {
  const shown = error.exception === 'java.util.concurrent.ExecutionException' && error.cause !== null ? errorText(error.cause) : error.message;
  yield* write(2, `${shown}\n${trace(error)}\n\n`);
  return 1;
}

function listOf(given: Given, option: string): string[] {
  return (valueOf(given, option) ?? '').split(',').map((each) => each.trim()).filter((each) => each !== '');
}

function* describe(given: Given): Script {
  const wanted = [...new Set(listOf(given, 'broker-list'))];
  const notANumber = wanted.find((each) => !/^[+-]?\d{1,10}$/.test(each));
  const cluster = yield* call({ kind: 'describeCluster' });
  if (!cluster.ok) return yield* thrown(wrapped(cluster.error));
  if (notANumber !== undefined) return yield* thrown(exception('java.lang.NumberFormatException', `For input string: "${notANumber}"`));
  const existing = cluster.value.brokers.map((broker) => broker.nodeId).sort((a, b) => a - b);
  const brokers = wanted.length === 0 ? existing : wanted.map(Number).sort((a, b) => a - b);
  const unknown = brokers.filter((broker) => !existing.includes(broker));
  if (unknown.length > 0) {
    yield* write(2, `ERROR: The given brokers do not exist from --broker-list: ${unknown.join(',')}. Current existent brokers: ${existing.join(',')}\n`);
    return 1;
  }
  yield* print('Querying brokers for log directories information');
  const topics = listOf(given, 'topic-list');
  const described = yield* call({ kind: 'describeLogDirs', brokers, topics: topics.length === 0 ? null : topics });
  if (!described.ok) return yield* thrown(wrapped(described.error));
  yield* print(`Received log directory information from brokers ${brokers.join(',')}`);
  yield* print(jsonOf(described.value));
  return 0;
}

/** Keys and partitions stand in the order of Java's maps. */
function jsonOf(answers: readonly BrokerLogDirs[]): string {
  const brokers = answers.map(({ brokerId, results }) => ({
    broker: brokerId,
    logDirs: results.map(({ logDir, topics }) => ({
      partitions: javaPartitionOrder(topics.flatMap(({ name, partitions }) => partitions.map((each) => ({ topic: name, partition: each.partitionIndex, each })))).map(({ topic, partition, each }) => ({
        partition: `${topic}-${partition}`, size: each.partitionSize, offsetLag: each.offsetLag, isFuture: each.isFutureKey,
      })),
      error: null,
      logDir,
    })),
  }));
  return JSON.stringify({ brokers, version: 1 });
}

export const kafkaLogDirs = scriptProgram('kafka-log-dirs.sh', script, [
  { name: 'bootstrap-server', takes: 'bootstrap' }, { name: 'topic-list', takes: 'topic' }, { name: 'broker-list', takes: 'text' }, { name: 'command-config', takes: 'file' },
  ...['describe', 'help', 'version'].map((name) => ({ name, takes: 'nothing' as const })),
]);
