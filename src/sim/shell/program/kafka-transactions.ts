// kafka-transactions.sh: who writes transactions, which are open, and how a hanging one is ended (TransactionsCommand).
import type { TransactionApis } from '../../kafka/client/admin-transactions.ts';
import { hashOrder } from '../../jvm/hash-map.ts';
import { javaMapOrder, javaPartitionOrder } from '../../kafka/client/java-map.ts';
import { errorInfo } from '../../kafka/errors.ts';
import type { ErrorCode, TopicPartition } from '../../kafka/protocol.ts';
import type { Os } from '../program.ts';
import { parseArguments } from './admin/argparse.ts';
import { type Answer, call, connectAdmin, logError, print, readText, type Script, scriptProgram, type Step, wallClock, write } from './admin/script.ts';
import { commandConfig } from './admin/tool-arguments.ts';
import { TRANSACTIONS_TOOL } from './admin/transactions-help.ts';

type Values = Readonly<Record<string, string>>;
type Producers = TransactionApis['describeProducers'][1];
/** A producer's open transaction in one partition. */
type Open = TopicPartition & { readonly producer: Producers[number]['producers'][number] };

const HANDLERS = 'org.apache.kafka.clients.admin.internals';
const MINUTE_MS = 60_000;

function* script(os: Os): Script {
  const words = os.argv.slice(1);
  if (['-v', '--version'].includes(words[0] ?? '')) {
    yield* print('4.3.1 (Commit:26b251a451ce941d)');
    return 0;
  }
  const parsed = parseArguments(TRANSACTIONS_TOOL, words);
  if (parsed.kind === 'exit') {
    yield* write(parsed.fd, parsed.text);
    return parsed.status;
  }
  const { command, values } = parsed;
  const file = values['command-config'] ?? null;
  const properties = file === null ? {} : commandConfig(yield* readText(file));
  if (properties === null) return yield* failed('Failed to load admin client properties', file ?? '');
  const problem = yield* connectAdmin({ ...properties, 'bootstrap.servers': values['bootstrap-server'] ?? '' });
  if (problem !== null) {
    yield* write(2, `Exception in thread "main" org.apache.kafka.common.KafkaException: Failed to create new KafkaAdminClient\nCaused by: org.apache.kafka.common.config.ConfigException: ${problem}\n`);
    return 1;
  }
  switch (command) {
    case 'list': return yield* list(values);
    case 'describe': return yield* describe(values['transactional-id'] ?? '');
    case 'describe-producers': return yield* describeProducers(values);
    case 'abort': return yield* abort(values);
    case 'find-hanging': return yield* findHanging(values);
    default: return yield* forceTerminate(values['transactionalId'] ?? '');
  }
}

function* terse(message: string): Script {
  yield* write(2, `${message}\n`);
  return 1;
}

function failed(message: string, reason: string): Script {
  return terse(`${message}: ${reason}. Enable debug logging for additional detail.`);
}

/** Every cell as wide as its column's widest, and a tab behind each (ToolsUtils.prettyPrintTable). */
function* table(header: readonly string[], rows: readonly (readonly string[])[]): Script {
  const all = [header, ...rows];
  const widths = header.map((_, column) => Math.max(...all.map((cells) => cells[column]?.length ?? 0)));
  for (const cells of all) yield* print(cells.map((cell, column) => `${cell.padEnd(widths[column] ?? 0)}\t`).join(''));
  return 0;
}

function* list(values: Values): Script {
  const durationMs = Number(values['duration-filter'] ?? -1);
  const asked = yield* call({ kind: 'listTransactions', producerIds: [], durationMs, pattern: values['transactional-id-pattern'] ?? null });
  if (!asked.ok) return yield* failed('Failed to list transactions', asked.error.message);
  const bad = asked.value.find((one) => one.errorCode !== 'NONE');
  if (bad !== undefined) {
    yield* logError(`[AdminClient clientId=adminclient-1] The \`ListTransactions\` request sent to broker ${bad.brokerId} failed because of an unexpected error ${bad.errorCode}`, `${HANDLERS}.ListTransactionsHandler`);
    return yield* failed('Failed to list transactions', `ListTransactions request sent to broker ${bad.brokerId} failed with an unexpected exception`);
  }
  const byBroker = [...asked.value].sort((a, b) => a.brokerId - b.brokerId);
  const rows = byBroker.flatMap(({ brokerId, transactions }) => transactions.map((one) => [one.transactionalId, String(brokerId), String(one.producerId), one.transactionState]));
  return yield* table(['TransactionalId', 'Coordinator', 'ProducerId', 'TransactionState'], rows);
}

function* describe(transactionalId: string): Script {
  const whatFailed = `Failed to describe transaction state of transactional-id \`${transactionalId}\``;
  const asked = yield* call({ kind: 'describeTransactions', transactionalIds: [transactionalId] });
  if (!asked.ok) return yield* failed(whatFailed, asked.error.message);
  const [found] = asked.value;
  if (found === undefined || found.errorCode !== 'NONE') return yield* failed(whatFailed, describeProblem(transactionalId, found?.errorCode ?? 'UNKNOWN_SERVER_ERROR'));
  const hasBegun = found.transactionStartTimeMs >= 0;
  const now = yield* wallClock();
  const header = ['CoordinatorId', 'TransactionalId', 'ProducerId', 'ProducerEpoch', 'TransactionState', 'TransactionTimeoutMs', 'CurrentTransactionStartTimeMs', 'TransactionDurationMs', 'TopicPartitions'];
  return yield* table(header, [[
    String(found.coordinatorId), transactionalId, String(found.producerId), String(found.producerEpoch), found.transactionState, String(found.transactionTimeoutMs),
    hasBegun ? String(found.transactionStartTimeMs) : 'None', hasBegun ? String(now - found.transactionStartTimeMs) : 'None',
    javaPartitionOrder(found.partitions).map(({ topic, partition }) => `${topic}-${partition}`).join(','),
  ]]);
}

function describeProblem(transactionalId: string, error: ErrorCode): string {
  const request = `DescribeTransactions request for transactionalId \`${transactionalId}\``;
  return error === 'TRANSACTIONAL_ID_NOT_FOUND' ? `${request} failed because the ID could not be found` : `${request} failed due to unexpected error`;
}

function* describeProducers(values: Values): Script {
  const at = placeOf(values);
  const brokerId = values['broker-id'] === undefined ? null : Number(values['broker-id']);
  const whatFailed = `Failed to describe producers for partition ${at.topic}-${at.partition} on ${brokerId === null ? 'leader' : `broker ${brokerId}`}`;
  const asked = yield* call({ kind: 'describeProducers', partitions: [at], brokerId });
  if (!asked.ok) return yield* failed(whatFailed, asked.error.message);
  const error = asked.value[0]?.errorCode ?? 'UNKNOWN_SERVER_ERROR';
  if (error === 'NOT_LEADER_OR_FOLLOWER' && brokerId !== null) {
    const text = `Not leader error in \`DescribeProducers\` response for partition ${at.topic}-${at.partition} for brokerId ${brokerId} set in options`;
    yield* logError(`[AdminClient clientId=adminclient-1] ${text}`, `${HANDLERS}.DescribeProducersHandler`);
    const { exception, message } = errorInfo(error);
    yield* write(2, `org.apache.kafka.common.errors.${exception}: ${message}\n`);
    return yield* failed(whatFailed, `Failed to describe active producers for partition ${at.topic}-${at.partition} on brokerId ${brokerId}`);
  }
  if (error !== 'NONE') return yield* failed(whatFailed, errorInfo(error).message);
  const header = ['ProducerId', 'ProducerEpoch', 'LatestCoordinatorEpoch', 'LastSequence', 'LastTimestamp', 'CurrentTransactionStartOffset'];
  return yield* table(header, (asked.value[0]?.producers ?? []).map((one) => [
    String(one.producerId), String(one.producerEpoch), String(one.coordinatorEpoch), String(one.lastSequence), String(one.lastTimestamp),
    one.currentTxnStartOffset < 0 ? 'None' : String(one.currentTxnStartOffset),
  ]));
}

function placeOf(values: Values): TopicPartition {
  return { topic: values['topic'] ?? '', partition: Number(values['partition']) };
}

function* abort(values: Values): Script {
  const at = placeOf(values);
  const startOffset = values['start-offset'];
  if (startOffset !== undefined) return yield* abortFrom(at, Number(startOffset));
  if (values['producer-id'] === undefined) {
    return yield* terse('The transaction to abort must be identified either with --start-offset (for brokers on 3.0 or above) or with --producer-id, --producer-epoch, and --coordinator-epoch (for older brokers)');
  }
  for (const name of ['producer-epoch', 'coordinator-epoch']) if (values[name] === undefined) return yield* terse(`Missing required argument --${name}`);
  return yield* writeMarker(at, Number(values['producer-id']), Number(values['producer-epoch']), Math.max(0, Number(values['coordinator-epoch'])));
}

function* abortFrom(at: TopicPartition, startOffset: number): Script {
  const name = `${at.topic}-${at.partition}`;
  const asked = yield* call({ kind: 'describeProducers', partitions: [at], brokerId: null });
  if (!asked.ok) return yield* failed(`Failed to validate producer state for partition ${name}`, asked.error.message);
  const open = asked.value[0]?.producers.find((one) => one.currentTxnStartOffset === startOffset && startOffset >= 0);
  if (open === undefined) return yield* terse(`Could not find any open transactions starting at offset ${startOffset} on partition ${name}`);
  // A producer that never got a marker has no coordinator's epoch: 0 is never too high.
  return yield* writeMarker(at, open.producerId, open.producerEpoch, Math.max(0, open.coordinatorEpoch));
}

function* writeMarker(at: TopicPartition, producerId: number, producerEpoch: number, coordinatorEpoch: number): Script {
  const spec = `AbortTransactionSpec(topicPartition=${at.topic}-${at.partition}, producerId=${producerId}, producerEpoch=${producerEpoch}, coordinatorEpoch=${coordinatorEpoch})`;
  const asked = yield* call({ kind: 'abortTransaction', ...at, producerId, producerEpoch, coordinatorEpoch });
  if (!asked.ok) return yield* failed(`Failed to abort transaction ${spec}`, asked.error.message);
  const { errorCode } = asked.value;
  return errorCode === 'NONE' ? 0 : yield* failed(`Failed to abort transaction ${spec}`, errorInfo(errorCode).message);
}

function* forceTerminate(transactionalId: string): Script {
  const asked = yield* call({ kind: 'fenceProducers', transactionalIds: [transactionalId] });
  const whatFailed = `Failed to force terminate transactionalId \`${transactionalId}\``;
  if (!asked.ok) return yield* failed(whatFailed, asked.error.message);
  const error = asked.value[0]?.errorCode ?? 'UNKNOWN_SERVER_ERROR';
  return error === 'NONE' ? 0 : yield* failed(whatFailed, errorInfo(error).message);
}

// --- find-hanging -------------------------------------------------------------------------------------------------------

const HANGING_HEADER = ['Topic', 'Partition', 'ProducerId', 'ProducerEpoch', 'CoordinatorEpoch', 'StartOffset', 'LastTimestamp', 'Duration(min)'];

function* findHanging(values: Values): Script {
  const brokerId = values['broker-id'] === undefined ? null : Number(values['broker-id']);
  const topic = values['topic'] ?? null;
  if (topic === null && brokerId === null) return yield* terse('The `find-hanging` command requires either --topic or --broker-id to limit the scope of the search');
  if (values['partition'] !== undefined && topic === null) return yield* terse('The --partition argument requires --topic to be provided');
  let places: readonly TopicPartition[];
  if (topic !== null && values['partition'] !== undefined) places = [{ topic, partition: Number(values['partition']) }];
  else {
    const found = yield* placesOf(topic, brokerId);
    if (typeof found === 'number') return found;
    places = found;
  }
  const asked = yield* call({ kind: 'describeProducers', partitions: places, brokerId });
  const on = brokerId === null ? 'Optional.empty' : `Optional[${brokerId}]`;
  if (!asked.ok) return yield* failed(`Failed to describe producers for ${places.length} partitions on broker ${on}`, asked.error.message);
  const now = yield* wallClock();
  const limitMs = Number(values['max-transaction-timeout'] ?? 15) * MINUTE_MS;
  const old = asked.value.flatMap((row) => row.producers.filter((one) => one.currentTxnStartOffset >= 0 && now - one.lastTimestamp > limitMs).map((producer): Open => ({ topic: row.topic, partition: row.partition, producer })));
  const hanging = yield* hangingOf(old);
  if (typeof hanging === 'number') return hanging;
  return yield* table(HANGING_HEADER, hanging.map(({ topic: name, partition, producer }) => [
    name, String(partition), String(producer.producerId), String(producer.producerEpoch), String(producer.coordinatorEpoch), String(producer.currentTxnStartOffset),
    String(producer.lastTimestamp), String(Math.floor((now - producer.lastTimestamp) / MINUTE_MS)),
  ]));
}

/** A part of a script that gives something, or the tool's exit status. */
type Steps<T> = Generator<Step, T | number, Answer>;

/** The partitions to look at; a number is the tool's end. */
function* placesOf(topic: string | null, brokerId: number | null): Steps<readonly TopicPartition[]> {
  const listed = topic === null ? yield* call({ kind: 'listTopics' }) : null;
  if (listed !== null && !listed.ok) return yield* failed('Failed to list topics', listed.error.message);
  const topics = topic === null ? javaMapOrder(listed?.value.map((one) => one.name) ?? []) : [topic];
  const described = yield* call({ kind: 'describeTopics', topics });
  if (!described.ok) return yield* failed(`Failed to describe ${topics.length} topics`, described.error.message);
  const bad = described.value.find((one) => one.errorCode !== 'NONE');
  if (bad !== undefined) return yield* failed(`Failed to describe ${topics.length} topics`, errorInfo(bad.errorCode).message);
  return topics.flatMap((name) => (described.value.find((one) => one.name === name)?.partitions ?? [])
    .filter((one) => brokerId === null || one.replicaNodes.includes(brokerId))
    .map((one) => ({ topic: name, partition: one.partitionIndex })));
}

/** Those that no coordinator will end: it does not know the producer, or not the partition. */
function* hangingOf(open: readonly Open[]): Steps<readonly Open[]> {
  if (open.length === 0) return [];
  const ids = hashOrder([...new Set(open.map((one) => one.producer.producerId))], (id) => id | 0, 16);
  const listed = yield* call({ kind: 'listTransactions', producerIds: ids, durationMs: -1, pattern: null });
  if (!listed.ok) return yield* failed(`Failed to list transactions for ${ids.length} producers`, listed.error.message);
  const known = listed.value.flatMap((one) => one.transactions);
  const described = yield* call({ kind: 'describeTransactions', transactionalIds: [...new Set(known.map((one) => one.transactionalId))] });
  if (!described.ok) return yield* failed(`Failed to describe ${known.length} transactions`, described.error.message);
  return ids.flatMap((id) => {
    const mine = open.filter((one) => one.producer.producerId === id);
    const name = known.find((one) => one.producerId === id)?.transactionalId;
    const state = described.value.find((one) => one.transactionalId === name && one.errorCode === 'NONE');
    return mine.filter((one) => state === undefined || !state.partitions.some((other) => other.topic === one.topic && other.partition === one.partition));
  });
}

export const kafkaTransactions = scriptProgram('kafka-transactions.sh', script, [
  { name: 'bootstrap-server', takes: 'bootstrap' }, { name: 'command-config', takes: 'file' }, { name: 'topic', takes: 'topic' },
  ...['duration-filter', 'transactional-id-pattern', 'transactional-id', 'transactionalId', 'partition', 'broker-id', 'start-offset', 'producer-id', 'producer-epoch', 'coordinator-epoch', 'max-transaction-timeout'].map((name) => ({ name, takes: 'text' as const })),
]);
