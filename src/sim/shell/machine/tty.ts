// A terminal with a line discipline: what is written becomes lines of scrollback, what is typed waits until it is read.
import { freeze } from '../../kernel/freeze.ts';
import { MILLISECOND } from '../../kernel/types.ts';
import type { Machine, Tty } from './state.ts';

/** Lines kept of a terminal's past. */
const SCROLLBACK = 2_000;
const CHUNK = 100;
/** A line longer than this is broken. */
const MAX_LINE = 16_384;
/** What a terminal takes before its writers wait for it to draw, and how long that takes: about 1.6 MB a second. */
const DRAW_LIMIT = 32_768;
const DRAW_TIME = 20 * MILLISECOND;
const MAX_INPUT_LINES = 2_000;

export function createTty(name: string, columns: number, rows: number, echo: boolean): Tty {
  return {
    name, columns, rows, echo, chunks: [], lines: [], firstLine: 0, partial: '', prompt: '', written: 0, input: [],
    foreground: 0, leader: 0, undrawn: 0, drawing: false, waiting: 'none', keyReader: 0, keys: [], screen: null,
  };
}

/** Writes to the screen. The terminal is full once `isDrawnOut` says so; nothing is lost. */
export function writeTty(m: Machine, tty: Tty, text: string): void {
  show(tty, text);
  tty.undrawn += text.length;
  if (tty.undrawn >= DRAW_LIMIT && !tty.drawing) {
    tty.drawing = true;
    m.context.at('laptop').schedule(DRAW_TIME, { kind: 'TtyDrawn', tty: tty.name } as { kind: string });
  }
}

export function isDrawnOut(tty: Tty): boolean {
  return tty.undrawn >= DRAW_LIMIT;
}

/** Puts text on the screen, with no regard to how fast that is. */
export function show(tty: Tty, text: string): void {
  tty.written += text.length;
  const cleared = text.lastIndexOf('\u001b[2J');
  if (cleared !== -1) {
    clearScreen(tty);
    text = text.slice(cleared + 4).replace(/^(?:\u001b\[3J|\u001b\[H)+/, '');
  }
  let from = 0;
  for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', from)) {
    addLine(tty, tty.partial + text.slice(from, end));
    tty.partial = '';
    from = end + 1;
  }
  tty.partial += text.slice(from);
  while (tty.partial.length > MAX_LINE) {
    addLine(tty, tty.partial.slice(0, MAX_LINE));
    tty.partial = tty.partial.slice(MAX_LINE);
  }
}

function clearScreen(tty: Tty): void {
  tty.firstLine = endLine(tty);
  tty.chunks = [];
  tty.lines = [];
  tty.partial = '';
}

function addLine(tty: Tty, line: string): void {
  tty.lines.push(line);
  if (tty.lines.length < CHUNK) return;
  tty.chunks.push(freeze(tty.lines));
  tty.lines = [];
  const first = tty.chunks[0];
  if (first !== undefined && endLine(tty) - tty.firstLine - first.length >= SCROLLBACK) {
    tty.chunks = tty.chunks.slice(1);
    tty.firstLine += first.length;
  }
}

/** One past the last finished line. */
export function endLine(tty: Tty): number {
  let count = tty.lines.length;
  for (const chunk of tty.chunks) count += chunk.length;
  return tty.firstLine + count;
}

/** A finished line by its number, null where it is gone or not there yet. The unfinished one is `partial` after `prompt`. */
export function lineOfTty(tty: Tty, number: number): string | null {
  let at = number - tty.firstLine;
  if (at < 0) return null;
  for (const chunk of tty.chunks) {
    if (at < chunk.length) return chunk[at] ?? null;
    at -= chunk.length;
  }
  return tty.lines[at] ?? null;
}

/** The last `count` units of what was written, as far as the scrollback still has it. */
export function tailOfTty(tty: Tty, count: number): string {
  let text = tty.partial;
  const take = (lines: readonly string[]): void => {
    for (let i = lines.length - 1; i >= 0 && text.length < count; i -= 1) text = `${lines[i] ?? ''}\n${text}`;
  };
  take(tty.lines);
  for (let i = tty.chunks.length - 1; i >= 0 && text.length < count; i -= 1) take(tty.chunks[i] ?? []);
  return count <= 0 ? '' : text.slice(-count);
}

/** A line was typed: it is shown where echo is on, and waits for a reader. Null, or why it was not taken. */
export function typeLine(tty: Tty, text: string, fact: number): void {
  if (tty.echo) show(tty, `${tty.prompt}${text}\n`);
  tty.prompt = '';
  if (tty.input.length < MAX_INPUT_LINES) tty.input.push({ text: `${text}\n`, fact });
}
