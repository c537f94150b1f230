// kafka-delete-records.sh: moves the beginning of partitions up to an offset (DeleteRecordsCommand).
import type { AdminError, DeletedRecordsRow } from '../../kafka/client/admin-calls.ts';
import { javaPartitionOrder } from '../../kafka/client/java-map.ts';
import type { TopicPartition } from '../../kafka/protocol.ts';
import type { Os } from '../program.ts';
import { DELETE_RECORDS_HEADLINE, DELETE_RECORDS_OPTIONS } from './admin/delete-records-help.ts';
import { adminProblem, brokerError, exception } from './admin/errors.ts';
import { asArray, asInteger, asString, each, isObject, ok, parseJson, type Read, typed, unreadable, wrong } from './admin/json-file.ts';
import { type Answer, call, connectAdmin, errorText, logError, print, readText, type Script, scriptProgram, type Step, trace, write } from './admin/script.ts';
import { commandConfig, complain, missing, openArguments, specs, type ToolHelp } from './admin/tool-arguments.ts';
import { valueOf } from './console/arguments.ts';

const HELP: ToolHelp = { headline: DELETE_RECORDS_HEADLINE, noArguments: DELETE_RECORDS_HEADLINE, options: DELETE_RECORDS_OPTIONS };
const SPECS = specs('bootstrap-server command-config offset-json-file', 'help version');

function* script(os: Os): Script {
  const opened = openArguments(os, SPECS, HELP);
  if (opened.kind === 'exit') {
    yield* write(opened.fd, opened.text);
    return opened.status;
  }
  if (opened.kind === 'refused') return yield* thrown(exception(opened.exception, opened.message));
  const { given } = opened;
  const complaint = missing(given, 'bootstrap-server', 'offset-json-file');
  if (complaint !== null) {
    yield* write(2, complain(complaint, HELP));
    return 1;
  }
  const file = valueOf(given, 'command-config');
  const properties = file === null ? {} : commandConfig(yield* readText(file));
  if (properties === null) return yield* thrown(exception('java.nio.file.NoSuchFileException', file ?? ''));
  const problem = yield* connectAdmin({ ...properties, 'bootstrap.servers': valueOf(given, 'bootstrap-server') ?? '' });
  if (problem !== null) return yield* thrown(adminProblem(problem));
  const path = valueOf(given, 'offset-json-file') ?? '';
  const text = yield* readText(path);
  if (text === null) return yield* thrown(unreadable(path));
  const wanted = wantedOffsets(text);
  if (wanted.kind === 'wrong') return yield* thrown(wanted.error);
  return yield* deleteRecords(wanted.value);
}

function* thrown(error: AdminError): Script {
  yield* write(2, `${error.message}\n${trace(error)}\n\n`);
  return 1;
}

type Wanted = TopicPartition & { readonly offset: number };

/** The file's partitions with the offsets up to which they are emptied. */
function wantedOffsets(text: string): Read<Wanted[]> {
  const operation = (message: string): Read<never> => wrong(exception('org.apache.kafka.tools.AdminOperationException', message));
  const json = parseJson(text);
  if (json === undefined) return operation('The input string is not a valid JSON');
  const version = isObject(json) && Object.hasOwn(json, 'version') ? asInteger(json['version']) : ok(1);
  if (version.kind === 'wrong') return version;
  if (version.value !== 1) return operation(`Not supported version field value ${version.value}`);
  if (!isObject(json) || !Object.hasOwn(json, 'partitions')) return operation('Missing partitions field');
  const items = asArray(json['partitions']);
  if (items.kind === 'wrong') return items;
  const read = each(items.value, (item): Read<Wanted> => {
    const topic = typed(item, 'topic', asString);
    if (topic.kind === 'wrong') return topic;
    const partition = typed(item, 'partition', asInteger);
    if (partition.kind === 'wrong') return partition;
    const offset = typed(item, 'offset', (value) => asInteger(value, 'Long'));
    return offset.kind === 'wrong' ? offset : ok({ topic: topic.value, partition: partition.value, offset: offset.value });
  });
  if (read.kind === 'wrong') return read;
  const names = read.value.map(({ topic, partition }) => `${topic}-${partition}`);
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  if (twice.length > 0) return wrong(exception('org.apache.kafka.tools.AdminCommandFailedException', `Offset json file contains duplicate topic partitions: ${[...new Set(twice)].join(',')}`));
  return read;
}

/** Rows by partition; an error where a partition's answer never came. */
type Ends = ReadonlyMap<string, DeletedRecordsRow | AdminError>;

function* deleteRecords(wanted: readonly Wanted[]): Script {
  yield* print('Executing records delete operation');
  const ends = yield* askAll(wanted);
  yield* print('Records delete operation completed:');
  const rows = javaPartitionOrder(wanted).map((each_) => [`${each_.topic}-${each_.partition}`, ends.get(keyOf(each_))] as const);
  for (const [name, end] of rows) {
    if (end === undefined || 'exception' in end || end.errorCode === 'NONE') continue;
    yield* logError(`[AdminClient clientId=adminclient-1] DeleteRecords request for topic partition ${name} failed due to an unexpected error ${end.errorCode}`, 'org.apache.kafka.clients.admin.internals.DeleteRecordsHandler');
  }
  for (const [name, end] of rows) {
    if (end === undefined) continue;
    const error = 'exception' in end ? end : end.errorCode === 'NONE' ? null : brokerError(end.errorCode, null);
    yield* print(error === null && 'lowWatermark' in end ? `partition: ${name}\tlow_watermark: ${end.lowWatermark}` : `partition: ${name}\terror: ${error === null ? '' : errorText(error)}`);
  }
  return 0;
}

function keyOf({ topic, partition }: TopicPartition): string {
  return `${topic}/${partition}`;
}

/** Partitions that are not there are asked for until the time is up, while the others' answers are kept. */
function* askAll(wanted: readonly Wanted[]): Generator<Step, Ends, Answer> {
  const ends = new Map<string, DeletedRecordsRow | AdminError>();
  const described = wanted.length === 0 ? null : yield* call({ kind: 'describeTopics', topics: [...new Set(wanted.map(({ topic }) => topic))] });
  const isThere = ({ topic, partition }: Wanted): boolean => described?.ok === true && described.value.some((each_) => each_.name === topic && each_.partitions.some((one) => one.partitionIndex === partition));
  for (const some of [wanted.filter(isThere), wanted.filter((each_) => !isThere(each_))]) {
    if (some.length === 0) continue;
    const deleted = yield* call({ kind: 'deleteRecords', partitions: some });
    for (const [index, each_] of some.entries()) {
      const row = deleted.ok ? deleted.value[index] : deleted.error;
      if (row !== undefined) ends.set(keyOf(each_), row);
    }
  }
  return ends;
}

export const kafkaDeleteRecords = scriptProgram('kafka-delete-records.sh', script, [
  { name: 'bootstrap-server', takes: 'bootstrap' }, { name: 'offset-json-file', takes: 'file' }, { name: 'command-config', takes: 'file' }, { name: 'help', takes: 'nothing' }, { name: 'version', takes: 'nothing' },
]);
