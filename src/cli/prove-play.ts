// The worlds that lessons are proved in, and moves played in them from beginning to end.
import { type Look, look } from '../lesson/evaluate.ts';
import type { ActStep, Move } from '../lesson/lesson.ts';
import { type Place, type Played, playIn, type PlayOptions, type PlayWorld } from '../lesson/play-in.ts';

/** A world to play a lesson in. Forks share nothing with it afterwards. */
export interface ProofWorld extends PlayWorld {
  fork(): ProofWorld;
}

/** Where a playing stood, and the world then. */
export interface PlaceInWorld extends Place {
  readonly world: ProofWorld;
}

/** Notes what holds, or what does not. */
export type Tell = (ok: boolean, text: string) => void;

/** Plays moves as the page would. */
export function play(step: ActStep, moves: readonly Move[], world: ProofWorld, options: PlayOptions = {}): Played {
  const playing = playIn(step, moves, world, options);
  for (;;) {
    const next = playing.next();
    if (next.done === true) return next.value;
  }
}

export function lookAt(world: ProofWorld): Look {
  return look(world.nowUs(), world.records());
}
