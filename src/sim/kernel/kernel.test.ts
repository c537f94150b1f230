// The kernel's promises: order, network, crashes, causes, livelocks, snapshots.
import { describe, expect, it } from 'vitest';
import { defaultScenario, type LinkSpec } from '../../bridge/scenario.ts';
import { factById } from './fact-store.ts';
import { Kernel } from './kernel.ts';
import { flights } from './network.ts';
import type { Behavior, Context, Disconnected, Message, NodeId } from './types.ts';

interface Say extends Message {
  readonly kind: 'Say';
  readonly text: string;
}
interface Do extends Message {
  readonly kind: 'Do';
  readonly what: 'say' | 'write' | 'timer' | 'exit' | 'spin' | 'note' | 'close' | 'process';
  readonly to?: NodeId;
  readonly texts?: readonly string[];
}
type M = Say | Do | Disconnected;
interface Log {
  lines: string[];
}

/** Does what it is told and writes down everything that it receives. */
const recorder: Behavior<Log, M> = {
  start: (state, ctx) => void state.lines.push(`${ctx.now} start`),
  receive(state, message, from, ctx) {
    if (message.kind === 'Do') return obey(message, ctx);
    const said = message.kind === 'Say' ? message.text : `disconnected${message.refused ? ' (refused)' : ''}`;
    state.lines.push(`${ctx.now} ${from}>${ctx.self} ${said}`);
    if (message.kind === 'Say' && message.text === 'spin') ctx.schedule(0, message);
  },
  crash: (state, kind) => ({ lines: [...state.lines, kind] }),
};

function obey(message: Do, ctx: Context<M>): void {
  const { to = ctx.self, texts = ['hello'] } = message;
  switch (message.what) {
    case 'say':
      for (const text of texts) ctx.send(to, { kind: 'Say', text } as Message);
      return;
    case 'process':
      for (const text of texts) ctx.at(`${ctx.self}/7`).send(to, { kind: 'Say', text } as Message);
      return;
    case 'write':
      for (const text of texts) ctx.diskWrite(400_000, { kind: 'Say', text });
      return;
    case 'timer': {
      const timers = texts.map((text, i) => ctx.schedule(10 * (texts.length - i), { kind: 'Say', text }));
      ctx.cancel(timers[0] ?? 0);
      return;
    }
    case 'spin':
      ctx.schedule(0, { kind: 'Say', text: 'spin' });
      return;
    case 'note':
      ctx.note('broker-fenced', { broker: 1 }, ['node/b'], to === ctx.self ? undefined : ctx.silence(to));
      ctx.send('a', { kind: 'Say', text: 'noted' } as Message);
      return;
    case 'close':
      ctx.at(`${ctx.self}/7`).close();
      return;
    case 'exit':
      ctx.send(to, { kind: 'Say', text: 'bye' } as Message);
      ctx.exit();
  }
}

const steady: LinkSpec = { ...defaultScenario.link, latencyUs: 100, jitterUs: 0, bytesPerSecond: 100_000_000 };

function world(link: Partial<LinkSpec> = {}, seed = 1): Kernel {
  const kernel = new Kernel({ behaviors: { recorder }, seed, link: { ...steady, ...link }, startedAtMs: 0, check: true });
  for (const id of ['a', 'b', 'c']) kernel.spawn(id, 'recorder', { lines: [] });
  return kernel;
}

const isLog = (state: unknown): state is Log => typeof state === 'object' && state !== null && 'lines' in state;
const told = (kernel: Kernel, id: NodeId): string[] => {
  const state = kernel.actorState(id);
  return isLog(state) ? state.lines : [];
};
const order = (what: Do['what'], to?: NodeId, texts?: readonly string[]): Do => ({ kind: 'Do', what, ...(to && { to }), ...(texts && { texts }) });

describe('the kernel', () => {
  const check = (name: string, act: (kernel: Kernel) => void, expected: Record<NodeId, string[]>, link: Partial<LinkSpec> = {}): void => {
    it(name, () => {
      const kernel = world(link);
      act(kernel);
      for (const [id, lines] of Object.entries(expected)) expect(told(kernel, id)).toEqual(['0 start', ...lines]);
    });
  };
  const say = (kernel: Kernel, texts: string[] = ['x']): void => kernel.tell('a', order('say', 'b', texts), -1);

  check('delivers after latency and transmission, in order', (k) => (say(k, ['x', 'y']), k.runUntil(1000)), { b: ['101 a>b x', '102 a>b y'] });
  check('keeps the order under jitter', (k) => (say(k, ['1', '2', '3', '4', '5']), k.runUntil(1e6)), {}, { jitterUs: 500 });
  check('drops cancelled timers and fires others by time', (k) => (k.tell('a', order('timer', 'a', ['30', '20', '10']), -1), k.runUntil(100)), { a: ['10 a>a 10', '20 a>a 20'] });
  check('queues disk operations', (k) => (k.tell('a', order('write', 'a', ['x', 'y']), -1), k.runUntil(9000)), { a: ['1100 a>a x', '2200 a>a y'] });
  check('takes longer on a slow disk', (k) => (k.slowDisk('a', 3), k.tell('a', order('write', 'a', ['x']), -1), k.runUntil(9000)), { a: ['3300 a>a x'] });
  check('loses what it is told to lose', (k) => (say(k), k.runUntil(1000)), { b: [] }, { lossRate: 1 });
  check('duplicates', (k) => (say(k), k.runUntil(1000)), { b: ['101 a>b x', '151 a>b x'] }, { duplicateRate: 1 });
  check('cuts one way', (k) => (k.setLink('a', 'b', { cut: true }), say(k), k.tell('b', order('say', 'a'), -1), k.runUntil(1000)), { a: ['101 b>a hello'], b: [] });
  check('loses what is in the air when a link is cut', (k) => (say(k), k.setLink('a', 'b', { cut: true }), k.runUntil(1000)), { b: [] });
  check('refuses where nobody is', (k) => (k.crash('b'), say(k), k.runUntil(1000)), { a: ['201 b>a disconnected (refused)'], b: ['process'] });
  check('says nothing over a cut link', (k) => (k.crash('b'), k.setLink('b', 'a', { cut: true }), say(k), k.runUntil(1000)), { a: [] });
  check('tells peers of a crash, once', (k) => (say(k), k.runUntil(500), k.crash('b'), say(k), k.runUntil(2000)), { a: ['600 b>a disconnected', '701 b>a disconnected (refused)'] });
  check('drops timers with the process', (k) => (k.tell('a', order('timer', 'a', ['1', '2', '3']), -1), k.crash('a'), k.start('a'), k.runUntil(1000)), { a: ['process', '0 start'] });
  check('does not deliver to the next process', (k) => (say(k), k.runUntil(500), say(k), k.crash('b'), k.start('b'), k.runUntil(2000)), { a: ['600 b>a disconnected'], b: ['101 a>b x', 'process', '500 start'] });
  check('answers a stale conversation with a reset', (k) => (say(k), k.runUntil(500), k.setLink('b', 'a', { cut: true }), k.crash('b'), k.start('b'), k.setLink('b', 'a', { cut: false }), say(k), say(k), k.runUntil(2000)), { a: ['701 b>a disconnected'], b: ['101 a>b x', 'process', '500 start'] });
  check('delivers what left before an exit', (k) => (k.tell('a', order('exit', 'b'), -1), k.runUntil(1000)), { a: ['process'], b: ['101 a>b bye', '101 a>b disconnected'] });
  check('closes one address', (k) => (k.tell('a', order('process', 'b'), -1), say(k), k.runUntil(500), k.tell('a', order('close'), -1), k.runUntil(1000)), { b: ['101 a/7>b hello', '102 a>b x', '600 a/7>b disconnected'] });

  it('names who runs in circles', () => {
    const kernel = world();
    kernel.tell('b', order('spin'), -1);
    expect(() => kernel.runUntil(1000)).toThrow(/Livelock at 0 us: b /);
  });

  it('shows messages in the air, and which are lost', () => {
    const kernel = world();
    say(kernel, ['x', 'y']);
    kernel.tell('a', order('say', 'c'), -1);
    kernel.setLink('a', 'c', { cut: true });
    kernel.runUntil(50);
    expect(flights(kernel.state).map(({ event, lost }) => [event.to, event.at, lost])).toEqual([['b', 101, false], ['b', 102, false], ['c', 101, true]]);
  });

  it('chains facts, and explains silence by the fault behind it', () => {
    const kernel = world();
    const crash = kernel.note('b', 'node-crashed', { node: 'b' }, ['node/b']);
    kernel.crash('b', 'process', crash);
    kernel.runUntil(500);
    kernel.tell('c', order('note', 'b'), kernel.note('c', 'node-started', { node: 'c' }, []));
    expect(factById(kernel.state.facts, 2)).toMatchObject({ kind: 'broker-fenced', cause: crash, actor: 'c', at: 500 });
    expect(flights(kernel.state)[0]?.event.fact).toBe(2);
  });

  it('goes on from a snapshot as it did the first time', () => {
    const kernel = world({ jitterUs: 50, lossRate: 0.2, duplicateRate: 0.2 });
    say(kernel, ['1', '2', '3', '4', '5', '6']);
    kernel.tell('b', order('write', 'b', ['w']), -1);
    kernel.runUntil(120);
    const snapshot = kernel.snapshot();
    const run = (): readonly [string, string[], number] => (kernel.runUntil(1e5), [kernel.hash(), told(kernel, 'b'), kernel.state.now]);
    const first = run();
    const fork = kernel.fork();
    kernel.restore(snapshot);
    expect(run()).toEqual(first);
    fork.tell('b', order('say', 'a'), -1);
    expect(kernel.hash()).toBe(Array.isArray(first) ? first[0] : '');
  });

  it('wants state that can be copied', () => {
    const shared = { n: 1 };
    for (const bad of [{ f: () => 1 }, { m: new Map() }, { u: undefined }, { a: shared, b: shared }, Object.freeze({ inner: {} })]) {
      const kernel = world();
      Object.assign(kernel.actorState('a') ?? {}, { extra: bad });
      expect(() => kernel.snapshot()).toThrow(/Assertion failed: state.actors.a.state.extra/);
    }
  });
});
