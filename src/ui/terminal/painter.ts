// What to write to the terminal so that it shows the world's lines and the line being edited: only what is new, or all of it anew.
import { graphemeWidth, splitGraphemes, textWidth } from './width.ts';

/** The line being edited, drawn after the unfinished last line of the output. */
export interface EditedLine {
  /** Shown instead of the last line of the output, while a search goes on. */
  readonly prompt: string | null;
  readonly text: string;
  /** An index into `text`. */
  readonly cursor: number;
}

/** What should be seen. */
export interface Scene {
  /** The number of the first line in `lines`; the world drops its oldest ones. */
  readonly firstLine: number;
  /** The last one is unfinished: the prompt. */
  readonly lines: readonly string[];
  readonly columns: number;
  readonly edited: EditedLine;
}

/** What a terminal shows: the scene, and how many rows the cursor stands below the start of the last line. */
export interface Picture {
  readonly scene: Scene;
  readonly cursorRow: number;
}

export interface Painted {
  readonly picture: Picture;
  readonly data: string;
}

const CLEAR_ALL = '\x1b[H\x1b[2J\x1b[3J';
const CLEAR_SCREEN = '\x1b[H\x1b[2J';
const ESCAPE = '\x1b';
/** A control letter other than tab and newline. */
const CONTROL = /(?![\t\n])\p{Cc}/u;
const SEQUENCE = new RegExp(`${ESCAPE}\\[[0-9;?]*[ -/]*[@-~]|${ESCAPE}.?|(?![\\t\\n])\\p{Cc}`, 'gu');
const COLOUR = new RegExp(`^${ESCAPE}\\[[0-9;]*m$`);
const TAB_STOP = 8;
/** The world drops its oldest lines only when it has far more than these; where fewer are left, the screen was cleared. */
const FEWEST_AFTER_DROP = 1_000;

/** The data that turns `before` into a picture of `scene`; `before` is null for a terminal that shows nothing yet. */
export function paint(before: Picture | null, scene: Scene): Painted {
  const zone = drawZone(scene);
  const picture = { scene, cursorRow: zone.cursorRow };
  if (before === null || !continues(before.scene, scene)) {
    return { picture, data: CLEAR_ALL + finished(scene, scene.firstLine) + zone.data };
  }
  const grown = tailOnly(before.scene, scene);
  if (grown !== null && zone.rows === before.cursorRow && zone.cursorRow === zone.rows) return { picture, data: grown };
  const back = `\r${before.cursorRow > 0 ? `\x1b[${before.cursorRow}A` : ''}\x1b[J`;
  return { picture, data: back + finished(scene, endOf(before.scene) - 1) + zone.data };
}

/** Where the line only grew at its end, what was added: a screen reader then says the letter, not the whole line. */
function tailOnly(before: Scene, after: Scene): string | null {
  const { edited: was } = before;
  const { edited: is } = after;
  if (before.lines.length !== after.lines.length || before.lines.at(-1) !== after.lines.at(-1) || was.prompt !== is.prompt) return null;
  if (was.cursor !== was.text.length || is.cursor !== is.text.length || !is.text.startsWith(was.text)) return null;
  const tail = is.text.slice(was.text.length);
  return /^[ -~]*$/.test(tail) ? tail : null;
}

/** The data for a screen that holds only the line being edited, as ^L leaves it. */
export function paintCleared(scene: Scene): Painted {
  const zone = drawZone(scene);
  return { picture: { scene, cursorRow: zone.cursorRow }, data: CLEAR_SCREEN + zone.data };
}

/** The data that lists candidates under the line being edited, in columns as the shell does, and draws the line again. */
export function paintList(before: Picture, candidates: readonly string[]): Painted {
  const { scene } = before;
  const zone = drawZone(scene);
  const below = zone.rows - before.cursorRow;
  const down = `${below > 0 ? `\x1b[${below}B` : ''}\r\n`;
  return { picture: { scene, cursorRow: zone.cursorRow }, data: down + columnsOf(candidates, scene.columns) + zone.data };
}

/** Only colours may pass: what moves the cursor would break the line that is being edited. */
export function harmless(text: string): string {
  if (!CONTROL.test(text)) return text;
  return text.replace(SEQUENCE, (found) => (COLOUR.test(found) ? found : ''));
}

function endOf(scene: Scene): number {
  return scene.firstLine + scene.lines.length;
}

/** Whether everything that `before` shows as finished still stands in `after`. */
function continues(before: Scene, after: Scene): boolean {
  if (before.columns !== after.columns || endOf(after) < endOf(before) || after.firstLine < before.firstLine) return false;
  const cleared = after.firstLine > before.firstLine && after.lines.length < FEWEST_AFTER_DROP;
  if (cleared || after.firstLine >= endOf(before)) return false;
  for (let line = after.firstLine; line < endOf(before) - 1; line += 1) {
    if (before.lines[line - before.firstLine] !== after.lines[line - after.firstLine]) return false;
  }
  return true;
}

/** The finished lines from the one numbered `from`. A line that clears the screen (as `clear` prints it) drops what stands above. */
function finished(scene: Scene, from: number): string {
  let data = '';
  for (let at = Math.max(0, from - scene.firstLine); at < scene.lines.length - 1; at += 1) data += `${outputLine(scene.lines[at] ?? '')}\r\n`;
  return data;
}

function outputLine(text: string): string {
  const clear = text.lastIndexOf('\x1b[2J');
  return clear === -1 ? harmless(text) : CLEAR_ALL + harmless(text.slice(clear + 4));
}

interface Zone {
  readonly data: string;
  /** Rows from the zone's first to the cursor's, and to its last. */
  readonly cursorRow: number;
  readonly rows: number;
}

function drawZone(scene: Scene): Zone {
  const { edited, columns } = scene;
  const prompt = edited.prompt ?? outputLine(scene.lines.at(-1) ?? '');
  const text = visible(edited.text);
  const start = advance({ row: 0, column: 0 }, prompt.replace(SEQUENCE, ''), columns);
  const cursor = settle(advance(start, visible(edited.text.slice(0, edited.cursor)), columns), columns);
  const end = advance(start, text, columns);
  const settled = settle(end, columns);
  const up = settled.row - cursor.row;
  const wrap = end.column === columns ? '\r\n' : '';
  const place = `${up > 0 ? `\x1b[${up}A` : ''}\r${cursor.column > 0 ? `\x1b[${cursor.column}C` : ''}`;
  return { data: prompt + text + wrap + place, cursorRow: cursor.row, rows: settled.row };
}

/** Control letters as the terminal driver echoes them, `^A`. */
function visible(text: string): string {
  return text.replace(/(?![\t\x7f-\x9f])\p{Cc}/gu, (letter) => `^${String.fromCharCode(letter.charCodeAt(0) + 64)}`);
}

interface Place {
  readonly row: number;
  readonly column: number;
}

/** Where writing ends. A full row keeps the cursor after its last cell until the next letter comes, as terminals do. */
function advance(from: Place, text: string, columns: number): Place {
  let { row, column } = from;
  for (const grapheme of splitGraphemes(text)) {
    if (grapheme === '\t') {
      column = Math.min(columns - 1, (Math.floor(column / TAB_STOP) + 1) * TAB_STOP);
      continue;
    }
    const width = graphemeWidth(grapheme);
    if (column + width > columns) {
      row += 1;
      column = 0;
    }
    column += width;
  }
  return { row, column };
}

function settle(place: Place, columns: number): Place {
  return place.column === columns ? { row: place.row + 1, column: 0 } : place;
}

function columnsOf(words: readonly string[], columns: number): string {
  const shown = words.slice(0, 200);
  const width = Math.max(...shown.map((word) => textWidth(word))) + 2;
  const across = Math.max(1, Math.floor(columns / width));
  const down = Math.ceil(shown.length / across);
  let data = '';
  for (let row = 0; row < down; row += 1) {
    const line = [];
    for (let at = row; at < shown.length; at += down) line.push((shown[at] ?? '').padEnd(width));
    data += `${line.join('').trimEnd()}\r\n`;
  }
  return data;
}
