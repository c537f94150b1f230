// A broker of the ZooKeeper era, as far as the controller goes: it keeps a session, tries to become the controller when there is none,
// and then reads the state of all partitions before it can act.
//
//     broker --(/controller is free: it creates it first)--> reading --(has read every partition)--> controller
import type { ZooKeeperBrokerSpec } from '../../bridge/engines.ts';
import { freeze } from '../kernel/freeze.ts';
import { type Behavior, type Context, type Disconnected, MILLISECOND, type NodeId, SECOND } from '../kernel/types.ts';
import type { FromZooKeeper } from './zookeeper.ts';

export interface ZooKeeperBrokerState {
  spec: ZooKeeperBrokerSpec;
  /** Of this process; 0 before ZooKeeper has answered. */
  session: number;
  role: 'broker' | 'reading' | 'controller';
  /** Since when its present role began to be worked for, in virtual time. */
  since: number;
  read: number;
}

type Inbox = FromZooKeeper | Disconnected | { readonly kind: 'Again' } | { readonly kind: 'Pings' } | { readonly kind: 'Shutdown' } | { readonly kind: 'Configure'; readonly engine: ZooKeeperBrokerSpec };

/** How long one waits before it tries to reach ZooKeeper again. */
const AGAIN = SECOND;

export function createZooKeeperBroker(spec: ZooKeeperBrokerSpec): ZooKeeperBrokerState {
  return { spec: freeze(spec), session: 0, role: 'broker', since: 0, read: 0 };
}

export const zooKeeperBroker: Behavior<ZooKeeperBrokerState, Inbox> = {
  start(state, ctx) {
    connect(state, ctx);
  },
  receive(state, message, _from, ctx) {
    switch (message.kind) {
      case 'Again': return connect(state, ctx);
      case 'Connected':
        state.session = message.session;
        if (!message.controller) state.role = 'broker';
        ctx.schedule(message.pingEveryMs * MILLISECOND, freeze({ kind: 'Pings' }));
        if (state.role === 'broker' && message.vacant) return create(state, ctx);
        return state.role === 'reading' ? ask(state, ctx) : undefined;
      case 'Pings': return ctx.send(zooKeeperOf(state), freeze({ kind: 'Ping', session: state.session }));
      case 'Pong':
        ctx.schedule(message.pingEveryMs * MILLISECOND, freeze({ kind: 'Pings' }));
        return;
      case 'ControllerGone': return create(state, ctx);
      case 'Created':
        state.role = 'reading';
        state.since = ctx.now;
        state.read = 0;
        return ask(state, ctx);
      case 'State':
        if (state.role !== 'reading') return;
        state.read += message.count;
        return message.left > 0 ? ask(state, ctx) : act(state, ctx);
      case 'Disconnected':
        ctx.schedule(AGAIN, freeze({ kind: 'Again' }));
        return;
      case 'Configure':
        state.spec = freeze(message.engine);
        return;
      case 'Shutdown':
        // A session that is closed ends at once: nobody waits for its time-out.
        ctx.send(zooKeeperOf(state), freeze({ kind: 'CloseSession', session: state.session }));
        return ctx.exit();
    }
  },
  crash: (state) => ({ ...state, session: 0, role: 'broker', since: 0, read: 0 }),
};

const zooKeeperOf = (state: ZooKeeperBrokerState): NodeId => `zookeeper-${state.spec.zookeeper}`;

function connect(state: ZooKeeperBrokerState, ctx: Context<Inbox>): void {
  ctx.send(zooKeeperOf(state), freeze({ kind: 'Connect', session: state.session, broker: Number(state.spec.name) }));
}

/** Every broker tries as soon as it hears that there is no controller; the first to reach ZooKeeper is it. */
function create(state: ZooKeeperBrokerState, ctx: Context<Inbox>): void {
  ctx.send(zooKeeperOf(state), freeze({ kind: 'CreateController', session: state.session }));
}

function ask(state: ZooKeeperBrokerState, ctx: Context<Inbox>): void {
  ctx.send(zooKeeperOf(state), freeze({ kind: 'Read', session: state.session, from: state.read }));
}

function act(state: ZooKeeperBrokerState, ctx: Context<Inbox>): void {
  state.role = 'controller';
  const { zookeeper, name } = state.spec;
  ctx.note('zookeeper-state-read', { broker: Number(name), partitions: state.read, forMs: Math.round((ctx.now - state.since) / MILLISECOND) }, [`zookeeper/${zookeeper}`, `candidate/${ctx.self}`]);
  ctx.send(zooKeeperOf(state), freeze({ kind: 'Acting', session: state.session }));
}
