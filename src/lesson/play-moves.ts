// Plays a lesson's moves in a world, one look at a time: the prover and the page's "show me" do the same.
import type { Input } from '../bridge/input.ts';
import type { TtyRecord } from '../bridge/records.ts';
import type { Look } from './evaluate.ts';
import type { Move } from './lesson.ts';
import { inputWithJobIds } from './job-names.ts';
import { inputsAtOnce } from './moves.ts';

/** How far the playing has come. `waiting` says what the next move waits for. */
export interface Playing {
  readonly at: number;
  readonly waiting:
    | { readonly kind: 'nothing' }
    | { readonly kind: 'time'; readonly untilUs: number }
    | { readonly kind: 'prompt'; readonly tty: string; readonly notBeforeUs: number; readonly untilUs: number };
}

export interface PlayStep {
  readonly playing: Playing;
  /** What to give to the world now. */
  readonly inputs: readonly Input[];
  readonly done: boolean;
  /** The prompt did not come back in time. */
  readonly stuck: boolean;
}

export const playingStart: Playing = { at: 0, waiting: { kind: 'nothing' } };

/** A command that runs longer than this does not end by itself. */
const LONGEST_COMMAND_US = 120_000_000;
/** A prompt seen at the very instant of an input is the one before it. */
const SETTLE_US = 50_000;

/** What to do at this look. Call it again at later looks until it is done or stuck. */
export function playMoves(playing: Playing, moves: readonly Move[], world: Look): PlayStep {
  const { waiting } = playing;
  if (waiting.kind === 'time' && world.nowUs < waiting.untilUs) return { playing, inputs: [], done: false, stuck: false };
  if (waiting.kind === 'prompt') {
    const back = world.nowUs >= waiting.notBeforeUs && ttyOf(world, waiting.tty)?.waiting === 'shell';
    if (!back) return { playing, inputs: [], done: false, stuck: world.nowUs > waiting.untilUs };
  }
  const move = moves[playing.at];
  if (move === undefined) return { playing, inputs: [], done: true, stuck: false };
  return { playing: { at: playing.at + 1, waiting: waitingAfter(move, world.nowUs) }, inputs: inputsAtOnce(move).map((input) => inputWithJobIds(input, world)), done: false, stuck: false };
}

/** What the last move gave took until now to be typed: what it waits for begins now. */
export function waitingFrom(playing: Playing, moves: readonly Move[], nowUs: number): Playing {
  const given = moves[playing.at - 1];
  return given === undefined ? playing : { at: playing.at, waiting: waitingAfter(given, nowUs) };
}

/** The terminal of this name, if the world has it. */
export function ttyOf(world: Look, name: string): TtyRecord | undefined {
  return world.byKind.tty?.find((record): record is TtyRecord => record.kind === 'tty' && record.tty === name);
}

function waitingAfter(move: Move, nowUs: number): Playing['waiting'] {
  switch (move.kind) {
    case 'press':
      if (move.thenUs !== undefined) return { kind: 'time', untilUs: nowUs + move.thenUs };
      return { kind: 'prompt', tty: move.tty, notBeforeUs: nowUs + SETTLE_US, untilUs: nowUs + LONGEST_COMMAND_US };
    case 'run':
      return { kind: 'prompt', tty: move.tty, notBeforeUs: nowUs + SETTLE_US, untilUs: nowUs + LONGEST_COMMAND_US };
    case 'type':
      return { kind: 'time', untilUs: nowUs + move.thenUs };
    case 'wait':
      return { kind: 'time', untilUs: nowUs + move.us };
    case 'inputs':
      return { kind: 'time', untilUs: nowUs + SETTLE_US };
  }
}
