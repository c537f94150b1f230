// A shift on call: it lets incidents happen by its schedule, and keeps the books of what should have come out and what came.
//
//   starting --(the topic's end is known)--> on --(its time is up)--> over
//
// It is the course's own, no model of anything: an incident is inputs, given as a hand from outside would give them.
import type { ShiftSpec } from '../../../bridge/engines.ts';
import type { Input } from '../../../bridge/input.ts';
import { type AppClock, clockRang, stoppedClock, wakeAt } from '../../kafka/app/app-clock.ts';
import { NEVER } from '../../kafka/client/io.ts';
import { freeze } from '../../kernel/freeze.ts';
import { type Behavior, type Context, type Message, MILLISECOND, type NodeId, type Time } from '../../kernel/types.ts';
import { askPlaces, clientWakeup, closeClient, closedClient, engineContext, handleClientMessage, type KafkaClient, openClient, pollClient, readFrom, take, takePlaces } from '../kafka-client.ts';
import { type Accounts, came, expected } from './accounts.ts';

export interface ShiftState {
  spec: ShiftSpec;
  readonly client: KafkaClient;
  readonly clock: AppClock;
  phase: 'starting' | 'on' | 'over';
  /** When it began, in virtual time; its windows are counted by the wall clock. */
  beganAt: Time;
  beganMs: number;
  /** What has happened: of the inputs of all incidents, in their order, so many. */
  given: number;
  accounts: Accounts;
  foreign: number;
}

/** Waits long for records, and asks seldom: what comes is answered at once all the same. */
const CONSUMER = { 'isolation.level': 'read_committed', 'fetch.max.wait.ms': '2000' };

export function createShift(spec: ShiftSpec): ShiftState {
  return { spec: freeze(spec), client: closedClient(), clock: stoppedClock(), phase: 'starting', beganAt: -1, beganMs: 0, given: 0, accounts: freeze([]), foreign: 0 };
}

export const shift: Behavior<ShiftState> = {
  start(state, ctx) {
    if (state.beganAt < 0) Object.assign(state, { beganAt: ctx.now, beganMs: ctx.wallClockMs });
    openClient(state.client, state.spec.name, false, ctx, CONSUMER);
    askPlaces(state.client, [state.spec.topic], 'latest', ctx);
    run(state, ctx);
  },
  receive(state, message, from, at) {
    receive(state, message, from, at);
  },
  crash: (state) => ({ ...state, client: closedClient(), clock: stoppedClock() }),
};

function receive(state: ShiftState, message: Message & { readonly value?: unknown }, from: NodeId, at: Context): void {
  const ctx = engineContext(at);
  if (message.kind === 'Tick') clockRang(state.clock);
  if (message.kind === 'Reading' && typeof message.value === 'string' && state.phase !== 'over') state.accounts = expected(state.spec, state.accounts, message.value, state.beganMs);
  handleClientMessage(state.client, message, from, at);
  run(state, ctx);
}

function run(state: ShiftState, ctx: Context): void {
  if (state.phase === 'over') return;
  pollClient(state.client, ctx);
  if (state.phase === 'starting') begin(state, ctx);
  for (const { record } of take(state.client, ctx)) read(state, record.value, ctx);
  happen(state, ctx);
  const endsAt = state.beganAt + state.spec.durationMs * MILLISECOND;
  if (ctx.now >= endsAt) {
    state.phase = 'over';
    closeClient(state.client, ctx);
    wakeAt(state.clock, NEVER, ctx);
    return;
  }
  wakeAt(state.clock, Math.max(ctx.now, Math.min(endsAt, dueOf(state)?.at ?? NEVER, clientWakeup(state.client, ctx.now))), ctx);
}

/** Results from now on count; those that the topic has already are of the shift before. */
function begin(state: ShiftState, ctx: Context): void {
  const places = takePlaces(state.client, ctx);
  if (places === null) return;
  state.phase = 'on';
  readFrom(state.client, places, ctx);
}

function read(state: ShiftState, value: string | null, ctx: Context): void {
  const after = came(state.spec, state.accounts, value ?? '', { beganMs: state.beganMs, nowMs: ctx.wallClockMs });
  if (after === null) state.foreign += 1;
  else state.accounts = after;
}

interface Due {
  readonly at: Time;
  readonly input: Input;
}

/** All inputs of a schedule in the order of time, counted from the shift's beginning; made once. */
const inOrder = new WeakMap<ShiftSpec, readonly Due[]>();

function dueInputs(spec: ShiftSpec): readonly Due[] {
  let all = inOrder.get(spec);
  if (all === undefined) {
    all = spec.schedule.flatMap(({ atMs, happens }) => happens.map(({ afterUs, input }) => ({ at: atMs * MILLISECOND + afterUs, input }))).sort((a, b) => a.at - b.at);
    inOrder.set(spec, all);
  }
  return all;
}

/** The next input that an incident gives, and when. */
function dueOf({ spec, beganAt, given }: ShiftState): Due | null {
  const due = dueInputs(spec)[given];
  return due === undefined ? null : { at: beganAt + due.at, input: due.input };
}

function happen(state: ShiftState, ctx: Context): void {
  for (let due = dueOf(state); due !== null && due.at <= ctx.now; due = dueOf(state)) {
    ctx.act(due.input);
    state.given += 1;
  }
}
