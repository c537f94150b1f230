// What a world throws that runs in circles at one instant of virtual time: it names who keeps whom busy.
import type { KernelEvent, KernelState } from './state.ts';
import { actorOf } from './state.ts';
import type { NodeId, Time } from './types.ts';

/** Thrown when too many events are due at one instant. */
export class LivelockError extends Error {
  readonly at: Time;
  /** Who is to handle events at this instant: the most first. */
  readonly actors: readonly NodeId[];

  constructor(state: KernelState, event: KernelEvent) {
    const counts = new Map<NodeId, number>([[actorOf(event.to), 1]]);
    const kinds = new Set([event.message.kind]);
    let left = 0;
    // What still waits at this instant, and what was made at it: the members of the circle have always something there.
    state.queue.forEach((waiting) => {
      if (waiting.at !== state.now || left > 10_000) return;
      left += 1;
      kinds.add(waiting.message.kind);
      for (const id of [actorOf(waiting.to), actorOf(waiting.from)]) counts.set(id, (counts.get(id) ?? 0) + 1);
    });
    counts.set(actorOf(event.from), (counts.get(actorOf(event.from)) ?? 0) + 1);
    const actors = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([id]) => id);
    super(`Livelock at ${state.now} us: ${actors.join(', ')} keep each other busy with ${[...kinds].sort().join(', ')}`);
    this.name = 'LivelockError';
    this.at = state.now;
    this.actors = actors;
  }
}
