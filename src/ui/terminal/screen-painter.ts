// What to write to the terminal so that it shows a program's full screen: in the terminal's other buffer, only the rows that changed.
import { harmless } from './painter.ts';

/** A full screen as the world tells it. */
export interface FullScreen {
  readonly rows: readonly string[];
  readonly cursor: readonly [number, number] | null;
}

const ESCAPE = '\x1b';
const ENTER = '\x1b[?1049h';
const COLOURS = new RegExp(`${ESCAPE}\\[[0-9;]*m`, 'g');
const LEAVE = '\x1b[?1049l\x1b[?25h';

/** `before` is null where the lines are shown; `height` is how many rows the terminal has. */
export function paintScreen(before: FullScreen | null, after: FullScreen | null, height: number): string {
  if (after === null) return before === null ? '' : LEAVE;
  const fresh = before === null ? `${ENTER}\x1b[2J` : '';
  const rows = Array.from({ length: Math.min(height, Math.max(after.rows.length, before?.rows.length ?? 0)) }, (_, at) => {
    const row = after.rows[at] ?? '';
    return before !== null && before.rows[at] === row ? '' : `\x1b[${at + 1};1H\x1b[0m${rowText(row)}\x1b[0m\x1b[K`;
  });
  const cursor = after.cursor === null ? '\x1b[?25l' : `\x1b[${after.cursor[0] + 1};${after.cursor[1] + 1}H\x1b[?25h`;
  return fresh + rows.join('') + cursor;
}

/** A screen's row as plain text, for whoever reads it with a screen reader. */
export function plainRow(row: string): string {
  return rowText(row).replace(COLOURS, '').trimEnd();
}

/** A break or a tab within a value would tear the screen apart. */
function rowText(row: string): string {
  return harmless(row).replace(/[\t\n]/g, ' ');
}
