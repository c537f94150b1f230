// Moves played one look at a time, in a world whose page takes its time to type.
import { expect, it } from 'vitest';
import { look } from './evaluate.ts';
import type { Move } from './lesson.ts';
import { type Playing, playingStart, playMoves, waitingFrom } from './play-moves.ts';

const MOVES: readonly Move[] = [{ kind: 'type', tty: 'main', text: 'sleep 100', thenUs: 9_000_000 }, { kind: 'wait', us: 1_000_000 }];

/** When the move after the typed one comes, in ms: the line took so long to type. */
function check(typedForUs: number, expectedUs: number): void {
  it(`waits after a line that took ${typedForUs} us to type`, () => {
    const first = playMoves(playingStart, MOVES, look(0, []));
    expect(first.inputs).toHaveLength(1);
    let playing: Playing = waitingFrom(first.playing, MOVES, typedForUs);
    let nowUs = typedForUs;
    for (; playing.at === 1; nowUs += 500_000) ({ playing } = playMoves(playing, MOVES, look(nowUs, [])));
    expect(nowUs - 500_000).toBe(expectedUs);
  });
}

check(0, 9_000_000);
check(37_000_000, 46_000_000);
