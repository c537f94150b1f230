// A process's clock and timers over the loopback cluster: the context that the kernel would give it.
import type { Context, Message, NodeId, Time } from '../kernel/types.ts';
import { NO_FACT } from '../kernel/types.ts';
import type { Loopback } from './loopback.ts';

export interface LoopbackProcess {
  readonly context: Context;
  readonly facts: readonly string[];
  readonly ended: boolean;
  /** Messages of timers that are due, taken out. */
  due(): Message[];
  nextTimer(): Time;
}

/** A process at this address; what it is told goes through `cluster.attach`. */
export function loopbackProcess(cluster: Loopback, self: NodeId): LoopbackProcess {
  const io = cluster.io(self);
  let timers: { readonly id: number; readonly at: Time; readonly message: Message }[] = [];
  let lastTimer = 0;
  let ended = false;
  const facts: string[] = [];
  const schedule = (delay: Time, message: Message): number => {
    timers.push({ id: ++lastTimer, at: io.now + delay, message });
    return lastTimer;
  };
  const context: Context = {
    self,
    get now() {
      return io.now;
    },
    get wallClockMs() {
      return io.wallClockMs;
    },
    random: () => io.random(),
    send: (to, message, options) => io.send(to, message, options),
    schedule,
    cancel: (id) => {
      timers = timers.filter((timer) => timer.id !== id);
    },
    diskWrite: (_bytes, message) => schedule(0, message),
    note: (kind) => {
      facts.push(kind);
      return facts.length - 1;
    },
    silence: () => NO_FACT,
    disks: () => ({}),
    fillDisk: () => undefined,
    diskFailure: 'none' as const,
    close: () => {},
    exit: () => {
      ended = true;
      timers = [];
    },
    launch: () => {},
    act: () => {},
    at: () => context,
  };
  return {
    context,
    facts,
    get ended() {
      return ended;
    },
    due: () => {
      const now = timers.filter((timer) => timer.at <= io.now);
      timers = timers.filter((timer) => timer.at > io.now);
      return now.map((timer) => timer.message);
    },
    nextTimer: () => (ended ? Number.MAX_SAFE_INTEGER : timers.reduce((at, timer) => Math.min(at, timer.at), Number.MAX_SAFE_INTEGER)),
  };
}
