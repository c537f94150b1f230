// Plays moves in a world as the page would, seeing the world at every instant. It goes on a little at a time, so that a page stays awake meanwhile.
import type { Input } from '../bridge/input.ts';
import type { WorldRecord } from '../bridge/records.ts';
import { type Look, look } from './evaluate.ts';
import type { RecordKind } from './fields.ts';
import { beginHistory, lived, type StepHistory, verdictIn } from './history.ts';
import { kindsNamed } from './job-names.ts';
import { kindsOf } from './kinds-of.ts';
import type { Move } from './lesson.ts';
import { type Playing, playingStart, playMoves } from './play-moves.ts';
import type { StepConditions } from './watch-step.ts';

/** A world that moves are played in: a copy of a learner's, or a prover's. */
export interface PlayWorld {
  nowUs(): number;
  /** Null when taken, else why not. */
  input(input: Input): string | null;
  advance(us: number): void;
  /** Those of these kinds, or all. */
  records(kinds?: ReadonlySet<RecordKind> | null): readonly WorldRecord[];
  /** Shows the world at every instant that a learner's page sees too; null ends it. */
  watch(kinds: ReadonlySet<RecordKind> | null, see: ((world: Look) => void) | null): void;
}

/** How often the player looks whether it may go on, as the page does it; checks see every instant. */
const LOOK_EVERY_US = 100_000;
const TTY: ReadonlySet<RecordKind> = new Set(['tty']);

/** Where a playing stands: how far its moves have come, and what was seen of the step. */
export interface Place {
  readonly playing: Playing;
  readonly history: StepHistory;
}

export interface PlayOptions {
  /** How long after the last move the check may take to become true. */
  readonly patienceUs?: number;
  /** Where other moves, the same up to there, have been played already. */
  readonly from?: Place;
  /** No longer than until this time of the world, whatever the moves wait for. */
  readonly untilUs?: number;
  /** Ends as soon as the check was true. */
  readonly untilDone?: boolean;
  /** Called before each move is made. */
  readonly before?: (at: number, place: Place) => void;
}

export interface Played {
  readonly wrong: string | null;
  readonly everDone: boolean;
  /** How many moves had been made when the check became true; all where it never did. */
  readonly doneAfter: number;
  /** The prompt of a command did not come back. */
  readonly stuck: boolean;
}

/** Plays moves as the page would; it stops for breath after each tenth of a virtual second. */
export function* playIn(step: StepConditions, moves: readonly Move[], world: PlayWorld, options: PlayOptions = {}): Generator<void, Played> {
  const { patienceUs = 0, untilUs = Infinity, untilDone = false, from, before } = options;
  const kinds = kindsOf([step.check, ...step.wrong.map((wrong) => wrong.when)]);
  let playing = from?.playing ?? playingStart;
  let history = from?.history ?? beginHistory(step, look(world.nowUs(), world.records(kinds)));
  let doneAfter: number | null = null;
  let stuck = false;
  const asked: ReadonlySet<RecordKind> = new Set([...TTY, ...kindsNamed(moves)]);
  world.watch(kinds, (now) => {
    history = lived(step, now, history);
    if (history.doneAtUs !== null) doneAfter ??= playing.at;
  });
  const over = (): boolean => world.nowUs() >= untilUs || (untilDone && history.doneAtUs !== null);
  while (!over()) {
    const next = playMoves(playing, moves, look(world.nowUs(), world.records(asked)));
    if (next.playing.at > playing.at) before?.(playing.at, { playing, history });
    ({ playing, stuck } = next);
    for (const input of next.inputs) world.input(input);
    if (next.done || stuck) break;
    world.advance(LOOK_EVERY_US);
    yield;
  }
  for (let patience = patienceUs; history.doneAtUs === null && patience > 0 && world.nowUs() < untilUs; patience -= LOOK_EVERY_US) {
    world.advance(LOOK_EVERY_US);
    yield;
  }
  world.watch(null, null);
  const { wrong } = verdictIn(step, look(world.nowUs(), world.records(kinds)), history);
  return { wrong, everDone: history.doneAtUs !== null, doneAfter: doneAfter ?? moves.length, stuck };
}
