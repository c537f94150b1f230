// Text with attributes, as full-screen views are made of: pieces, their length, a window of them, and the sequences that a terminal takes.

/** Codes of SGR: reversed, bold, underlined, reversed and blinking, red. */
export type Style = '' | '7' | '1' | '4' | '5;7' | '31';

export interface Piece {
  readonly text: string;
  readonly style: Style;
}

export type Styled = readonly Piece[];

export const EMPTY: Styled = [];
export const plain = (text: string): Styled => [{ text, style: '' }];
export const inverse = (text: string): Styled => [{ text, style: '7' }];

/** In UTF-16 units, as Java counts. */
export function lengthOf(line: Styled): number {
  return line.reduce((sum, { text }) => sum + text.length, 0);
}

/** What stands from column `from` on, at most `width` columns of it. */
export function windowOf(line: Styled, from: number, width: number): Styled {
  const out: Piece[] = [];
  let at = 0;
  for (const { text, style } of line) {
    const cut = text.slice(Math.max(0, from - at), Math.max(0, from + width - at));
    if (cut !== '') out.push({ text: cut, style });
    at += text.length;
  }
  return out;
}

export function toAnsi(line: Styled): string {
  return line.map(({ text, style }) => (style === '' || text === '' ? text : `\u001b[${style}m${text}\u001b[0m`)).join('');
}

const ESCAPE = '\u001b';
const SEQUENCE = new RegExp(`${ESCAPE}\\[[0-9;]*m`, 'g');

export function withoutStyle(row: string): string {
  return row.replace(SEQUENCE, '');
}

/** A cell in its column: right-aligned; what is too long ends in `~` (CliUtils.normalizeColumn). */
export function inColumn(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, Math.max(0, width - 1))}~` : text.padStart(width);
}
