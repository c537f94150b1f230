// What whoever types into the machine needs: whether the prompt is back, what is new on the screen, how the last command ended.
import type { Input } from '../../bridge/input.ts';
import type { LaptopState, Process, Tty } from './machine/state.ts';
import { LINE_EDITORS } from './line-editors.ts';
import { tailOfTty } from './machine/tty.ts';

/** The terminal of recorded sessions: 200 columns, no echo. */
export function openTty(tty: string, echo = false, columns = 200, rows = 50): Input {
  return { kind: 'open-tty', tty, columns, rows, echo };
}

export function lineInput(tty: string, text: string): Input {
  return { kind: 'line', tty, text };
}

export function controlInput(tty: string, key: 'C' | 'D' | 'Z' | '\\'): Input {
  return { kind: 'control', tty, key, text: '' };
}

/** Whether the shell of the terminal waits for a command (or for more of one), all that was typed being read. */
export function promptIsBack(state: LaptopState, tty: string): boolean {
  const found = state.ttys[tty];
  return found !== undefined && found.waiting === 'shell' && found.input.length === 0 && state.runQueue.length === 0;
}

/** How much the terminal has ever shown: remember it, and `outputSince` gives what came after. */
export function outputMark(state: LaptopState, tty: string): number {
  return state.ttys[tty]?.written ?? 0;
}

/** The text written to the terminal since a mark, prompts not included; cut to the scrollback. */
export function outputSince(state: LaptopState, tty: string, mark: number): string {
  const found = state.ttys[tty];
  return found === undefined ? '' : tailOfTty(found, found.written - mark);
}

/** `$?` of the terminal's shell. */
export function lastStatus(state: LaptopState, tty: string): number {
  return shellOf(state, tty)?.status ?? 0;
}

/** What was entered before, oldest first: into the program in the foreground where that has a line editor, else into the shell. */
export function historyOf(state: LaptopState, tty: string): readonly string[] {
  const readsHistory = editorOf(state, tty);
  if (readsHistory !== null) return readsHistory((name) => homeFile(state, name));
  return shellOf(state, tty)?.history ?? [];
}

/** Whether the program in the foreground reads lines with an editor of its own. */
export function editsItself(state: LaptopState, tty: string): boolean {
  return editorOf(state, tty) !== null;
}

function editorOf(state: LaptopState, tty: string): (typeof LINE_EDITORS)[string] | null {
  const found = state.ttys[tty];
  if (found === undefined || found.waiting === 'shell') return null;
  const running = foregroundProcess(state, found);
  return running === null || running.program === null ? null : (LINE_EDITORS[running.name] ?? null);
}

function homeFile(state: LaptopState, name: string): string | null {
  const node = state.files[`${state.home}/${name}`];
  return node?.kind === 'file' ? node.text : null;
}

function foregroundProcess(state: LaptopState, tty: Tty): Process | null {
  for (const p of Object.values(state.processes)) if (p.pgid === tty.foreground && p.pid !== tty.leader && p.shell === null) return p;
  return null;
}

/** The name of the program in the foreground, empty at the prompt. */
export function foregroundOf(state: LaptopState, tty: string): string {
  const found = state.ttys[tty];
  if (found === undefined || found.waiting === 'shell') return '';
  return foregroundProcess(state, found)?.name ?? '';
}

function shellOf(state: LaptopState, tty: string): { readonly status: number; readonly history: readonly string[] } | null {
  const found = state.ttys[tty];
  if (found === undefined) return null;
  const leader = state.processes[found.leader];
  return leader?.shell ?? null;
}
