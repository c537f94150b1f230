// A full screen of the SQL client: title, head, a part that scrolls, foot (CliView).
import { EMPTY, inverse, lengthOf, type Piece, type Styled, toAnsi, windowOf } from './styled.ts';

/** The parts of a screen, from above. */
export interface Parts {
  readonly title: string;
  readonly headers: readonly Styled[];
  /** Scrolls sideways with the main part, and stays above it. */
  readonly mainHeaders: readonly Styled[];
  readonly main: readonly Styled[];
  readonly footers: readonly Styled[];
}

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** How far the main part is scrolled, in columns and rows. */
export interface Offset {
  readonly x: number;
  readonly y: number;
}

export const MARGIN = ' ';

/** Rows that the main part has room for. */
export function mainHeight({ headers, mainHeaders, footers }: Pick<Parts, 'headers' | 'mainHeaders' | 'footers'>, { rows }: Size): number {
  return Math.max(0, rows - 1 - headers.length - mainHeaders.length - footers.length);
}

export function mainWidth({ mainHeaders, main }: Parts): number {
  return [...mainHeaders, ...main].reduce((most, line) => Math.max(most, lengthOf(line)), 0);
}

/** The offset, where it is not more than there is to scroll. */
export function bounded(parts: Parts, size: Size, { x, y }: Offset): Offset {
  const [width, height] = [mainWidth(parts), mainHeight(parts, size)];
  return { x: size.columns > width ? 0 : Math.min(width - size.columns, x), y: height > parts.main.length ? 0 : Math.min(parts.main.length - height, y) };
}

/** The screen's rows; `offset` is bounded. */
export function drawFrame(parts: Parts, size: Size, { x, y }: Offset): readonly string[] {
  const shown = parts.main.slice(y, y + mainHeight(parts, size));
  const gap = size.rows - 1 - parts.headers.length - shown.length - parts.mainHeaders.length - parts.footers.length;
  const lines = [
    titleLine(parts.title, size.columns), ...parts.headers, ...[...parts.mainHeaders, ...shown].map((line) => windowOf(line, x, size.columns)),
    ...Array.from({ length: Math.max(0, gap) }, () => EMPTY), ...parts.footers,
  ];
  return lines.slice(-size.rows).map((line) => toAnsi(windowOf(line, 0, size.columns)));
}

function titleLine(title: string, width: number): Styled {
  const margin = Math.max(0, Math.floor((width - title.length) / 2));
  return inverse(`${' '.repeat(margin)}${title}`.padEnd(width));
}

/** Keys and what they do, in two lines, evenly over the width (CliUtils.formatTwoLineHelpOptions). */
export function helpLines(width: number, options: readonly (readonly [string, string])[]): readonly Styled[] {
  const columns = Math.ceil(options.length / 2);
  const space = Math.trunc((width - MARGIN.length - columns * 13) / columns);
  const lines: [Piece[], Piece[]] = [[], []];
  options.forEach(([key, does], at) => {
    lines[at % 2 === 0 ? 0 : 1].push({ text: key, style: '7' }, { text: ` ${does}${' '.repeat(Math.max(0, 11 - does.length + space))}`, style: '' });
  });
  return lines;
}

/** The state line: what stands left, in the middle and right. */
export function stateLine(width: number, left: string, middle: string, right: string): Styled {
  const before = left + ' '.repeat(Math.max(0, Math.floor((width - middle.length) / 2) - left.length)) + middle;
  return inverse(before + ' '.repeat(Math.max(0, width - before.length - right.length)) + right);
}
