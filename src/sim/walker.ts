// Walks a world event by event beside the shown one, to look for the moments of a kind.
import type { StepKind } from '../bridge/command.ts';
import type { Input, TimedInput } from '../bridge/input.ts';
import { factById } from './kernel/fact-store.ts';
import type { Kernel } from './kernel/kernel.ts';
import { actorOf, type KernelState } from './kernel/state.ts';
import type { FactId, Time } from './kernel/types.ts';
import type { Snapshot } from './snapshots.ts';
import type { WorldSource } from './cluster-world.ts';

/** A search yields how much of it is done, from 0 to 1, after each event; whether it found anything. */
export type Search = Generator<number, boolean>;

/** Whether what was just done is a moment of this kind: what this actor did, or what noted facts from `first` on. */
export function isMoment(step: StepKind, { facts }: KernelState, actor: string, first: FactId): boolean {
  switch (step.kind) {
    case 'event': return true;
    case 'actor': return actor === step.node;
    case 'fact':
      for (let id = first; id < facts.next; id++) if (factById(facts, id)?.kind === step.fact) return true;
      return false;
  }
}

/** Whom an input is given to; empty for the world as a whole. */
export const actorOfInput = (input: Input): string => ('node' in input ? input.node : 'tty' in input ? 'laptop' : '');

export class Walker {
  readonly kernel: Kernel;
  applied = 0;
  private readonly source: WorldSource;
  private readonly inputs: readonly TimedInput[];

  /** `kernel` is the walker's own from here on. */
  constructor(source: WorldSource, kernel: Kernel, inputs: readonly TimedInput[]) {
    this.source = source;
    this.kernel = kernel;
    this.inputs = inputs;
  }

  /** How many events and inputs have been. */
  get place(): number {
    return this.kernel.state.handled + this.applied;
  }

  /** The place just after the last moment of this kind between a snapshot and `until`, where `isWanted`; null for none. It yields after each event. */
  *lastMoment(from: Snapshot, until: number, step: StepKind, isWanted: (at: Time, place: number) => boolean): Generator<void, number | null> {
    this.restore(from);
    let found: number | null = null;
    while (this.place < until && this.nextTime !== Infinity) {
      if (this.one(step) && isWanted(this.kernel.state.now, this.place)) found = this.place;
      yield;
    }
    return found;
  }

  /** From a snapshot to a place after it. */
  *goTo(from: Snapshot, place: number): Generator<void, void> {
    this.restore(from);
    while (this.place < place) {
      this.one({ kind: 'event' });
      yield;
    }
  }

  private restore(from: Snapshot): void {
    this.kernel.restore(from.state);
    this.applied = from.applied;
  }

  private get nextTime(): Time {
    return Math.min(this.kernel.state.queue.nextTime(), this.inputs[this.applied]?.atUs ?? Infinity);
  }

  /** One event or one input; whether it was of this kind. */
  private one(step: StepKind): boolean {
    const { kernel } = this;
    const facts = kernel.state.facts.next;
    const entry = this.inputs[this.applied];
    const event = kernel.state.queue.peek();
    if (entry !== undefined && (event === null || entry.atUs < event.at)) {
      kernel.runUntil(entry.atUs);
      this.source.apply(kernel, entry.input);
      this.applied += 1;
      return isMoment(step, kernel.state, actorOfInput(entry.input), facts);
    }
    if (event === null) return false;
    kernel.step();
    return isMoment(step, kernel.state, actorOf(event.to), facts);
  }
}
