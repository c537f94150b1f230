// A small world without Kafka, for tests of kernel and timeline: actors that chat, count, write and remember by chance.
import type { Scenario } from '../../bridge/scenario.ts';
import { defaultScenario } from '../../bridge/scenario.ts';
import { applyInput } from '../apply-input.ts';
import { freeze } from '../kernel/freeze.ts';
import { Kernel } from '../kernel/kernel.ts';
import type { Behavior, Message } from '../kernel/types.ts';
import type { WorldSource } from '../cluster-world.ts';

interface Chatter {
  readonly peers: readonly string[];
  count: number;
  readonly sealed: (readonly { readonly n: number; readonly from: string }[])[];
  tail: { readonly n: number; readonly from: string }[];
  timers: number[];
  readonly seen: Record<string, number>;
  /** What the mechanisms of laptops look like to inputs. */
  readonly ttys: Record<string, { readonly lines: string[] }>;
}

type ChatterMessage = Message & { readonly n?: number; readonly input?: { readonly kind: string; readonly tty: string; readonly text?: string } };

const chatter: Behavior<Chatter, ChatterMessage> = {
  start: (state, ctx) => void state.timers.push(ctx.schedule(Math.floor(ctx.random() * 50_000), { kind: 'Tick' })),
  receive(state, message, from, ctx) {
    state.count += 1;
    state.seen[from] = (state.seen[from] ?? 0) + 1;
    if (message.kind === 'Input' && message.input !== undefined) return typed(state, message.input);
    if (message.kind === 'Tick') state.timers.shift();
    state.tail.push(freeze({ n: message.n ?? 0, from }));
    if (state.tail.length === 8) {
      state.sealed.push(freeze(state.tail));
      state.tail = [];
      if (state.sealed.length > 5) state.sealed.shift();
    }
    const peer = state.peers[Math.floor(ctx.random() * state.peers.length)] ?? ctx.self;
    const chance = ctx.random();
    if (message.kind === 'Shutdown') return ctx.exit();
    if (chance < 0.4 && message.kind === 'Tick') ctx.send(peer, { kind: 'Chat', n: state.count } as ChatterMessage, { bytes: 1000 });
    else if (chance < 0.5) ctx.diskWrite(5000, { kind: 'Written' });
    else if (chance < 0.55) ctx.note('broker-fenced', { broker: state.count }, [`node/${ctx.self}`], chance < 0.52 ? ctx.silence(peer) : undefined);
    else if (chance < 0.6) ctx.cancel(state.timers.shift() ?? 0);
    else if (chance < 0.62) ctx.send(peer, { kind: 'Chat', n: -1 } as ChatterMessage);
    if (message.kind === 'Tick' || state.timers.length === 0) state.timers.push(ctx.schedule(Math.floor(ctx.random() * 50_000), { kind: 'Tick' }));
  },
  crash: (state, kind) => ({ ...state, timers: [], tail: kind === 'power' ? [] : state.tail }),
};

function typed(state: Chatter, input: { readonly kind: string; readonly tty: string; readonly text?: string }): void {
  if (input.kind === 'open-tty') state.ttys[input.tty] = { lines: [] };
  else if (input.kind === 'close-tty') delete state.ttys[input.tty];
  else state.ttys[input.tty]?.lines.push(input.text ?? '');
}

export const TOY_NODES = ['broker-1', 'broker-2', 'broker-3', 'laptop'];

/** The toy as a source of worlds; with `check` it checks all that a kernel can check. */
export function toySource(check: boolean): WorldSource {
  return {
    create(scenario: Scenario, seed: number): Kernel {
      const behaviors = { chatter } as Readonly<Record<string, Behavior<unknown>>>;
      const kernel = new Kernel({ behaviors, seed, link: scenario.link, startedAtMs: 0, check });
      for (const id of TOY_NODES) kernel.spawn(id, 'chatter', { peers: freeze([...TOY_NODES]), count: 0, sealed: [], tail: [], timers: [], seen: {}, ttys: {} });
      return kernel;
    },
    apply: (kernel, input) => applyInput(kernel, input, { app: () => undefined, engine: () => undefined, broker: () => undefined }),
  };
}

export const toyScenario: Scenario = { ...defaultScenario, name: 'toy', link: { latencyUs: 3000, jitterUs: 2000, bytesPerSecond: 1_000_000, lossRate: 0.05, duplicateRate: 0.05 }, shownFromUs: 0 };
