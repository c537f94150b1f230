// What an editor asks about a text of Flink SQL, over the session of the client that runs in a terminal, or over a new one.
import type { SqlChecked, SqlCompletion, SqlExplained } from '../../../bridge/sql.ts';
import type { LaptopState } from '../machine/state.ts';
import type { SqlClientState } from '../program/sql-client/state.ts';
import { checkText } from './check.ts';
import { completeAt } from './complete.ts';
import { explainAt } from './explain.ts';
import { type Desk, deskOf, walk } from './walk.ts';

/** The session of the newest SQL client in this terminal; that of one that would begin where none runs. */
export function deskOn(laptop: LaptopState | null, tty: string): Desk {
  const clients = Object.values(laptop?.processes ?? {}).filter((one) => one.tty === tty && one.name === 'sql-client.sh' && one.program !== null && one.status !== 'ended');
  const newest = clients.toSorted((a, b) => b.pid - a.pid)[0];
  return deskOf((newest?.program ?? null) as SqlClientState | null);
}

/** `startedMs`: virtual time, ms since 1970. `isOver` says that reading has taken too long. */
export function check(desk: Desk, text: string, startedMs: number, isOver: () => boolean): SqlChecked {
  return checkText(desk, text, startedMs, isOver);
}

export function explain(desk: Desk, text: string, offset: number, startedMs: number): SqlExplained {
  return explainAt(desk, text, offset, startedMs);
}

/** Completes within the statement around the place, which sees what those before it define. */
export function complete(desk: Desk, text: string, offset: number, startedMs: number, isOver: () => boolean): SqlCompletion {
  let [seen, from, end] = [desk, 0, text.length];
  for (const step of walk(desk, text, startedMs)) {
    // Behind a statement's semicolon another one begins.
    if (step.piece.from > offset) {
      end = step.piece.from;
      break;
    }
    seen = step.after;
    from = step.piece.to;
    if (offset < step.piece.to || !step.piece.ended) {
      [seen, from, end] = [step.desk, step.piece.from, step.piece.to];
      break;
    }
    if (isOver()) break;
  }
  const { from: at, options } = completeAt(seen, text.slice(from, Math.max(end, offset)), offset - from);
  return { from: at + from, options };
}
