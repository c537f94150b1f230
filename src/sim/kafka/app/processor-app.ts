// An application that reads, works and writes on: consume, transform, produce. Where it commits its place in the input decides what a
// crash does: before the work loses records, after the work repeats them, in one transaction with its output does neither.
//
//   starting --> polling --> (committing first) --> working --> written --+--> committing ----------------+--> polling
//                   ^                                                     +--> offsets --> deciding ------+
//                   +---------------- rewound <-- aborting <-- (anything failed in a transaction)
//
// It works on one record after the other and writes each on as soon as it is done, so a crash in the midst of a poll's records leaves
// some of them written and others not. It may keep a state by key (`keyed-state.ts`): what it writes on then says something of all records so far.
import type { ProcessorAppSpec } from '../../../bridge/scenario.ts';
import { freeze } from '../../kernel/freeze.ts';
import type { Behavior, Context, Message, NodeId, Time } from '../../kernel/types.ts';
import { MILLISECOND } from '../../kernel/types.ts';
import { closeConsumer, commit, consumerWakeup, createConsumer, drainConsumerLogs, enterPoll, handleConsumerMessage, isClosed, pollConsumer, seek, subscribe, takeCommitResults, takeEvents, takeRecords } from '../client/consumer/consumer.ts';
import type { ConsumedRecord } from '../client/consumer/fetcher.ts';
import { type Consumer, findAssigned } from '../client/consumer/state.ts';
import { type Failure, failureText } from '../client/failure.ts';
import type { LogLine } from '../client/io.ts';
import { NEVER } from '../client/io.ts';
import { closeProducer, createProducer, drainProducerLogs, flush, handleProducerMessage, isBlocked, isFlushed, pollProducer, producerWakeup, sendRecord, takeResults, takeThrown } from '../client/producer/producer.ts';
import type { Producer } from '../client/producer/state.ts';
import type { GroupMetadata, OffsetInTransaction } from '../client/producer/transaction-state.ts';
import { abortTransaction, beginTransaction, commitTransaction, initTransactions, sendOffsetsToTransaction, takeCallEnd } from '../client/producer/transactions.ts';
import type { AppClock } from './app-clock.ts';
import { clockRang, stoppedClock, wakeAt } from './app-clock.ts';
import { count, type KeyedState, MOST_KEYS, openKeyedState, type Snapshot, takeSnapshot, withRow } from './keyed-state.ts';

/** Lines of its log that an application keeps, newest last. */
const LOG_LINES = 100;
/** Steps of its loop at one instant, at most. */
const STEPS_AT_ONCE = 100;
const BOOTSTRAP = 'localhost:9092,localhost:9093,localhost:9094';

type Phase = 'starting' | 'polling' | 'committing-first' | 'working' | 'written' | 'committing' | 'offsets' | 'deciding' | 'aborting' | 'stopped';

export interface ProcessorAppState {
  readonly kind: 'processor-app';
  spec: ProcessorAppSpec;
  /** Null while the process is down, or where its settings are wrong. */
  consumer: Consumer | null;
  output: Producer | null;
  phase: Phase;
  /** What the last poll brought; frozen. */
  records: readonly ConsumedRecord[];
  /** How many of them are written on. */
  sent: number;
  /** When the work on the next one is done. */
  workedAt: Time;
  /** Who it was in its group when it last read: what fences its offsets if the group has gone on without it (ConsumerGroupMetadata). */
  group: GroupMetadata;
  /** commitSync that the loop waits for, -1 for none. */
  committing: number;
  /** Null where it keeps none. */
  keyed: KeyedState | null;
  /** A record of this round could not be written. */
  failed: boolean;
  log: LogLine[];
  readonly clock: AppClock;
}

/** What the process begins with. */
export function createProcessorApp(spec: ProcessorAppSpec, snapshot: Snapshot | null = null): ProcessorAppState {
  return { kind: 'processor-app', spec: freeze(spec), consumer: null, output: null, phase: 'starting', records: [], sent: 0, workedAt: 0, group: { groupId: spec.group, generation: -1, memberId: '', groupInstanceId: null }, committing: -1, keyed: spec.state === undefined ? null : openKeyedState(snapshot), failed: false, log: [], clock: stoppedClock() };
}

interface Running {
  readonly state: ProcessorAppState;
  readonly consumer: Consumer;
  readonly output: Producer;
  /** Of the process and its consumer. */
  readonly ctx: Context;
  /** Of its producer, whose connections are its own. */
  readonly out: Context;
}

const OUTPUT = '/output';

/** The contexts of the process and of its producer, whichever of the two an event came for. */
function contexts(ctx: Context): Pick<Running, 'ctx' | 'out'> {
  const process = ctx.self.endsWith(OUTPUT) ? ctx.self.slice(0, -OUTPUT.length) : ctx.self;
  return { ctx: ctx.at(process), out: ctx.at(process + OUTPUT) };
}

function open(state: ProcessorAppState, { ctx, out }: Pick<Running, 'ctx' | 'out'>): void {
  const { spec } = state;
  const isTransactional = spec.commit === 'transactional';
  const reading = { 'bootstrap.servers': BOOTSTRAP, 'client.id': spec.name, 'group.id': spec.group, 'enable.auto.commit': 'false', 'isolation.level': isTransactional ? 'read_committed' : 'read_uncommitted', ...spec.settings };
  // The id stays the same over a restart: that is what fences the process before.
  const writing = { 'bootstrap.servers': BOOTSTRAP, 'client.id': `${spec.name}-producer`, ...(isTransactional ? { 'transactional.id': spec.name } : {}), ...spec.producerSettings };
  const made = createConsumer(reading, ctx);
  const producer = createProducer(writing);
  state.consumer = made.kind === 'ok' ? made.consumer : null;
  state.output = producer.kind === 'ok' ? producer.producer : null;
  for (const one of [made, producer]) if (one.kind === 'error') keepLog(state, [error(one.failure, spec.name)]);
  if (state.consumer === null || state.output === null) return;
  subscribe(state.consumer, spec.topics);
  // Memory is the process's; the disk is the machine's.
  state.keyed = spec.state === undefined ? null : openKeyedState(state.keyed?.snapshot ?? null);
  state.phase = isTransactional ? 'starting' : 'polling';
  if (isTransactional) initTransactions(state.output, out);
}

function error(failure: Failure, logger: string): LogLine {
  return { level: 'ERROR', message: failureText(failure), logger };
}

function keepLog(state: ProcessorAppState, lines: readonly LogLine[]): void {
  state.log.push(...lines);
  if (state.log.length > LOG_LINES) state.log.splice(0, state.log.length - LOG_LINES);
}

function receive(state: ProcessorAppState, message: Message, from: NodeId, self: Context): void {
  const { ctx, out } = contexts(self);
  if (message.kind === 'Tick') clockRang(state.clock);
  if (isConfigure(message)) {
    const isSame = JSON.stringify(lasting(message.app)) === JSON.stringify(lasting(state.spec));
    state.spec = freeze(message.app);
    if (!isSame) {
      ctx.close();
      out.close();
      open(state, { ctx, out });
    }
  }
  const { consumer, output } = state;
  if (consumer === null || output === null) {
    if (message.kind === 'Shutdown') ctx.exit();
    return;
  }
  if (message.kind === 'Shutdown') stop({ state, consumer, output, ctx, out });
  if (message.kind === 'Response' || message.kind === 'Disconnected') {
    if (self.self === out.self) handleProducerMessage(output, message, from, out);
    else handleConsumerMessage(consumer, message, from, ctx);
  }
  run({ state, consumer, output, ctx, out });
}

/** Whatever changes of this, the process starts again, as in any deployment; the pace, and how often a snapshot is taken, do not need that. */
function lasting({ processingMsPerRecord: _pace, state, ...rest }: ProcessorAppSpec): object {
  return { ...rest, remembers: state !== undefined };
}

function isConfigure(message: Message): message is Message & { readonly app: ProcessorAppSpec } {
  return message.kind === 'Configure';
}

function stop({ state, consumer, output, ctx }: Running): void {
  if (state.phase === 'stopped') return;
  state.phase = 'stopped';
  closeConsumer(consumer, ctx);
  closeProducer(output);
}

/** The exception leaves the loop and ends the process, as in any program that does not catch it. */
function die(running: Running, failure: Failure): boolean {
  keepLog(running.state, [error(failure, running.state.spec.name)]);
  stop(running);
  return false;
}

function run(running: Running): void {
  const { state, consumer, output, ctx, out } = running;
  pollConsumer(consumer, ctx);
  pollProducer(output, out);
  for (let steps = 0; steps < STEPS_AT_ONCE && step(running); steps++) {
    pollProducer(output, out);
    pollConsumer(consumer, ctx);
  }
  pollProducer(output, out);
  takeEvents(consumer);
  keepLog(state, [...drainConsumerLogs(consumer), ...drainProducerLogs(output)]);
  if (state.phase === 'stopped') takeResults(output);
  if (state.phase === 'stopped' && isClosed(consumer) && isFlushed(output)) {
    ctx.exit();
    return;
  }
  const work = state.phase === 'working' && !isBlocked(output) ? state.workedAt : NEVER;
  const ended = output.transaction !== null && output.transaction.ended !== null ? ctx.now + 1 : NEVER;
  wakeAt(state.clock, Math.min(work, ended, consumerWakeup(consumer, ctx.now), producerWakeup(output, ctx.now)), ctx);
}

/** One step of the loop. True when it may go on at once. */
function step(running: Running): boolean {
  const { state, consumer, output, out } = running;
  if (consumer.failure !== null && state.phase !== 'stopped') return die(running, consumer.failure);
  switch (state.phase) {
    case 'stopped': return false;
    case 'starting': return afterCall(running, () => to(state, 'polling'));
    case 'polling': return poll(running);
    case 'committing-first': return isCommitted(running) && work(running);
    case 'working': return send(running);
    case 'written': return written(running);
    case 'committing': return isCommitted(running) && done(state);
    case 'offsets': return afterCall(running, () => goOn(running, commitTransaction(output, out), 'deciding'));
    case 'deciding': return afterCall(running, () => done(state));
    case 'aborting': return afterCall(running, () => rewind(running));
  }
}

function to(state: ProcessorAppState, phase: Phase): true {
  state.phase = phase;
  return true;
}

/** A round has ended well, its output is written: the moment for a snapshot. */
function done(state: ProcessorAppState): true {
  if (state.keyed !== null) takeSnapshot(state.keyed, state.spec.state?.snapshotEvery ?? 0);
  return to(state, 'polling');
}

/** Goes on, unless the call threw. */
function goOn(running: Running, thrown: Failure | null, phase: Phase): boolean {
  return thrown === null ? to(running.state, phase) : failed(running, thrown);
}

/** Goes on when the call to a coordinator has ended well. */
function afterCall(running: Running, next: () => boolean): boolean {
  const end = takeCallEnd(running.output);
  if (end === null) return false;
  return end.error === null ? next() : failed(running, end.error);
}

/** What can be aborted is aborted and done again; a fenced process ends. */
function failed(running: Running, failure: Failure): boolean {
  const { state, output, out } = running;
  if (output.transaction?.phase !== 'ABORTABLE_ERROR') return die(running, failure);
  keepLog(state, [error(failure, state.spec.name)]);
  const thrown = abortTransaction(output, out);
  return thrown === null ? to(state, 'aborting') : die(running, thrown);
}

function poll(running: Running): boolean {
  const { state, consumer, ctx } = running;
  enterPoll(consumer, ctx);
  if (state.keyed !== null) seekToSnapshot(state.keyed, consumer);
  const records = takeRecords(consumer, ctx);
  if (records.length === 0) return false;
  state.records = freeze(records);
  if (state.keyed !== null) state.keyed.before = freeze([...state.keyed.rows]);
  const { generation, memberId } = consumer.membership;
  if (generation >= 0) state.group = freeze({ groupId: consumer.config.groupId ?? '', generation, memberId, groupInstanceId: consumer.config.groupInstanceId });
  state.sent = 0;
  state.failed = false;
  if (state.spec.commit !== 'before') return work(running);
  state.committing = commit(consumer, null, 'sync', ctx);
  return to(state, 'committing-first');
}

function isCommitted({ state, consumer }: Running): boolean {
  if (!takeCommitResults(consumer).some((result) => result.number === state.committing)) return false;
  state.committing = -1;
  return true;
}

function work(running: Running): boolean {
  const { state, output, ctx } = running;
  state.workedAt = workedAt(state, ctx);
  return state.spec.commit === 'transactional' ? goOn(running, beginTransaction(output), 'working') : to(state, 'working');
}

function workedAt(state: ProcessorAppState, ctx: Context): Time {
  return ctx.now + Math.round(state.spec.processingMsPerRecord * MILLISECOND);
}

/** Writes on what the work is done for. */
function send(running: Running): boolean {
  const { state, output, ctx, out } = running;
  while (state.sent < state.records.length && ctx.now >= state.workedAt && !isBlocked(output)) {
    const one = state.records[state.sent++];
    if (one === undefined) break;
    const { key, value } = one.record;
    const template = templateFor(running, one);
    if (template === null) {
      if (state.phase === 'stopped') return false;
      continue;
    }
    const written_ = template.replaceAll('{value}', value ?? '').replaceAll('{key}', key ?? '');
    sendRecord(output, state.spec.output, null, freeze({ key, value: written_, headers: [], timestampMs: ctx.wallClockMs }), out);
    const thrown = takeThrown(output);
    if (thrown !== null) return failed(running, thrown);
    state.workedAt = workedAt(state, ctx);
  }
  if (state.sent < state.records.length || isBlocked(output)) return false;
  if (state.spec.commit !== 'transactional') flush(output);
  return to(state, 'written');
}

/** What the value is made from, after the record was counted where a state is kept. Null where nothing is to be written of it. */
function templateFor(running: Running, one: ConsumedRecord): string | null {
  const { state, ctx } = running;
  if (state.keyed === null) return state.spec.value;
  const counted = count(state.keyed, one);
  switch (counted.kind) {
    case 'counted': return withRow(state.spec.value, counted.row);
    case 'not-a-number':
      keepLog(state, [{ level: 'WARN', message: `Skipped offset ${one.offset} of ${one.topic}-${one.partition}: not a number`, logger: state.spec.name }]);
      state.workedAt = workedAt(state, ctx);
      return null;
    case 'full':
      die(running, { exception: 'java.lang.OutOfMemoryError', message: `Java heap space (${MOST_KEYS} keys)`, cause: null, code: null });
      return null;
  }
}

function written(running: Running): boolean {
  const { state, consumer, output, ctx, out } = running;
  state.failed ||= takeResults(output).some((result) => result.error !== null);
  if (state.spec.commit === 'transactional') {
    return goOn(running, sendOffsetsToTransaction(output, offsetsOf(state.records), state.group, out), 'offsets');
  }
  if (!isFlushed(output)) return false;
  if (state.spec.commit === 'before') return done(state);
  if (state.failed) return rewind(running);
  state.committing = commit(consumer, null, 'sync', ctx);
  return to(state, 'committing');
}

/** The next offset of each partition after these records. */
function offsetsOf(records: readonly ConsumedRecord[]): OffsetInTransaction[] {
  const offsets: OffsetInTransaction[] = [];
  for (const { topic, partition, offset, leaderEpoch } of records) {
    const at = offsets.findIndex((one) => one.topic === topic && one.partition === partition);
    const next = { topic, partition, offset: offset + 1, leaderEpoch };
    if (at < 0) offsets.push(next);
    else offsets[at] = next;
  }
  return offsets;
}

/** The records of this round are read again: nothing of it counts. */
function rewind({ state, consumer, output }: Running): boolean {
  takeResults(output);
  if (state.keyed !== null) state.keyed.rows = [...state.keyed.before];
  const seen = new Set<string>();
  for (const { topic, partition, offset } of state.records) {
    const name = `${topic}-${partition}`;
    if (!seen.has(name) && findAssigned(consumer, { topic, partition }) !== null) seek(consumer, { topic, partition }, offset);
    seen.add(name);
  }
  return to(state, 'polling');
}

export const processorApp: Behavior<ProcessorAppState> = {
  start(state, self) {
    const both = contexts(self);
    open(state, both);
    const { consumer, output } = state;
    if (consumer !== null && output !== null) run({ state, consumer, output, ...both });
  },
  receive,
  crash(state) {
    return createProcessorApp(state.spec, state.keyed?.snapshot ?? null);
  },
};

/** Before records are taken: partitions that have just been assigned for the first time go back to where the snapshot was taken. */
function seekToSnapshot(keyed: KeyedState, consumer: Consumer): void {
  if (keyed.toSeek.length === 0) return;
  for (const place of keyed.toSeek) if (findAssigned(consumer, place) !== null) seek(consumer, place, place.offset);
  keyed.toSeek = freeze(keyed.toSeek.filter((place) => findAssigned(consumer, place) === null));
}
