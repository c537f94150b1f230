// kafka-verifiable-consumer.sh: reads in a group, and tells as lines of JSON what it got, what it committed and when the group rebalanced.
import { closeConsumer, commit, consumerWakeup, createConsumer, drainConsumerLogs, enterPoll, handleConsumerMessage, isClosed, pollConsumer, subscribe, takeCommitResults, takeEvents, takeRecords } from '../../kafka/client/consumer/consumer.ts';
import type { ConsumedRecord } from '../../kafka/client/consumer/fetcher.ts';
import type { Consumer } from '../../kafka/client/consumer/state.ts';
import type { TopicPartition } from '../../kafka/protocol.ts';
import { freeze } from '../../kernel/freeze.ts';
import type { Os, Program, Wake } from '../program.ts';
import { parseArguments } from './admin/argparse.ts';
import { type Alarm, alarmRang, noAlarm, setAlarm } from './console/alarm.ts';
import { exceptionText, logText } from './console/log-text.ts';
import { propertiesFile } from './console/properties.ts';
import { VERIFIABLE_CONSUMER_TOOL } from './perf/verifiable-consumer-help.ts';

/** From the exec of a JVM to the first line of its main. */
const JVM_STARTUP_US = 800_000;

interface Command {
  readonly topic: string;
  /** Negative: without end. */
  readonly records: number;
  readonly verbose: boolean;
  readonly autoCommit: boolean;
  readonly properties: Readonly<Record<string, string>>;
}

export interface VerifiableConsumerState {
  consumer: Consumer | null;
  readonly command: Command | null;
  consumed: number;
  /** What it was given and still has. Frozen, replaced as a whole. */
  assigned: readonly TopicPartition[];
  /** The commit that it waits for, -1 for none. */
  committing: number;
  /** Set when the reading is over: the status to exit with. */
  ending: number | null;
  readonly alarm: Alarm;
}

type Read = { readonly kind: 'run'; readonly command: Command; readonly stdout: string } | { readonly kind: 'exit'; readonly status: number; readonly stdout: string; readonly stderr: string };

function readCommand(os: Os): Read {
  const words = os.argv.slice(1);
  const { main, program } = VERIFIABLE_CONSUMER_TOOL;
  if (words.length === 0) return { kind: 'exit', status: 0, stdout: `${main.usage}\n\n${main.help}\n`, stderr: '' };
  const parsed = parseArguments(VERIFIABLE_CONSUMER_TOOL, words);
  if (parsed.kind === 'exit') return { kind: 'exit', status: parsed.status, stdout: parsed.fd === 1 ? parsed.text : '', stderr: parsed.fd === 2 ? parsed.text : '' };
  const { values } = parsed;
  const refused = (message: string, stdout = ''): Read => ({ kind: 'exit', status: 1, stdout, stderr: `${main.usage}\n${program}: error: ${message}\n` });
  const old = values['consumer.config'];
  if (old !== undefined && values['command-config'] !== undefined) return refused('Options --consumer.config and --command-config are mutually exclusive.');
  const stdout = old === undefined ? '' : 'Option --consumer.config has been deprecated and will be removed in a future version. Use --command-config instead.\n';
  const path = values['command-config'] ?? old ?? null;
  const file = path === null ? '' : os.readFile(path);
  if (file === null) return refused(path ?? '', stdout);
  return { kind: 'run', command: commandOf(values, propertiesFile(file)), stdout };
}

function commandOf(values: Readonly<Record<string, string>>, own: Readonly<Record<string, string>>): Command {
  const isNew = values['group-protocol']?.toLowerCase() === 'consumer';
  const given = (option: string, property: string): Record<string, string> => (values[option] === undefined ? {} : { [property]: values[option] });
  const protocol: Record<string, string> = isNew
    ? { 'group.protocol': 'consumer', ...given('group-remote-assignor', 'group.remote.assignor') }
    : { 'partition.assignment.strategy': values['assignment-strategy'] ?? 'org.apache.kafka.clients.consumer.RangeAssignor', ...given('session-timeout', 'session.timeout.ms') };
  const autoCommit = values['enable-autocommit'] !== undefined;
  return {
    topic: values['topic'] ?? '', records: Number(values['max-messages'] ?? -1), verbose: values['verbose'] !== undefined, autoCommit,
    properties: {
      ...own, ...protocol, ...given('group-instance-id', 'group.instance.id'),
      'group.id': values['group-id'] ?? '', 'bootstrap.servers': values['bootstrap-server'] ?? '', 'enable.auto.commit': String(autoCommit), 'auto.offset.reset': values['reset-policy'] ?? 'earliest',
    },
  };
}

function start(os: Os): VerifiableConsumerState {
  const read = readCommand(os);
  const state: VerifiableConsumerState = { consumer: null, command: read.kind === 'run' ? freeze(read.command) : null, consumed: 0, assigned: [], committing: -1, ending: null, alarm: noAlarm() };
  if (read.stdout !== '') os.write(1, read.stdout);
  if (read.kind === 'exit') {
    if (read.stderr !== '') os.write(2, read.stderr);
    os.exit(read.status);
    return state;
  }
  const made = createConsumer(read.command.properties, os.context);
  for (const line of made.warnings) os.write(2, logText(line, os.wallClockMs));
  if (made.kind === 'error') {
    os.write(2, `Exception in thread "main" ${exceptionText(made.failure)}`);
    os.exit(1);
    return state;
  }
  state.consumer = made.consumer;
  event(os, 'startup_complete', {});
  subscribe(made.consumer, [read.command.topic]);
  enterPoll(made.consumer, os.context);
  run(state, made.consumer, read.command, os);
  return state;
}

function event(os: Os, name: string, fields: Readonly<Record<string, unknown>>): void {
  os.write(1, `${JSON.stringify({ timestamp: os.wallClockMs, name, ...fields })}\n`);
}

function wake(state: VerifiableConsumerState, reason: Wake, os: Os): void {
  const { consumer, command } = state;
  if (consumer === null || command === null) return;
  switch (reason.kind) {
    case 'message':
      handleConsumerMessage(consumer, reason.message, reason.from, os.context);
      break;
    case 'timer':
      alarmRang(state.alarm);
      pollConsumer(consumer, os.context);
      break;
    case 'signal':
      event(os, 'shutdown_requested', {});
      end(state, consumer, reason.signal === 'TERM' ? 143 : 130, os);
      break;
    case 'readable':
    case 'writable':
      break;
  }
  run(state, consumer, command, os);
}

function end(state: VerifiableConsumerState, consumer: Consumer, status: number, os: Os): void {
  if (state.ending !== null) return;
  state.ending = status;
  closeConsumer(consumer, os.context);
}

function run(state: VerifiableConsumerState, consumer: Consumer, command: Command, os: Os): void {
  tell(state, consumer, os);
  while (state.ending === null && state.committing < 0) {
    if (command.records >= 0 && state.consumed >= command.records) end(state, consumer, 0, os);
    else if (!receive(state, consumer, command, os)) break;
  }
  tell(state, consumer, os);
  if (consumer.failure !== null && state.ending === null) {
    os.write(2, logText({ level: 'ERROR', message: 'Error during processing, terminating consumer process: ', logger: 'org.apache.kafka.tools.VerifiableConsumer' }, os.wallClockMs) + exceptionText(consumer.failure));
    end(state, consumer, 0, os);
  }
  if (state.ending !== null && isClosed(consumer)) {
    setAlarm(state.alarm, Number.MAX_SAFE_INTEGER, os);
    if (state.assigned.length > 0) event(os, 'partitions_revoked', { partitions: state.assigned });
    event(os, 'shutdown_complete', {});
    if (state.ending === 0) event(os, 'shutdown_requested', {});
    os.exit(state.ending);
    return;
  }
  setAlarm(state.alarm, consumerWakeup(consumer, os.now), os);
}

/** One poll: tells of what it returned, and commits it. False where there was nothing. */
function receive(state: VerifiableConsumerState, consumer: Consumer, command: Command, os: Os): boolean {
  enterPoll(consumer, os.context);
  const records = takeRecords(consumer, os.context);
  if (records.length === 0) return false;
  const parts = byPartition(records, command.records < 0 ? records.length : command.records - state.consumed);
  for (const part of parts) {
    state.consumed += part.length;
    if (!command.verbose) continue;
    for (const { topic, partition, offset, record } of part) event(os, 'record_data', { key: record.key, value: record.value, topic, partition, offset });
  }
  const summaries = parts.flatMap(([first, ...more]) => (first === undefined ? [] : [{ topic: first.topic, partition: first.partition, count: more.length + 1, minOffset: first.offset, maxOffset: (more.at(-1) ?? first).offset }]));
  event(os, 'records_consumed', { count: records.length, partitions: summaries });
  if (command.autoCommit) return true;
  const offsets = parts.flatMap((part) => part.slice(-1)).map(({ topic, partition, offset, leaderEpoch }) => ({ topic, partition, offset: offset + 1, leaderEpoch, metadata: '' }));
  state.committing = commit(consumer, offsets, 'sync', os.context);
  return true;
}

/** The records of each partition, no more than `limit` together. */
function byPartition(records: readonly ConsumedRecord[], limit: number): ConsumedRecord[][] {
  const parts = new Map<string, ConsumedRecord[]>();
  for (const record of records) {
    const name = `${record.topic}-${record.partition}`;
    parts.set(name, [...(parts.get(name) ?? []), record]);
  }
  let left = limit;
  return [...parts.values()].flatMap((part) => {
    const taken = part.slice(0, left);
    left -= taken.length;
    return taken.length === 0 ? [] : [taken];
  });
}

/** Commits that have ended, partitions given and taken, and the client's log. */
function tell(state: VerifiableConsumerState, consumer: Consumer, os: Os): void {
  for (const result of takeCommitResults(consumer)) {
    if (result.number !== state.committing) continue;
    state.committing = -1;
    const offsets = result.offsets.map(({ topic, partition, offset }) => ({ topic, partition, offset }));
    event(os, 'offsets_committed', { offsets, ...(result.error === null ? {} : { error: result.error.message }), success: result.error === null });
  }
  for (const each of takeEvents(consumer)) {
    const partitions = each.partitions.map(({ topic, partition }) => ({ topic, partition }));
    event(os, each.kind === 'assigned' ? 'partitions_assigned' : 'partitions_revoked', { partitions });
    const kept = state.assigned.filter((one) => !partitions.some((other) => other.topic === one.topic && other.partition === one.partition));
    state.assigned = freeze(each.kind === 'assigned' ? [...kept, ...partitions] : kept);
  }
  for (const line of drainConsumerLogs(consumer)) {
    const text = logText(line, os.wallClockMs);
    if (text !== '') os.write(2, text);
  }
}

export const kafkaVerifiableConsumer: Program<VerifiableConsumerState> = {
  name: 'kafka-verifiable-consumer.sh',
  startup: JVM_STARTUP_US,
  handles: ['INT', 'TERM', 'HUP'],
  start,
  wake,
  options: [
    { name: '--bootstrap-server', takes: 'bootstrap' },
    { name: '--topic', takes: 'topic' },
    { name: '--group-id', takes: 'group' },
    { name: '--max-messages', takes: 'text' },
    { name: '--verbose', takes: 'nothing' },
    { name: '--enable-autocommit', takes: 'nothing' },
    { name: '--reset-policy', takes: 'text' },
    { name: '--group-protocol', takes: 'text' },
    { name: '--group-instance-id', takes: 'text' },
    { name: '--session-timeout', takes: 'text' },
    { name: '--assignment-strategy', takes: 'text' },
    { name: '--command-config', takes: 'file' },
    { name: '--help', takes: 'nothing' },
  ],
};
