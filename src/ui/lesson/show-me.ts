// Plays a step's solution in the learner's own world, slowly: letters appear in the terminal as if someone typed them.
import { useEffect, useRef, useState } from 'react';
import type { Move } from '../../lesson/lesson.ts';
import { type Playing, playingStart, playMoves } from '../../lesson/play-moves.ts';
import { lookAt } from './session.ts';
import type { LessonWorld } from './world.ts';

export interface ShowMe {
  readonly state: 'idle' | 'playing' | 'stuck';
  readonly start: () => void;
  readonly stop: () => void;
}

/** How often the playing looks whether it may go on, in real milliseconds. */
const STEP_EVERY_MS = 100;

export function useShowMe(moves: readonly Move[], world: LessonWorld): ShowMe {
  const [state, setState] = useState<ShowMe['state']>('idle');
  const running = useRef(false);
  useEffect(() => {
    if (state !== 'playing') return;
    running.current = true;
    let playing: Playing = playingStart;
    let busy = false;
    const tick = async (): Promise<void> => {
      if (busy) return;
      busy = true;
      const step = playMoves(playing, moves, lookAt(world));
      ({ playing } = step);
      for (const input of step.inputs) {
        if (!running.current) return;
        const typed = input.kind === 'line' && (await world.typeLine(input.tty, input.text));
        if (!typed) await world.input(input);
      }
      busy = false;
      if (step.done) setState('idle');
      if (step.stuck) setState('stuck');
    };
    const timer = setInterval(() => void tick(), STEP_EVERY_MS);
    return () => {
      running.current = false;
      clearInterval(timer);
    };
  }, [state, moves, world]);
  return { state, start: () => setState('playing'), stop: () => setState('idle') };
}
