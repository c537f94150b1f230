// The text in the SQL editor: kept in the browser, changed by the pane, by its starters and by lessons.
import { createStore } from 'zustand/vanilla';
import { useStore } from 'zustand';
import { keep, kept } from '../store/kept.ts';

export type SqlView = 'editor' | 'result' | 'plan' | 'statements';

export interface SqlDraft {
  readonly text: string;
  /** What is shown beside the editor; on a narrow page in its place. */
  readonly view: SqlView;
  /** The statement whose outcome is shown, by its number; null for the last. */
  readonly shown: number | null;
  /** The plan as EXPLAIN's text beside the drawing. */
  readonly asText: boolean;
}

const KEY = 'correnteza.sql';
const OF_TAB = { ofTab: true };
const WAIT_MS = 400;

export const sqlDraft = createStore<SqlDraft>(() => ({ text: kept(KEY, OF_TAB) ?? '', view: 'editor', shown: null, asText: false }));

let waiting = 0;
sqlDraft.subscribe(({ text }, before) => {
  if (text === before.text || typeof window !== 'object') return;
  window.clearTimeout(waiting);
  waiting = window.setTimeout(() => keep(KEY, sqlDraft.getState().text, OF_TAB), WAIT_MS);
});

export function useDraft<T>(select: (state: SqlDraft) => T): T {
  return useStore(sqlDraft, select);
}

export function setDraft(change: Partial<SqlDraft>): void {
  sqlDraft.setState(change);
}

/** Puts a statement behind what is there. */
export function addToDraft(statement: string): void {
  const { text } = sqlDraft.getState();
  setDraft({ text: text.trim() === '' ? `${statement}\n` : `${text.trimEnd()}\n\n${statement}\n` });
}
