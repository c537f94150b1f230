// A dataflow engine, as Bytewax has it: each record goes through all steps as soon as it comes. Every so often an epoch ends, and what all keys
// have and how far the topics are read goes to the recovery store.
//
//   starting --> running (take, work, hand on, take, ...) --> failed (a step raised an exception)
//
// After a crash it goes back to the end of the last epoch: records since then are read again, and what came of them comes again.
import type { DataflowSpec } from '../../../bridge/engines.ts';
import { type AppClock, clockRang, stoppedClock, wakeAt } from '../../kafka/app/app-clock.ts';
import type { ConsumedRecord } from '../../kafka/client/consumer/fetcher.ts';
import { NEVER } from '../../kafka/client/io.ts';
import { freeze } from '../../kernel/freeze.ts';
import { type Behavior, type Context, type Message, MILLISECOND, type NodeId, type Time } from '../../kernel/types.ts';
import { print } from '../console.ts';
import { askPlaces, clientWakeup, closeClient, closedClient, engineContext, flushWrites, handleClientMessage, isSamePartition, type KafkaClient, openClient, type Place, pollClient, readFrom, take, takePlaces, write } from '../kafka-client.ts';
import { type Flowed, flowOn, flowProblem, type FlowState, flowTime, flowWakesAt, type OutItem } from './flow.ts';
import { bytewaxProgram } from './program.ts';

/** What the recovery store holds: the end of an epoch. Frozen. */
export interface Snapshot {
  readonly epoch: number;
  readonly places: readonly Place[];
  readonly state: FlowState;
  readonly at: Time;
}

export interface DataflowState {
  spec: DataflowSpec;
  /** The Python program that it is. */
  program: string;
  /** The recovery store; null where there is none yet. */
  disk: Snapshot | null;
  readonly client: KafkaClient;
  readonly clock: AppClock;
  phase: 'starting' | 'running' | 'failed';
  epoch: number;
  epochEndsAt: Time;
  /** Behind the last record that went through. */
  places: readonly Place[];
  state: FlowState;
  /** What it works on, until when. */
  batch: readonly ConsumedRecord[];
  workedAt: Time;
  /** What waits for the producer's buffer. */
  outbox: readonly OutItem[];
  printed: string[];
  firstLine: number;
  recordsRead: number;
  itemsOut: number;
  late: readonly string[];
  lateCount: number;
  lastDelayMs: number;
  longestDelayMs: number;
  /** Records since the last epoch ended: a crash would read them again. */
  sinceEpoch: number;
  epochs: number;
  problem: string | null;
}

export function createDataflow(spec: DataflowSpec, disk: Snapshot | null = null): DataflowState {
  return {
    spec: freeze(spec), program: bytewaxProgram(spec), disk, client: closedClient(), clock: stoppedClock(), phase: 'starting', epoch: (disk?.epoch ?? 0) + 1, epochEndsAt: NEVER, places: freeze([]), state: disk?.state ?? freeze([]), batch: freeze([]), workedAt: NEVER, outbox: freeze([]),
    printed: [], firstLine: 0, recordsRead: 0, itemsOut: 0, late: freeze([]), lateCount: 0, lastDelayMs: -1, longestDelayMs: -1, sinceEpoch: 0, epochs: 0, problem: null,
  };
}

const LATE = 20;
const MAX_NOTED = 50;
const STEPS_AT_ONCE = 100;
const SNAPSHOT_BYTES = 400;

export const dataflow: Behavior<DataflowState> = {
  start(state, ctx) {
    begin(state, ctx);
    run(state, ctx);
  },
  receive(state, message, from, at) {
    receive(state, message, from, at);
  },
  crash: (state) => ({ ...createDataflow(state.spec, state.spec.recovery ? state.disk : null), ...history(state) }),
};

/** What a reader still wants to see of the process before. */
const history = ({ printed, firstLine, recordsRead, itemsOut, late, lateCount, lastDelayMs, longestDelayMs, epochs }: DataflowState): Partial<DataflowState> => ({ printed, firstLine, recordsRead, itemsOut, late, lateCount, lastDelayMs, longestDelayMs, epochs });

function receive(state: DataflowState, message: Message & { readonly engine?: DataflowSpec; readonly snapshot?: Snapshot }, from: NodeId, at: Context): void {
  const ctx = engineContext(at);
  if (message.kind === 'Tick') clockRang(state.clock);
  if (message.kind === 'Shutdown') return ctx.exit();
  if (message.kind === 'Configure' && message.engine !== undefined) configure(state, message.engine, ctx);
  if (message.kind === 'Stored' && message.snapshot !== undefined) stored(state, message.snapshot, ctx);
  handleClientMessage(state.client, message, from, at);
  run(state, ctx);
}

/** Other steps are another dataflow, with a recovery store of its own; the pace alone can change while it runs. */
function configure(state: DataflowState, spec: DataflowSpec, ctx: Context): void {
  const lasting = ({ perRecordMs: _pace, epochMs: _epoch, alerts: _alerts, ...rest }: DataflowSpec): string => JSON.stringify(rest);
  if (lasting(spec) === lasting(state.spec)) {
    state.spec = freeze(spec);
    state.epochEndsAt = Math.min(state.epochEndsAt, ctx.now + spec.epochMs * MILLISECOND);
    return;
  }
  closeClient(state.client, ctx);
  Object.assign(state, createDataflow(spec), history(state), { clock: state.clock });
  begin(state, ctx);
}

function begin(state: DataflowState, ctx: Context): void {
  const { spec } = state;
  state.phase = 'starting';
  state.problem = flowProblem(spec);
  if (state.problem !== null) return fail(state, ctx);
  openClient(state.client, spec.name, spec.output !== '', ctx);
  state.epochEndsAt = ctx.now + spec.epochMs * MILLISECOND;
  askPlaces(state.client, spec.topics, spec.startingOffset === 'end' && state.disk === null ? 'latest' : 'earliest', ctx);
}

function fail(state: DataflowState, ctx: Context): void {
  state.phase = 'failed';
  ctx.note('query-failed', { query: state.spec.name, problem: (state.problem ?? '').slice(0, 200) }, [`dataflow/${state.spec.name}`]);
  closeClient(state.client, ctx);
}

function run(state: DataflowState, ctx: Context): void {
  pollClient(state.client, ctx);
  for (let steps = 0; steps < STEPS_AT_ONCE && step(state, ctx); steps += 1) pollClient(state.client, ctx);
  if (state.client.failure !== null && state.phase !== 'failed') {
    state.problem = state.client.failure;
    fail(state, ctx);
  }
  const windows = state.phase === 'running' && state.batch.length === 0 ? flowWakesAt(state.spec, state.state) : null;
  const window = windows === null ? NEVER : ctx.now + Math.max(1, Math.round((windows - ctx.wallClockMs) * MILLISECOND));
  const own = state.phase === 'running' ? (state.batch.length > 0 ? state.workedAt : state.outbox.length > 0 ? NEVER : Math.min(window, state.epochEndsAt)) : NEVER;
  wakeAt(state.clock, Math.max(ctx.now, Math.min(own, clientWakeup(state.client, ctx.now), NEVER)), ctx);
}

/** One step; true when it may go on at once. */
function step(state: DataflowState, ctx: Context): boolean {
  if (state.phase === 'failed') return false;
  if (state.phase === 'starting') return start(state, ctx);
  if (state.outbox.length > 0) handOn(state, ctx);
  if (state.outbox.length > 0) return false;
  if (state.batch.length > 0) return ctx.now >= state.workedAt && work(state, ctx);
  if (ctx.now >= state.epochEndsAt) endEpoch(state, ctx);
  const due = flowWakesAt(state.spec, state.state);
  if (due !== null && due <= ctx.wallClockMs) came(state, flowTime(state.spec, state.state, ctx.wallClockMs), ctx);
  const records = take(state.client, ctx);
  if (records.length === 0) return false;
  state.batch = freeze([...records]);
  state.workedAt = ctx.now + Math.round(state.spec.perRecordMs * records.length * MILLISECOND);
  return true;
}

function start(state: DataflowState, ctx: Context): boolean {
  const found = takePlaces(state.client, ctx);
  if (found === null) return false;
  const restored = state.disk?.places ?? [];
  state.places = freeze(found.map((place) => restored.find((one) => isSamePartition(one, place)) ?? place));
  state.phase = 'running';
  readFrom(state.client, state.places, ctx);
  return true;
}

function work(state: DataflowState, ctx: Context): boolean {
  const { batch, spec } = state;
  const flowed = flowOn(spec, state.state, batch.map(({ record: { value, timestampMs } }) => ({ value, timeMs: timestampMs })), ctx.wallClockMs);
  if ('problem' in flowed) {
    state.problem = flowed.problem;
    fail(state, ctx);
    return false;
  }
  state.places = freeze(state.places.map((place) => batch.reduce((reached, one) => (isSamePartition(one, place) ? { ...reached, offset: Math.max(reached.offset, one.offset + 1) } : reached), place)));
  state.recordsRead += batch.length;
  state.sinceEpoch += batch.length;
  state.batch = freeze([]);
  came(state, flowed, ctx);
  return true;
}

/** What came of an activation goes to the sink. */
function came(state: DataflowState, { state: after, out, late }: Flowed, ctx: Context): void {
  state.state = after;
  state.lateCount += late.length;
  state.late = freeze([...state.late, ...late].slice(-LATE));
  state.outbox = freeze([...state.outbox, ...out]);
  handOn(state, ctx);
}

function handOn(state: DataflowState, ctx: Context): void {
  const { spec, outbox } = state;
  let sent = 0;
  for (const one of outbox) {
    if (spec.output === '') print(state, [one.text]);
    else if (!write(state.client, spec.output, freeze({ key: one.key, value: one.json, headers: [], timestampMs: ctx.wallClockMs }), ctx)) break;
    const delayMs = Math.max(0, ctx.wallClockMs - one.timeMs);
    state.lastDelayMs = delayMs;
    state.longestDelayMs = Math.max(state.longestDelayMs, delayMs);
    if (spec.alerts && sent < MAX_NOTED) ctx.note('alert-raised', { by: spec.name, key: one.key ?? '', value: one.text, delayMs }, [`dataflow/${spec.name}`]);
    sent += 1;
  }
  state.itemsOut += sent;
  state.outbox = freeze(outbox.slice(sent));
  if (spec.output !== '') flushWrites(state.client, ctx);
}

/** What all keys have, and how far the topics are read, goes to the recovery store. */
function endEpoch(state: DataflowState, ctx: Context): void {
  const { spec, epoch, places } = state;
  state.epochEndsAt = ctx.now + spec.epochMs * MILLISECOND;
  state.epoch += 1;
  state.epochs += 1;
  state.sinceEpoch = 0;
  if (!spec.recovery) return;
  const snapshot: Snapshot = freeze({ epoch, places, state: state.state, at: ctx.now });
  ctx.diskWrite(SNAPSHOT_BYTES + state.state.length * 100, freeze({ kind: 'Stored', snapshot }));
}

function stored(state: DataflowState, snapshot: Snapshot, ctx: Context): void {
  state.disk = snapshot;
  ctx.note('epoch-stored', { flow: state.spec.name, epoch: snapshot.epoch, keys: snapshot.state.length }, [`dataflow/${state.spec.name}`]);
}
