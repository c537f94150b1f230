// Lets an operator work in the learner's own world by a step's rules, slowly, so that it can be followed.
import type { Look } from '../../lesson/evaluate.ts';
import type { Rule } from '../../lesson/lesson.ts';
import { operate, operatorStart } from '../../lesson/play-rules.ts';
import type { LessonWorld } from './world.ts';

/** How often the operator looks, in real milliseconds. */
const LOOK_EVERY_MS = 250;

export class OperatorPlayer {
  private readonly world: LessonWorld;
  private readonly look: () => Look;
  private timer: ReturnType<typeof setInterval> | null = null;

  constructor(world: LessonWorld, look: () => Look) {
    this.world = world;
    this.look = look;
  }

  /** Until `stop`. */
  play(rules: readonly Rule[]): void {
    this.stop();
    let operating = operatorStart;
    let busy = false;
    const turn = async (): Promise<void> => {
      const next = operate(rules, operating, this.look());
      operating = next.operating;
      busy = true;
      for (const input of next.inputs) await this.world.act(input);
      busy = false;
    };
    this.timer = setInterval(() => {
      if (!busy) void turn();
    }, LOOK_EVERY_MS);
  }

  stop(): void {
    if (this.timer !== null) clearInterval(this.timer);
    this.timer = null;
  }
}
