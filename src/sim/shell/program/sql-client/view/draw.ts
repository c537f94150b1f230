// A result's screen: what stands in its title, head, table and foot, how it scrolls, and which key does what.
import { bounded, drawFrame, helpLines, mainHeight, mainWidth, MARGIN, type Parts, stateLine } from './frame.ts';
import { EMPTY, inColumn, type Piece, type Styled } from './styled.ts';
import { INTERVALS, LAST_PAGE, NO_ROW, type ResultView } from './view.ts';

const TABLE_KEYS = [['Q', 'Quit'], ['R', 'Refresh'], ['+', 'Inc Refresh'], ['-', 'Dec Refresh'], ['G', 'Goto Page'], ['L', 'Last Page'], ['N', 'Next Page'], ['P', 'Prev Page'], ['O', 'Open Row']] as const;
const CHANGELOG_KEYS = [['Q', 'Quit'], ['R', 'Refresh'], ['+', 'Inc Refresh'], ['-', 'Dec Refresh'], ['O', 'Open Row']] as const;

/** The screen's rows. What came since it was drawn last scrolls a changelog down, and nothing stays selected then. */
export function drawView(view: ResultView): readonly string[] {
  if (view.scrolling > 0) {
    view.selected = NO_ROW;
    scrollRows(view, view.scrolling);
    view.scrolling = 0;
  }
  const parts = partsOf(view);
  view.offset = bounded(parts, view.size, view.offset);
  return drawFrame(parts, view.size, view.offset);
}

/** Rows of the table that fit. */
export function heightOf(view: ResultView): number {
  return mainHeight({ headers: [EMPTY, EMPTY], mainHeaders: [EMPTY], footers: [EMPTY, EMPTY] }, view.size);
}

function partsOf(view: ResultView): Parts {
  const keys = view.kind === 'table' ? TABLE_KEYS : CHANGELOG_KEYS;
  return {
    title: `SQL Query Result (${view.kind === 'table' ? 'Table' : 'Changelog'})`, headers: [headerOf(view), EMPTY], mainHeaders: [namesOf(view)],
    main: view.results.map((row, at) => rowOf(view, row, at)), footers: helpLines(view.size.columns, keys),
  };
}

function headerOf(view: ResultView): Styled {
  const left = view.isRetrieving ? `${MARGIN}Refresh: ${INTERVALS[view.interval]?.[0] ?? ''}` : `${MARGIN}Table program finished.`;
  const right = `Updated: ${view.updatedMs === null ? 'Unknown' : timeOf(view.updatedMs)}${MARGIN}`;
  return stateLine(view.size.columns, left, view.kind === 'table' ? `Page: ${view.page === LAST_PAGE ? 'Last' : view.page} of ${view.pageCount}` : '', right);
}

/** `12:00:01.250`, of UTC. */
function timeOf(ms: number): string {
  return new Date(ms).toISOString().slice(11, 23);
}

function namesOf({ kind, fields, widths }: ResultView): Styled {
  const names = [...(kind === 'table' ? [] : ['op']), ...fields.map(({ name }) => name)];
  return names.flatMap((name, at): Piece[] => [{ text: ' ', style: '' }, { text: inColumn(name, widths[at] ?? 0), style: '4' }]);
}

/** The selected row is reversed; else what was not there before is bold while rows may still come. */
function rowOf({ selected, previous, isRetrieving, widths }: ResultView, row: readonly string[], at: number): Styled {
  if (at === selected) return [{ text: row.map((cell, column) => ` ${inColumn(cell, widths[column] ?? 0)}`).join(''), style: '7' }];
  return row.flatMap((cell, column): Piece[] => {
    const isNew = previous !== null && isRetrieving && previous[at]?.[column] !== cell;
    return [{ text: ' ', style: '' }, { text: inColumn(cell, widths[column] ?? 0), style: isNew ? '1' : '' }];
  });
}

/** Scrolls down by so many rows (up where negative), as far as there are any. */
function scrollRows(view: ResultView, by: number): void {
  const most = Math.max(0, view.results.length - heightOf(view));
  view.offset = { ...view.offset, y: Math.max(0, Math.min(most, view.offset.y + by)) };
}

export function scrollColumns(view: ResultView, by: number): void {
  const most = Math.max(0, mainWidth(partsOf(view)) - view.size.columns);
  view.offset = { ...view.offset, x: by < 0 ? Math.max(0, view.offset.x - 1) : Math.min(most, view.offset.x + 1) };
}

export function selectUp(view: ResultView): void {
  const { y } = view.offset;
  if (view.selected === NO_ROW) {
    if (view.results.length > 0) view.selected = Math.min(view.results.length, y + heightOf(view)) - 1;
  } else if (view.selected > y) view.selected -= 1;
  else {
    view.selected = Math.max(0, view.selected - 1);
    scrollRows(view, -1);
  }
}

export function selectDown(view: ResultView): void {
  const bottom = Math.min(view.results.length, view.offset.y + heightOf(view)) - 1;
  if (view.selected === NO_ROW) view.selected = view.offset.y;
  else if (bottom >= 0 && view.selected < bottom) view.selected += 1;
  else {
    view.selected = Math.min(Math.max(0, view.results.length - 1), view.selected + 1);
    scrollRows(view, 1);
  }
}
