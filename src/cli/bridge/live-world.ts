// A world that lives at the pace of the wall clock: its virtual time is what has passed since it began.
import type { Input, TimedInput } from '../../bridge/input.ts';
import type { Scenario } from '../../bridge/scenario.ts';
import type { Kernel } from '../../sim/kernel/kernel.ts';
import type { Refusal } from '../../sim/apply-input.ts';
import { createWorld, giveInput } from '../../sim/world.ts';

/** Events that are handled before others get a turn. */
const STEP = 20_000;

export class LiveWorld {
  readonly kernel: Kernel;
  /** Everything that came in, for pages that come later. */
  readonly inputs: TimedInput[] = [];
  /** Told of each input that was taken, and of the time. */
  onInput: (input: TimedInput) => void = () => {};
  readonly scenario: Scenario;
  readonly seed: number;
  private readonly clockMs: () => number;
  private readonly beganMs: number;

  constructor(scenario: Scenario, seed: number, clockMs: () => number) {
    this.scenario = scenario;
    this.seed = seed;
    this.clockMs = clockMs;
    this.kernel = createWorld(scenario, seed);
    this.kernel.runUntil(Math.max(this.kernel.state.now, scenario.shownFromUs));
    this.beganMs = clockMs() - this.kernel.state.now / 1000;
  }

  get nowUs(): number { return this.kernel.state.now; }

  /** Runs what is due by the wall clock. A machine that is too slow falls behind, and no event is left out. */
  advance(): void {
    const target = Math.round((this.clockMs() - this.beganMs) * 1000);
    if (target <= this.kernel.state.now) return;
    let left = STEP;
    this.kernel.runWhile(() => left-- > 0 && this.kernel.state.queue.nextTime() <= target, STEP);
    if (this.kernel.state.queue.nextTime() > target) this.kernel.runUntil(target);
  }

  /** Null when taken. */
  give(input: Input): Refusal | null {
    this.advance();
    // An input comes after everything that is due at its instant.
    this.kernel.runUntil(this.kernel.state.now);
    const atUs = this.kernel.state.now;
    const refusal = giveInput(this.kernel, input);
    if (refusal === null) {
      const timed = { atUs, input };
      this.inputs.push(timed);
      this.onInput(timed);
    }
    return refusal;
  }

  /** For how long nothing is due, in ms: at most a tenth of a second. */
  get idleMs(): number {
    const untilUs = this.kernel.state.queue.nextTime() - Math.round((this.clockMs() - this.beganMs) * 1000);
    return Math.max(0, Math.min(100, untilUs / 1000));
  }
}

