// Whether a solution still leads to its goal in a world in which anything may have been done: the ways in which it can be tried.
import type { TtyRecord } from '../bridge/records.ts';
import { type Look, look } from './evaluate.ts';
import type { RecordKind } from './fields.ts';
import type { StepHistory } from './history.ts';
import type { ActStep, Move } from './lesson.ts';
import { playIn, type PlayWorld } from './play-in.ts';
import { playingStart } from './play-moves.ts';

const TTY: ReadonlySet<RecordKind> = new Set(['tty']);

/** After the last move, how long a check may take to become true. */
export const PATIENCE_US = 30_000_000;

/** It goes on after ^C, with a prompt of its own. */
const SQL_CLIENT = /^sql-client/;
const CLEARED_US = 1_500_000;

/** What gives a terminal its shell's prompt back: ^C, and where the SQL client is, its QUIT. */
export function leaving({ tty, foreground }: Pick<TtyRecord, 'tty' | 'foreground'>): readonly Move[] {
  if (!SQL_CLIENT.test(foreground)) return [{ kind: 'press', tty, key: 'C' }];
  return [{ kind: 'press', tty, key: 'C', thenUs: CLEARED_US }, { kind: 'run', tty, text: 'QUIT;' }];
}

/**
 * A solution as it stands; after leaving what runs in the terminals that it types into; and after leaving what runs anywhere. A
 * goal that is reached on none of these ways is out of reach: the lesson offers to go back.
 */
export function roadsFrom(solution: readonly Move[], world: Look): readonly (readonly Move[])[] {
  const busy = (world.byKind.tty ?? []).filter((record): record is TtyRecord => record.kind === 'tty' && record.waiting !== 'shell');
  const used = busy.filter(({ tty }) => solution.some((move) => 'tty' in move && move.tty === tty));
  const free = (ttys: readonly TtyRecord[]): readonly Move[] => [...ttys.flatMap((record) => leaving(record)), ...solution];
  return [solution, ...(used.length > 0 ? [free(used)] : []), ...(busy.length > used.length ? [free(busy)] : [])];
}

/** From where a step's goal is still reached by its solution: from the world as it is, from where the step began, or from neither. */
export type Reach = 'here' | 'start' | 'nowhere';

export interface ReachWorlds {
  /** Copies of the learner's world as it is, and what was seen of the step there; a new one at each call. */
  here(): PlayWorld;
  readonly history: StepHistory | null;
  /** A copy of the world in which the step began. */
  start(): PlayWorld;
}

/** Finds out from where the goal is reached, a little at a time. */
export function* reachOf(step: ActStep, worlds: ReachWorlds): Generator<void, Reach> {
  if (yield* isReachedHere(step, worlds)) return 'here';
  const { everDone } = yield* playIn({ ...step, wrong: [] }, step.solution, worlds.start(), { patienceUs: PATIENCE_US, untilDone: true });
  return everDone ? 'start' : 'nowhere';
}

/** Whether one of the roads leads to the goal from the world as it is. */
export function* isReachedHere(step: ActStep, worlds: Pick<ReachWorlds, 'here' | 'history'>): Generator<void, boolean> {
  const { history } = worlds;
  // Only the goal matters here: no mistakes are looked for.
  const goal = { ...step, wrong: [] };
  const from = history === null ? {} : { from: { playing: playingStart, history } };
  const first = worlds.here();
  for (const road of roadsFrom(step.solution, look(first.nowUs(), first.records(TTY)))) {
    const { everDone } = yield* playIn(goal, road, worlds.here(), { ...from, patienceUs: PATIENCE_US, untilDone: true });
    if (everDone) return true;
  }
  return false;
}
