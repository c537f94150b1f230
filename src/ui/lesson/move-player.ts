// Plays moves in the learner's own world: slowly, so that they can be followed, or as fast as the world can where the learner goes on before.
import type { Look } from '../../lesson/evaluate.ts';
import type { Move } from '../../lesson/lesson.ts';
import { type Playing, playingStart, playMoves, type PlayStep, waitingFrom } from '../../lesson/play-moves.ts';
import type { LessonWorld } from './world.ts';

/** How often it looks whether it may go on, in real milliseconds. */
const PLAY_EVERY_MS = 100;
/** In haste: virtual time between two looks. */
const HURRY_US = 250_000;
/** In haste no longer than this, in virtual time: what has had no effect by then will have none. */
const LONGEST_HURRY_US = 180_000_000;

export interface Told {
  /** A move is being made; moves are counted from 0. */
  readonly onMove?: (at: number) => void;
  /** All moves are made, and what the last waits for has come; or a prompt did not come back. */
  readonly onEnd: (stuck: boolean) => void;
}

/** One playing of moves. */
interface Run extends Told {
  readonly moves: readonly Move[];
  playing: Playing;
  /** A move is being given: letter by letter it takes a while. */
  busy: boolean;
}

export class MovePlayer {
  private readonly world: LessonWorld;
  private readonly look: () => Look;
  private run: Run | null = null;
  private timer: ReturnType<typeof setInterval> | null = null;

  constructor(world: LessonWorld, look: () => Look) {
    this.world = world;
    this.look = look;
  }

  /** From the first move on, or from behind those that were made before it was left. */
  play(moves: readonly Move[], told: Told, made = 0): void {
    this.stop();
    const nothing: Playing = { at: made, waiting: playingStart.waiting };
    const run: Run = { ...told, moves, playing: waitingFrom(nothing, moves, this.world.nowUs()), busy: false };
    this.run = run;
    this.timer = setInterval(() => {
      if (!run.busy) void this.giveSlowly(run);
    }, PLAY_EVERY_MS);
  }

  stop(): void {
    this.run = null;
    this.stopTimer();
  }

  /** Makes what is left, and runs virtual time instead of waiting for it, until all is made and `isOver`. It ends early where it is told to play or to stop. */
  async hurry(isOver: () => boolean): Promise<void> {
    const { run, world } = this;
    if (run === null) return;
    this.stopTimer();
    if (run.busy) await until(world, () => !run.busy);
    const lastUs = world.nowUs() + LONGEST_HURRY_US;
    let isMade = false;
    for (let aimUs = world.nowUs(); aimUs < lastUs && this.run === run && !(isMade && isOver());) {
      const next = this.next(run);
      for (const input of next.inputs) await world.input(input);
      if (!isMade && (next.done || next.stuck)) run.onEnd(next.stuck);
      if (next.stuck) return;
      isMade = next.done;
      aimUs = Math.max(aimUs, world.nowUs()) + HURRY_US;
      const to = aimUs;
      await world.seek(to);
      await until(world, () => world.nowUs() >= to || this.run !== run);
    }
  }

  private next(run: Run): PlayStep {
    const next = playMoves(run.playing, run.moves, this.look());
    if (next.playing.at > run.playing.at) run.onMove?.(run.playing.at);
    run.playing = next.playing;
    return next;
  }

  private async giveSlowly(run: Run): Promise<void> {
    const next = this.next(run);
    run.busy = true;
    for (const input of next.inputs) await this.world.act(input);
    run.busy = false;
    if (next.inputs.length > 0) run.playing = waitingFrom(run.playing, run.moves, this.world.nowUs());
    if (this.run !== run || this.timer === null || !(next.done || next.stuck)) return;
    this.stopTimer();
    run.onEnd(next.stuck);
  }

  private stopTimer(): void {
    if (this.timer !== null) clearInterval(this.timer);
    this.timer = null;
  }
}

/** Resolves at the first frame at which it is so. */
export async function until(world: Pick<LessonWorld, 'subscribe'>, isSo: () => boolean): Promise<void> {
  if (isSo()) return;
  await new Promise<void>((resolve) => {
    const leave = world.subscribe(() => {
      if (!isSo()) return;
      leave();
      resolve();
    });
  });
}
