// A terminal in the mode of full-screen programs: single keys are handed over, and a whole screen is shown instead of the lines.
//
//              readKeys(true)               readKeys(false), or the program ends
//   lines ───────────────────────▶ keys ─────────────────────────────────────────▶ lines
//                                  while the reader is stopped or in the background, lines are typed as ever
import { freeze } from '../../kernel/freeze.ts';
import type { FullScreen, Machine, Process, Tty } from './state.ts';
import { wakeProcess } from './process.ts';

/** Keys that wait to be read. */
const MOST_KEYS = 2_000;
const DEFAULT_SIZE = { columns: 80, rows: 24 };

/** Whether a program in the foreground of the terminal reads single keys. */
export function readsKeys(m: Machine, tty: Tty): boolean {
  const reader = m.state.processes[tty.keyReader];
  return reader !== undefined && reader.status === 'running' && reader.pgid === tty.foreground;
}

/** What a line is to a program that reads keys: its letters, and the newline that ended it. */
export function keysOfLine(text: string): readonly string[] {
  return [...text, '^J'];
}

export function pressKeys(m: Machine, tty: Tty, keys: readonly string[]): void {
  tty.keys = freeze([...tty.keys, ...keys].slice(0, MOST_KEYS));
  const reader = m.state.processes[tty.keyReader];
  if (reader !== undefined) wakeProcess(m, reader, { kind: 'readable' });
}

/** From now on the process reads keys. Lines that were typed ahead are keys too. */
export function takeKeys(m: Machine, p: Process): void {
  const tty = m.state.ttys[p.tty];
  if (tty === undefined) return;
  const ahead = tty.input.flatMap(({ text }) => keysOfLine(text.replace(/\n$/, '')));
  Object.assign(tty, { keyReader: p.pid, input: [], prompt: '', waiting: 'none' });
  if (ahead.length > 0) pressKeys(m, tty, ahead);
}

/** Lines are read again. Whole lines among the keys that were not read are lines that were typed ahead. */
export function giveBackKeys(m: Machine, p: Process): void {
  const tty = m.state.ttys[p.tty];
  if (tty === undefined || tty.keyReader !== p.pid) return;
  const text = tty.keys.map((key) => (key === '^J' || key === 'Enter' ? '\n' : [...key].length === 1 ? key : '')).join('');
  tty.input.push(...(text.match(/[^\n]*\n/g) ?? []).map((line) => ({ text: line, fact: -1 })));
  Object.assign(tty, { keyReader: 0, keys: [], screen: null });
}

export function hasKeys(m: Machine, p: Process): boolean {
  const tty = m.state.ttys[p.tty];
  return tty !== undefined && tty.keyReader === p.pid && tty.keys.length > 0;
}

export function readKey(m: Machine, p: Process): string | undefined {
  const tty = m.state.ttys[p.tty];
  if (tty === undefined || tty.keyReader !== p.pid) return undefined;
  const [key, ...rest] = tty.keys;
  tty.keys = freeze(rest);
  return key;
}

export function showScreen(m: Machine, p: Process, screen: FullScreen): void {
  const tty = m.state.ttys[p.tty];
  if (tty !== undefined && tty.keyReader === p.pid) tty.screen = freeze({ rows: [...screen.rows], cursor: screen.cursor });
}

export function sizeOf(m: Machine, p: Process): { readonly columns: number; readonly rows: number } {
  const tty = m.state.ttys[p.tty];
  return tty === undefined ? DEFAULT_SIZE : { columns: tty.columns, rows: tty.rows };
}
