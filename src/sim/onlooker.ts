// Lets time pass in a world while someone looks on, at instants that depend on the world alone and never on how it is played.
import type { Kernel } from './kernel/kernel.ts';
import type { Time } from './kernel/types.ts';

/**
 * A look is due at the end of each virtual millisecond in which something happened, and after each input. What begins and ends within one
 * such millisecond is not seen; a thousand looks a second are the most.
 */
const LOOK_EVERY: Time = 1_000;

/** Sees the world as it is at a time. */
export type See = (at: Time) => void;

export class Onlooker {
  see: See | null = null;
  private readonly kernel: Kernel;
  /** The millisecond in which something happened that was not looked at yet; null where all was. */
  private unseen: number | null = null;

  constructor(kernel: Kernel) {
    this.kernel = kernel;
  }

  /** As the kernel's `runUntil`. */
  runUntil(time: Time): void {
    const { kernel } = this;
    for (;;) {
      const next = Math.min(kernel.state.queue.nextTime(), time + 1);
      this.lookBefore(next);
      if (next > time || this.see === null) break;
      kernel.runUntil(Math.min(time, endOf(cellOf(next))));
      this.unseen = cellOf(next);
    }
    kernel.runUntil(time);
  }

  /** As the kernel's `step`: one event. */
  step(): void {
    this.lookBefore(this.kernel.state.queue.nextTime());
    this.kernel.step();
    this.unseen = cellOf(this.kernel.state.now);
  }

  /** An input was taken just now. */
  tookInput(): void {
    this.see?.(this.kernel.state.now);
    this.unseen = cellOf(this.kernel.state.now);
  }

  /** The world stands somewhere else: whatever happened in this millisecond counts as not looked at. */
  jumped(): void {
    this.unseen = cellOf(this.kernel.state.now);
  }

  /** The look that is due before anything at `next` happens. */
  private lookBefore(next: Time): void {
    if (this.unseen === null || cellOf(next) <= this.unseen) return;
    const at = endOf(this.unseen);
    this.unseen = null;
    if (this.see === null) return;
    this.kernel.advanceClock(Math.max(at, this.kernel.state.now));
    this.see(at);
  }
}

function cellOf(time: Time): number {
  return Math.floor(time / LOOK_EVERY);
}

function endOf(cell: number): Time {
  return (cell + 1) * LOOK_EVERY - 1;
}
