// One application process over the loopback cluster: its behaviour with a context, as the kernel would give it.
import type { Behavior, Context, Message, NodeId, Time } from '../kernel/types.ts';
import { INPUT } from '../kernel/types.ts';
import type { Loopback } from './loopback.ts';

export interface RunningApp<State> {
  readonly state: State;
  readonly ended: boolean;
  readonly facts: readonly string[];
  tell(message: Message): void;
}

/** Starts an application at the cluster's present time. */
export function startApp<State>(cluster: Loopback, self: NodeId, behavior: Behavior<State>, state: State): RunningApp<State> {
  const io = cluster.io(self);
  let timers: { readonly id: number; readonly at: Time; readonly message: Message }[] = [];
  let nextTimer = 1;
  let ended = false;
  const facts: string[] = [];
  const partial: Partial<Context> = {
    self,
    random: () => io.random(),
    send: (to, message) => io.send(to, message),
    schedule: (delay, message) => {
      timers.push({ id: nextTimer, at: io.now + delay, message });
      return nextTimer++;
    },
    cancel: (id) => {
      timers = timers.filter((timer) => timer.id !== id);
    },
    note: (kind) => {
      facts.push(kind);
      return facts.length - 1;
    },
    close: () => {},
    exit: () => {
      ended = true;
      timers = [];
    },
  };
  const context = Object.defineProperties(partial, { now: { get: () => io.now }, wallClockMs: { get: () => io.wallClockMs } }) as Context;
  const receive = (message: Message, from: NodeId): void => {
    if (!ended) behavior.receive(state, message, from, context);
  };
  cluster.attach(self, {
    message: receive,
    poll: () => {
      const due = timers.filter((timer) => timer.at <= io.now);
      timers = timers.filter((timer) => timer.at > io.now);
      for (const timer of due) receive(timer.message, self);
    },
    wakeup: () => timers.reduce((at, timer) => Math.min(at, timer.at), Number.MAX_SAFE_INTEGER),
  });
  behavior.start(state, context);
  return {
    state,
    get ended() {
      return ended;
    },
    facts,
    tell: (message) => receive(message, INPUT),
  };
}
