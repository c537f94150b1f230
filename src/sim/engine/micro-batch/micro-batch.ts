// A micro-batch engine, as Spark Structured Streaming has it: at each trigger it asks Kafka how far its topics go, writes down which offsets
// the batch has, reads them, runs its query over them and its state, hands the result to the sink, and writes down that the batch is done.
//
//   starting --> planning --> logging --> reading --> running --> writing --> committing --+
//                 ^   |nothing new                                                         |
//                 +---+------------------------ waiting (the next trigger) <---------------+
//
// What a crash leaves is the checkpoint directory: a batch whose offsets are there and whose commit is not runs again, with the same records.
import type { MicroBatchSpec } from '../../../bridge/engines.ts';
import { type AppClock, clockRang, stoppedClock, wakeAt } from '../../kafka/app/app-clock.ts';
import { NEVER } from '../../kafka/client/io.ts';
import type { ConsumedRecord } from '../../kafka/client/consumer/fetcher.ts';
import { freeze } from '../../kernel/freeze.ts';
import { type Behavior, type Context, type Message, MILLISECOND, type NodeId, type Time } from '../../kernel/types.ts';
import { print } from '../console.ts';
import { askPlaces, clientWakeup, closeClient, closedClient, engineContext, flushWrites, handleClientMessage, isSamePartition, isWritten, type KafkaClient, openClient, type Place, pollClient, positionOf, readFrom, take, takePlaces, write } from '../kafka-client.ts';
import { type Checkpoint, committed, emptyCheckpoint, logged, resume } from './checkpoint.ts';
import { type Group, type InputRow, type Outcome, planOf, queryProblem, runBatch, type Watermarks } from './query.ts';
import { pysparkProgram } from './program.ts';
import { type Cells, cellText, fromJson, rowJson } from './row.ts';
import { consoleLines } from './show.ts';
import { afterBatch, needsAnother } from './watermark.ts';

export type MicroBatchPhase = 'starting' | 'planning' | 'logging' | 'reading' | 'running' | 'writing' | 'committing' | 'waiting' | 'failed';

/** A finished batch, looked back at. Frozen. */
export interface BatchProgress {
  readonly batch: number;
  readonly startedAt: Time;
  readonly finishedAt: Time;
  readonly input: number;
  readonly output: number;
  /** Of the batch, ms; 0 before any. */
  readonly watermarkMs: number;
  readonly stateRows: number;
  readonly dropped: number;
  /** How long its oldest and its newest record had waited when the result was there, ms by their own times; -1 without records. */
  readonly oldestMs: number;
  readonly newestMs: number;
}

export interface MicroBatchState {
  spec: MicroBatchSpec;
  /** The PySpark program that it is, and its newest rows of state as texts. */
  program: string;
  store: readonly string[];
  /** What outlives the process, where the program has a checkpoint directory. */
  disk: Checkpoint;
  readonly client: KafkaClient;
  readonly clock: AppClock;
  phase: MicroBatchPhase;
  batch: number;
  marks: Watermarks;
  groups: readonly Group[];
  /** A batch without records is due, for the watermark has moved. */
  again: boolean;
  /** Where the batch begins and ends; null before the first. */
  from: readonly Place[] | null;
  until: readonly Place[];
  rows: InputRow[];
  /** The records' own times, ms: of the oldest and of the newest one. */
  oldest: number;
  newest: number;
  outcome: Outcome | null;
  written: number;
  triggeredAt: Time;
  nextTriggerAt: Time;
  /** When the work on the batch is done. */
  workedAt: Time;
  /** What the console shows, newest last. */
  printed: string[];
  firstLine: number;
  progress: readonly BatchProgress[];
  batches: number;
  rowsOut: number;
  recordsRead: number;
  lateDropped: number;
  problem: string | null;
}

/** What the process begins with. */
export function createMicroBatch(spec: MicroBatchSpec, disk: Checkpoint = emptyCheckpoint()): MicroBatchState {
  return {
    spec: freeze(spec), program: pysparkProgram(spec), store: freeze([]), disk, client: closedClient(), clock: stoppedClock(), phase: 'starting', batch: 0, marks: { late: 0, eviction: 0 }, groups: freeze([]), again: false, from: null, until: freeze([]), rows: [],
    oldest: Infinity, newest: -Infinity, outcome: null, written: 0, triggeredAt: 0, nextTriggerAt: 0, workedAt: NEVER, printed: [], firstLine: 0, progress: freeze([]), batches: 0, rowsOut: 0, recordsRead: 0, lateDropped: 0, problem: null,
  };
}

const REPORTS = 40;
/** Alerts of one batch that are noted as facts. */
const MAX_NOTED = 50;
const STEPS_AT_ONCE = 100;
/** Until it looks again where the last look found nothing and no interval was given (spark.sql.streaming.pollingDelay, default 10 ms). */
const POLLING_DELAY: Time = 10 * MILLISECOND;
const LOG_BYTES = 300;

type Inbox = Message | { readonly kind: 'Configure'; readonly engine: MicroBatchSpec };

export const microBatch: Behavior<MicroBatchState> = {
  start(state, ctx) {
    state.phase = 'starting';
    begin(state, ctx);
    run(state, ctx);
  },
  receive(state, message, from, at) {
    receive(state, message, from, at);
  },
  crash: (state) => ({ ...createMicroBatch(state.spec, state.spec.checkpoint ? state.disk : emptyCheckpoint()), ...history(state) }),
};

/** What a reader still wants to see of the process before. */
const history = ({ printed, firstLine, progress, batches, rowsOut, recordsRead, lateDropped }: MicroBatchState): Partial<MicroBatchState> => ({ printed, firstLine, progress, batches, rowsOut, recordsRead, lateDropped });

function receive(state: MicroBatchState, message: Inbox, from: NodeId, at: Context): void {
  const ctx = engineContext(at);
  if (message.kind === 'Tick') clockRang(state.clock);
  if (message.kind === 'Shutdown') return ctx.exit();
  if (message.kind === 'Configure' && 'engine' in message) return configure(state, message.engine, ctx);
  // The disk answers: what was being written is there.
  if (message.kind === 'Logged' && state.phase === 'logging') startReading(state, ctx);
  if (message.kind === 'Committed' && state.phase === 'committing') finish(state, ctx);
  handleClientMessage(state.client, message, from, at);
  run(state, ctx);
}

/** Another program is another query: it starts again from its checkpoint. */
function configure(state: MicroBatchState, spec: MicroBatchSpec, ctx: Context): void {
  closeClient(state.client, ctx);
  Object.assign(state, createMicroBatch(spec, spec.checkpoint ? state.disk : emptyCheckpoint()), history(state), { clock: state.clock });
  begin(state, ctx);
  run(state, ctx);
}

function begin(state: MicroBatchState, ctx: Context): void {
  const { spec, disk } = state;
  state.problem = queryProblem(spec);
  if (state.problem !== null) return fail(state, ctx);
  openClient(state.client, spec.name, spec.output !== '', ctx);
  const point = resume(disk);
  state.batch = point.batch;
  state.marks = point.marks;
  state.groups = point.groups;
  state.store = storeOf(state);
  state.from = point.from;
  state.until = point.until ?? freeze([]);
  state.again = point.until === null && needsAnother(spec, planOf(spec), state.marks.late, state.marks.eviction);
  trigger(state, ctx);
  // A batch that was planned before the crash runs again with the same offsets.
  if (point.until !== null) startReading(state, ctx);
}

function fail(state: MicroBatchState, ctx: Context): void {
  state.phase = 'failed';
  ctx.note('query-failed', { query: state.spec.name, problem: (state.problem ?? '').slice(0, 200) }, [`micro-batch/${state.spec.name}`]);
}

/** Asks for the ends of the topics; before the first batch for the place where it begins. */
function trigger(state: MicroBatchState, ctx: Context): void {
  const { spec } = state;
  state.phase = 'planning';
  state.triggeredAt = ctx.now;
  // Batches begin at multiples of the interval (ProcessingTimeExecutor).
  const nowMs = ctx.wallClockMs;
  state.nextTriggerAt = spec.triggerMs === 0 ? ctx.now : ctx.now + (Math.floor(nowMs / spec.triggerMs) * spec.triggerMs + spec.triggerMs - nowMs) * MILLISECOND;
  askPlaces(state.client, spec.topics, state.from === null ? spec.startingOffsets : 'latest', ctx);
}

function run(state: MicroBatchState, ctx: Context): void {
  pollClient(state.client, ctx);
  for (let steps = 0; steps < STEPS_AT_ONCE && step(state, ctx); steps += 1) pollClient(state.client, ctx);
  if (state.client.failure !== null && state.phase !== 'failed') {
    state.problem = state.client.failure;
    closeClient(state.client, ctx);
    fail(state, ctx);
  }
  const own = state.phase === 'waiting' ? state.nextTriggerAt : state.phase === 'running' ? state.workedAt : NEVER;
  wakeAt(state.clock, Math.max(ctx.now, Math.min(own, clientWakeup(state.client, ctx.now), NEVER)), ctx);
}

/** One step; true when it may go on at once. */
function step(state: MicroBatchState, ctx: Context): boolean {
  switch (state.phase) {
    case 'starting': case 'logging': case 'committing': case 'failed': return false;
    case 'waiting':
      if (ctx.now < state.nextTriggerAt) return false;
      trigger(state, ctx);
      return true;
    case 'planning': return plan(state, ctx);
    case 'reading': return read(state, ctx);
    case 'running':
      if (ctx.now < state.workedAt) return false;
      work(state);
      return true;
    case 'writing': return writeOut(state, ctx);
  }
}

const offsetIn = (places: readonly Place[], of: Pick<Place, 'topic' | 'partition'>): number => places.find((one) => isSamePartition(one, of))?.offset ?? 0;

function plan(state: MicroBatchState, ctx: Context): boolean {
  const places = takePlaces(state.client, ctx);
  if (places === null) return false;
  const { spec } = state;
  if (state.from === null) {
    state.from = freeze(places);
    askPlaces(state.client, spec.topics, 'latest', ctx);
    return true;
  }
  const { from } = state;
  // A partition that is new is read from its first record.
  const begins = places.map((place) => ({ ...place, offset: Math.min(offsetIn(from, place), place.offset) }));
  const until = limited(begins, places, spec.maxOffsetsPerTrigger);
  const isNew = until.some((place) => place.offset > offsetIn(begins, place));
  if (!isNew && !state.again) {
    state.phase = 'waiting';
    state.nextTriggerAt = Math.max(state.nextTriggerAt, ctx.now + (spec.triggerMs === 0 ? POLLING_DELAY : 0));
    return false;
  }
  state.again = false;
  state.from = freeze(begins);
  state.until = freeze(until);
  state.phase = 'logging';
  state.disk = logged(state.disk, { batch: state.batch, watermarkMs: state.marks.eviction, timestampMs: ctx.wallClockMs, from: state.from, until: state.until });
  ctx.diskWrite(LOG_BYTES, freeze({ kind: 'Logged' }));
  return false;
}

/** Each partition gets its share of the limit, by what waits in it (KafkaMicroBatchStream.rateLimit). */
function limited(from: readonly Place[], until: readonly Place[], limit: number): Place[] {
  const waiting = until.reduce((sum, place) => sum + place.offset - offsetIn(from, place), 0);
  if (limit === 0 || waiting <= limit) return [...until];
  return until.map((place) => {
    const begin = offsetIn(from, place);
    const share = (limit * (place.offset - begin)) / waiting;
    return { ...place, offset: Math.min(place.offset, begin + (share < 1 ? Math.ceil(share) : Math.floor(share))) };
  });
}

function startReading(state: MicroBatchState, ctx: Context): void {
  state.phase = 'reading';
  state.rows = [];
  [state.oldest, state.newest] = [Infinity, -Infinity];
  const { from, until } = state;
  readFrom(state.client, (from ?? []).filter((place) => offsetIn(until, place) > place.offset), ctx);
}

function read(state: MicroBatchState, ctx: Context): boolean {
  const { spec, from, until, client } = state;
  const own = planOf(spec).input.slice(0, Math.max(1, Object.keys(spec.columns).length));
  const records = take(client, ctx);
  for (const one of records) if (one.offset < offsetIn(until, one)) keep(state, one, own);
  const open = until.some((place) => place.offset > offsetIn(from ?? [], place) && positionOf(client, place) < place.offset);
  if (open) return records.length > 0;
  state.phase = 'running';
  state.workedAt = ctx.now + Math.round((spec.overheadMs + spec.perRecordMs * state.rows.length) * MILLISECOND);
  return false;
}

function keep(state: MicroBatchState, { topic, partition, record: { key, value, timestampMs } }: ConsumedRecord, own: ReturnType<typeof planOf>['input']): void {
  const { spec, rows } = state;
  const cells = Object.keys(spec.columns).length === 0 ? [value] : fromJson(value, own);
  const more = [...(own.some(({ name }) => name === 'key') ? [] : [key]), ...(own.some(({ name }) => name === 'timestamp') ? [] : [timestampMs])];
  rows.push(freeze({ partition: spec.topics.indexOf(topic) * 10_000 + partition, cells: [...cells, ...more], timeMs: timestampMs }));
  [state.oldest, state.newest] = [Math.min(state.oldest, timestampMs), Math.max(state.newest, timestampMs)];
}

/** The query itself. */
function work(state: MicroBatchState): void {
  const { spec } = state;
  // Records of one partition stand together, in its order, whatever order they came in.
  const rows = [...state.rows].sort((a, b) => a.partition - b.partition);
  state.outcome = freeze(runBatch(spec, planOf(spec), rows, state.groups, state.marks));
  state.written = 0;
  state.phase = 'writing';
}

function writeOut(state: MicroBatchState, ctx: Context): boolean {
  const { spec, outcome, client } = state;
  if (outcome === null) return false;
  const { output: columns } = planOf(spec);
  if (spec.output === '') print(state, consoleLines(state.batch, outcome.rows, columns, spec.truncate));
  else {
    for (; state.written < outcome.rows.length; state.written += 1) {
      const record = freeze({ key: null, value: rowJson(outcome.rows[state.written] ?? [], columns), headers: [], timestampMs: ctx.wallClockMs });
      if (!write(client, spec.output, record, ctx)) return false;
    }
    flushWrites(client, ctx);
    if (!isWritten(client)) return false;
  }
  if (spec.alerts) alert(state, outcome, ctx);
  state.phase = 'committing';
  ctx.diskWrite(LOG_BYTES + outcome.updated * 100, freeze({ kind: 'Committed' }));
  return false;
}

function alert(state: MicroBatchState, { rows, times }: Outcome, ctx: Context): void {
  const { spec } = state;
  const { output: columns } = planOf(spec);
  rows.slice(0, MAX_NOTED).forEach((cells, at) => {
    const time = times[at] ?? null;
    ctx.note('alert-raised', { by: spec.name, key: keyOf(cells), value: rowJson(cells, columns), delayMs: time === null ? 0 : Math.max(0, ctx.wallClockMs - time) }, [`micro-batch/${spec.name}`]);
  });
}

const keyOf = (cells: Cells): string => cells.find((cell) => typeof cell === 'string') ?? '';

/** The batch is done: its state and its watermark are those of the next. */
function finish(state: MicroBatchState, ctx: Context): void {
  const { spec, outcome, batch, marks } = state;
  if (outcome === null) return;
  const watermark = afterBatch(spec, marks.eviction, outcome.maxEventTime);
  state.disk = committed(state.disk, { batch, nextWatermarkMs: watermark, groups: outcome.groups });
  const age = (timeMs: number): number => (state.rows.length === 0 ? -1 : Math.max(0, ctx.wallClockMs - timeMs));
  const report: BatchProgress = {
    batch, startedAt: state.triggeredAt, finishedAt: ctx.now, input: state.rows.length, output: outcome.rows.length, watermarkMs: marks.eviction, stateRows: outcome.groups.length, dropped: outcome.dropped,
    oldestMs: age(state.oldest), newestMs: age(state.newest),
  };
  state.progress = freeze([...state.progress, report].slice(-REPORTS));
  state.batches += 1;
  state.recordsRead += state.rows.length;
  state.rowsOut += outcome.rows.length;
  state.lateDropped += outcome.dropped;
  ctx.note('micro-batch-finished', { query: spec.name, batch, records: report.input, rows: report.output }, [`micro-batch/${spec.name}`]);
  state.groups = outcome.groups;
  state.store = storeOf(state);
  state.again = needsAnother(spec, planOf(spec), marks.eviction, watermark);
  state.marks = { late: marks.eviction, eviction: watermark };
  state.from = state.until;
  state.batch += 1;
  state.rows = [];
  state.outcome = null;
  state.phase = 'waiting';
  readFrom(state.client, [], ctx);
}

/** Rows of state that a reader is shown. */
const SHOWN_ROWS = 40;

function storeOf(state: MicroBatchState): readonly string[] {
  return freeze(state.groups.slice(-SHOWN_ROWS).map((group) => groupText(state, group)));
}

function groupText({ spec }: MicroBatchState, { keys, accumulators }: Group): string {
  const { keys: columns } = planOf(spec);
  const name = keys.map((cell, at) => cellText(cell, columns[at]?.type ?? 'STRING')).join(', ');
  const kept = spec.aggregates.map(({ as, of }, at) => {
    const one = accumulators[at];
    return `${as}: ${of === 'count' ? (one?.count ?? 0) : of === 'avg' ? `${one?.sum ?? 0} / ${one?.count ?? 0}` : of === 'sum' ? (one?.sum ?? 0) : cellText(one?.best ?? null, 'STRING')}`;
  });
  return `${name === '' ? '' : `${name} → `}${kept.join(', ')}`;
}
