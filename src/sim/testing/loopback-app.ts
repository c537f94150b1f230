// One application process over the loopback cluster: its behaviour with a context, as the kernel would give it.
import type { Behavior, Message, NodeId } from '../kernel/types.ts';
import { INPUT } from '../kernel/types.ts';
import type { Loopback } from './loopback.ts';
import { loopbackProcess } from './loopback-process.ts';

export interface RunningApp<State> {
  readonly state: State;
  readonly ended: boolean;
  readonly facts: readonly string[];
  tell(message: Message): void;
}

/** Starts an application at the cluster's present time. */
export function startApp<State>(cluster: Loopback, self: NodeId, behavior: Behavior<State>, state: State): RunningApp<State> {
  const process = loopbackProcess(cluster, self);
  const receive = (message: Message, from: NodeId): void => {
    if (!process.ended) behavior.receive(state, message, from, process.context);
  };
  cluster.attach(self, {
    message: receive,
    poll: () => {
      for (const message of process.due()) receive(message, self);
    },
    wakeup: () => process.nextTimer(),
  });
  behavior.start(state, process.context);
  return {
    state,
    get ended() {
      return process.ended;
    },
    facts: process.facts,
    tell: (message) => receive(message, INPUT),
  };
}
