// An editor's questions about a text of Flink SQL, answered over the session of a client of the shown world. Fetched when an editor opens.
import type { SqlChecked, SqlCompletion, SqlExplained, SqlVocabulary } from '../bridge/sql.ts';
import type { Completion } from '../bridge/command.ts';
import type { KernelState } from '../sim/kernel/state.ts';
import { check, complete, deskOn, explain } from '../sim/shell/sql-desk/desk.ts';
import { completeLine } from '../sim/shell/sql-desk/line.ts';
import { VOCABULARY } from '../sim/shell/sql-desk/vocabulary.ts';
import { laptopOf } from '../view-model/cluster.ts';

export const words = (): SqlVocabulary => VOCABULARY;

/** One question is worked on for so long at most, in ms: a text of thousands of statements is answered as far as it was read. */
const LONGEST_MS = 400;

const stopwatch = (): (() => boolean) => {
  const begun = performance.now();
  return () => performance.now() - begun > LONGEST_MS;
};

/** The world's clock in ms since 1970. */
const wallClock = ({ startedAtMs, now }: KernelState): number => startedAtMs + Math.floor(now / 1000);

export function checkIn(world: KernelState, tty: string, text: string): SqlChecked {
  return check(deskOn(laptopOf(world), tty), text, wallClock(world), stopwatch());
}

export function completeIn(world: KernelState, tty: string, text: string, offset: number): SqlCompletion {
  return complete(deskOn(laptopOf(world), tty), text, offset, wallClock(world), stopwatch());
}

/** At the prompt of a SQL client; null where another program reads the line. */
export function completeLineIn(world: KernelState, tty: string, line: string, cursor: number): Completion | null {
  return completeLine(laptopOf(world), tty, line, cursor, wallClock(world), stopwatch());
}

export function explainIn(world: KernelState, tty: string, text: string, offset: number): SqlExplained {
  return explain(deskOn(laptopOf(world), tty), text, offset, wallClock(world));
}
