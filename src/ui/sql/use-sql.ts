// The pane's hold on the SQL client: its session, its statements and its result, what the editor's text comes to, and the hands to run and stop.
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { SqlChecked, SqlVocabulary } from '../../bridge/sql.ts';
import type { SqlResultRecord, SqlSessionRecord, SqlStatementRecord } from '../../bridge/sql-records.ts';
import { act } from '../store/act.ts';
import { useRecord, useTable, useWorld, type World } from '../store/world.ts';
import { setDraft } from './draft.ts';
import { pieceAt, runInputs, SQL_TTY, stop } from './run.ts';

/** After the last keystroke, in ms. */
const CHECK_AFTER_MS = 250;

export interface SqlSession {
  /** The terminal whose client is shown. */
  readonly tty: string;
  readonly session: SqlSessionRecord | undefined;
  /** Oldest first. */
  readonly statements: readonly SqlStatementRecord[];
  readonly result: SqlResultRecord | undefined;
}

/** The editor's own client; where there is none, the one that runs in a terminal. */
export function useSqlSession(): SqlSession {
  const sessions = useTable('sql-session');
  const table = useTable('sql-statement');
  const tty = sessions.has(`sql-session/${SQL_TTY}`) ? SQL_TTY : ([...sessions.values()][0]?.tty ?? SQL_TTY);
  const statements = useMemo(() => [...table.values()].filter((one) => one.tty === tty).sort((a, b) => a.number - b.number), [table, tty]);
  return { tty, session: sessions.get(`sql-session/${tty}`), statements, result: useRecord('sql-result', `sql-result/${tty}`) };
}

/** The words to be coloured, once they are known. */
export function useSqlWords(): SqlVocabulary | null {
  const { api } = useWorld();
  const [words, setWords] = useState<SqlVocabulary | null>(null);
  useEffect(() => {
    let gone = false;
    const fetch = async (): Promise<void> => {
      const known = await api.sqlWords();
      if (!gone) setWords(known);
    };
    void fetch();
    return () => { gone = true; };
  }, [api]);
  return words;
}

/** What Flink would say of the text, a little after it was last changed; and again where the session has changed, which `stamp` says. */
export function useChecked(text: string, tty: string, stamp: number): SqlChecked | null {
  const { api } = useWorld();
  const [known, setKnown] = useState<{ readonly stamp: number; readonly checked: SqlChecked | null }>({ stamp: -1, checked: null });
  useEffect(() => {
    let gone = false;
    const check = async (): Promise<void> => {
      const checked = await api.sqlCheck(tty, text);
      if (!gone) setKnown({ stamp, checked });
    };
    const timer = window.setTimeout(() => void check(), CHECK_AFTER_MS);
    return () => {
      gone = true;
      window.clearTimeout(timer);
    };
  }, [api, text, tty, stamp]);
  return known.checked;
}

export interface Hands {
  /** Runs the statement at the cursor. Where to go on then: behind a definition the next statement's place, null else. */
  readonly run: (text: string, cursor: number) => Promise<number | null>;
  readonly runAll: (text: string) => Promise<void>;
  /** ^C in that terminal: a query's job is cancelled. */
  readonly stop: (tty: string) => Promise<void>;
  /** Runs a statement that does not stand in the editor. */
  readonly runStatement: (statement: string) => Promise<void>;
}

export function useHands(): Hands {
  const world = useWorld();
  const run = useCallback(async (text: string, cursor: number) => {
    const pieces = (await world.api.sqlCheck(SQL_TTY, text))?.pieces ?? [];
    const piece = pieceAt(pieces, cursor);
    if (piece === null) return null;
    await give(world, [text.slice(piece.from, piece.to)]);
    return piece.kind === 'query' ? null : (pieces.find(({ from }) => from > piece.from)?.from ?? null);
  }, [world]);
  const runAll = useCallback(async (text: string) => {
    const pieces = (await world.api.sqlCheck(SQL_TTY, text))?.pieces ?? [];
    await give(world, pieces.map(({ from, to }) => text.slice(from, to)));
  }, [world]);
  const halt = useCallback(async (tty: string) => { await act(world, [stop(tty)]); }, [world]);
  const runStatement = useCallback((statement: string) => give(world, [statement]), [world]);
  return { run, runAll, stop: halt, runStatement };
}

/** Types the statements; time runs on, for nothing comes of them while it stands. */
async function give(world: World, statements: readonly string[]): Promise<void> {
  if (statements.length === 0) return;
  const { tables, clock } = world.store.getState();
  const client = { tty: tables.tty.get(`tty/${SQL_TTY}`), session: tables['sql-session'].get(`sql-session/${SQL_TTY}`) };
  setDraft({ view: 'result', shown: null });
  if (!(await act(world, runInputs(client, statements)))) return;
  if (!clock.playing) await world.api.playback({ kind: 'play' });
}
