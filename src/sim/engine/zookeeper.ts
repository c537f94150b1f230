// The ZooKeeper of a cluster of that time, as a small model: sessions that end by silence, /controller that is gone with its
// owner's session, and the state of the partitions, which a new controller reads before it can act.
//
// What is modelled is time: a killed process leaves its session behind until the time-out. How long reading takes is said by
// zookeeper-controller.ts, with its source.
import type { ZooKeeperSpec } from '../../bridge/engines.ts';
import { freeze } from '../kernel/freeze.ts';
import { type Behavior, type Context, type Disconnected, type Message, MILLISECOND, type NodeId, type Time, type TimerId } from '../kernel/types.ts';
import { readMs, sessionTimeoutMs } from './zookeeper-controller.ts';

/** A broker begins a session (0), or goes on with the one it has. A new process begins a new one: its old one ends by silence. */
export interface Connect extends Message {
  readonly kind: 'Connect';
  readonly session: number;
  readonly broker: number;
}

/** The state of the partitions from this one on is asked for. */
export interface Read extends Message {
  readonly kind: 'Read';
  readonly session: number;
  readonly from: number;
}

export type ToZooKeeper = Connect | Read | { readonly kind: 'Ping' | 'CreateController' | 'CloseSession' | 'Acting'; readonly session: number };

export type FromZooKeeper =
  /** `controller`: the session holds it; `vacant`: none does. */
  | { readonly kind: 'Connected'; readonly session: number; readonly controller: boolean; readonly vacant: boolean; readonly pingEveryMs: number }
  | { readonly kind: 'Pong'; readonly pingEveryMs: number }
  /** What all sessions watch for. */
  | { readonly kind: 'ControllerGone' }
  | { readonly kind: 'Created' }
  | { readonly kind: 'State'; readonly count: number; readonly left: number };

interface Session {
  readonly session: number;
  readonly node: NodeId;
  readonly broker: number;
  timer: TimerId | null;
}

export interface ZooKeeperState {
  spec: ZooKeeperSpec;
  sessions: Session[];
  /** The session that holds /controller, 0 for none. */
  controller: number;
  nextSession: number;
  /** Whether it has read everything, and how far it is. */
  acting: boolean;
  read: number;
  epoch: number;
  /** When the last acting controller was lost; -1 while one acts. */
  lostAt: Time;
  lastFailoverMs: number;
  failovers: number;
}

type Timers = { readonly kind: 'Expire'; readonly session: number } | { readonly kind: 'Answer'; readonly session: number; readonly count: number };
type Inbox = ToZooKeeper | Timers | Disconnected | { readonly kind: 'Shutdown' } | { readonly kind: 'Configure'; readonly engine: ZooKeeperSpec };

/** A client pings when a third of its session time-out has passed in silence. */
const PINGS_A_TIMEOUT = 3;
/** In how many portions a new controller asks for the state of all partitions. */
const PORTIONS = 100;

export function createZooKeeper(spec: ZooKeeperSpec): ZooKeeperState {
  return { spec: freeze(spec), sessions: [], controller: 0, nextSession: 1, acting: false, read: 0, epoch: 0, lostAt: -1, lastFailoverMs: 0, failovers: 0 };
}

export const zooKeeper: Behavior<ZooKeeperState, Inbox> = {
  start(state, ctx) {
    // Sessions are on disk; each has its whole time-out again.
    for (const session of state.sessions) session.timer = expiry(state, session.session, ctx);
  },
  receive(state, message, from, ctx) {
    switch (message.kind) {
      case 'Connect': return connect(state, message, from, ctx);
      case 'Ping':
        touch(state, message.session, ctx);
        ctx.send(from, freeze({ kind: 'Pong', pingEveryMs: pingEveryMs(state) }));
        return;
      case 'CreateController': return create(state, message.session, ctx);
      case 'Read': return read(state, message.session, message.from, ctx);
      case 'Answer':
        if (state.controller !== message.session) return;
        state.read += message.count;
        ctx.send(holder(state)?.node ?? '', freeze({ kind: 'State', count: message.count, left: Math.max(0, state.spec.partitions - state.read) }));
        return;
      case 'Acting': return acting(state, message.session, ctx);
      case 'CloseSession': return end(state, message.session, ctx);
      case 'Expire': return expired(state, message.session, ctx);
      case 'Disconnected':
        // The connection is gone; the session is not. But from here on nobody acts.
        if (message.peer === holder(state)?.node && !message.refused) lost(state, ctx);
        return;
      case 'Configure':
        state.spec = freeze(message.engine);
        return;
      case 'Shutdown': return ctx.exit();
    }
  },
  crash: (state) => ({ ...state, sessions: state.sessions.map((session) => ({ ...session, timer: null })) }),
};

const pingEveryMs = (state: ZooKeeperState): number => Math.floor(sessionTimeoutMs(state.spec.era) / PINGS_A_TIMEOUT);
const subjects = (state: ZooKeeperState, node: NodeId): string[] => [`zookeeper/${state.spec.name}`, `candidate/${node}`];

const sessionOf = (state: ZooKeeperState, session: number): Session | undefined => state.sessions.find((each) => each.session === session);
const holder = (state: ZooKeeperState): Session | undefined => sessionOf(state, state.controller);

function expiry(state: ZooKeeperState, session: number, ctx: Context<Inbox>): TimerId {
  return ctx.schedule(sessionTimeoutMs(state.spec.era) * MILLISECOND, freeze({ kind: 'Expire', session }));
}

function connect(state: ZooKeeperState, { session, broker }: Connect, from: NodeId, ctx: Context<Inbox>): void {
  const known = sessionOf(state, session);
  const id = known?.session ?? state.nextSession++;
  if (known === undefined) state.sessions.push({ session: id, node: from, broker, timer: expiry(state, id, ctx) });
  else touch(state, id, ctx);
  ctx.send(from, freeze({ kind: 'Connected', session: id, controller: state.controller === id, vacant: state.controller === 0, pingEveryMs: pingEveryMs(state) }));
}

/** The session lives for another time-out. */
function touch(state: ZooKeeperState, id: number, ctx: Context<Inbox>): void {
  const session = sessionOf(state, id);
  if (session === undefined) return;
  if (session.timer !== null) ctx.cancel(session.timer);
  session.timer = expiry(state, id, ctx);
}

function create(state: ZooKeeperState, id: number, ctx: Context<Inbox>): void {
  const session = sessionOf(state, id);
  if (session === undefined || state.controller !== 0) return;
  state.controller = id;
  state.acting = false;
  state.read = 0;
  state.epoch += 1;
  ctx.note('zookeeper-controller-elected', { broker: session.broker, epoch: state.epoch }, subjects(state, session.node));
  ctx.send(session.node, freeze({ kind: 'Created' }));
}

function read(state: ZooKeeperState, session: number, first: number, ctx: Context<Inbox>): void {
  if (state.controller !== session) return;
  state.read = first;
  const { partitions, era } = state.spec;
  const count = Math.max(0, Math.min(partitions - first, Math.max(1, Math.ceil(partitions / PORTIONS))));
  ctx.schedule(Math.round(readMs(count, era) * MILLISECOND), freeze({ kind: 'Answer', session, count }));
}

function acting(state: ZooKeeperState, session: number, ctx: Context<Inbox>): void {
  if (state.controller !== session) return;
  state.acting = true;
  if (state.lostAt < 0) return;
  state.lastFailoverMs = Math.round((ctx.now - state.lostAt) / MILLISECOND);
  state.failovers += 1;
  state.lostAt = -1;
}

function lost(state: ZooKeeperState, ctx: Context<Inbox>): void {
  const session = holder(state);
  if (state.lostAt >= 0 || session === undefined) return;
  state.lostAt = ctx.now;
  ctx.note('zookeeper-controller-lost', { broker: session.broker }, subjects(state, session.node), ctx.silence(session.node));
}

function expired(state: ZooKeeperState, id: number, ctx: Context<Inbox>): void {
  const session = sessionOf(state, id);
  if (session === undefined) return;
  session.timer = null;
  ctx.note('zookeeper-session-expired', { broker: session.broker, forMs: sessionTimeoutMs(state.spec.era) }, subjects(state, session.node), ctx.silence(session.node));
  end(state, id, ctx);
}

/** The session is over, and what it owned is gone: where that was /controller, all who are left are told. */
function end(state: ZooKeeperState, id: number, ctx: Context<Inbox>): void {
  const session = sessionOf(state, id);
  if (session === undefined) return;
  if (session.timer !== null) ctx.cancel(session.timer);
  if (state.controller === id) lost(state, ctx);
  state.sessions = state.sessions.filter((each) => each !== session);
  if (state.controller !== id) return;
  state.controller = 0;
  state.acting = false;
  state.read = 0;
  for (const each of state.sessions) ctx.send(each.node, freeze({ kind: 'ControllerGone' }));
}
