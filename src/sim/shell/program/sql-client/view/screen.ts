// The full screen of a running query in its terminal: opened, refreshed at its interval, told of keys, closed.
import type { Os } from '../../../program.ts';
import { drawDialog, pressInDialog } from './dialogs.ts';
import { drawView, heightOf, scrollColumns, selectDown, selectUp } from './draw.ts';
import { withoutStyle } from './styled.ts';
import { DRAW_EVERY, faster, INTERVALS, LAST_PAGE, NO_ROW, refresh, type ResultView, showPage, slower } from './view.ts';

/** What came of a key or a refresh: the view goes on, the reader left it, or the job's failure closed it. */
export type Shown = { readonly kind: 'open' } | { readonly kind: 'left' } | { readonly kind: 'failed'; readonly failure: string };

const OPEN: Shown = { kind: 'open' };
const MS = 1_000;

/** Timer message of a view that is due. */
export const REFRESH = 'RefreshView';

export function openScreen(view: ResultView, os: Os): void {
  os.readKeys(true);
  draw(view, os);
  if (INTERVALS[view.interval]?.[1] === 0) lookNow(view, os);
  schedule(view, os);
}

export function closeScreen(view: ResultView, os: Os): void {
  if (view.timer !== null) os.cancel(view.timer);
  view.timer = null;
  os.readKeys(false);
}

/** The terminal has another size. */
export function resize(view: ResultView, os: Os): void {
  view.size = { ...os.size };
  draw(view, os);
}

/** The timer rang. */
export function refreshDue(view: ResultView, os: Os): Shown {
  view.timer = null;
  if (view.dialog !== null) {
    view.isDue = true;
    return OPEN;
  }
  const shown = lookNow(view, os);
  if (shown.kind === 'open') schedule(view, os);
  return shown;
}

function lookNow(view: ResultView, os: Os): Shown {
  const failure = refresh(view, heightOf(view), os.wallClockMs);
  if (failure !== null) return { kind: 'failed', failure };
  if (!view.isRetrieving || os.now - view.drawnAt >= DRAW_EVERY) draw(view, os);
  return OPEN;
}

function schedule(view: ResultView, os: Os): void {
  if (view.timer !== null) os.cancel(view.timer);
  const ms = INTERVALS[view.interval]?.[1] ?? null;
  view.timer = ms === null || !view.isRetrieving ? null : os.schedule(Math.max(ms * MS, DRAW_EVERY), { kind: REFRESH });
}

function draw(view: ResultView, os: Os): void {
  view.drawnAt = os.now;
  const rows = view.dialog === null ? drawView(view) : drawDialog(view.dialog, view.fields, view.pageCount, view.size);
  // A terminal that can neither clear nor mark anything gets one screen after the other.
  if (os.env['TERM'] === 'dumb') os.write(1, rows.map(withoutStyle).join('\n'));
  else os.showScreen(rows, null);
}

export function press(view: ResultView, key: string, os: Os): Shown {
  if (view.dialog !== null) return pressOverResult(view, key, os);
  const height = heightOf(view);
  const current = view.page === LAST_PAGE ? view.pageCount : view.page;
  switch (key) {
    case 'q': case 'Q': case 'Escape': case '^C': return { kind: 'left' };
    case 'r': case 'R': case 'F5': {
      const failure = refresh(view, height, os.wallClockMs);
      if (failure !== null) return { kind: 'failed', failure };
      break;
    }
    case 'w': case 'W': case 'Up': selectUp(view); break;
    case 's': case 'S': case 'Down': selectDown(view); break;
    case 'a': case 'A': case 'Left': scrollColumns(view, -1); break;
    case 'd': case 'D': case 'Right': scrollColumns(view, 1); break;
    case 'o': case 'O': case 'Enter': openRow(view); break;
    case '+': return changeInterval(view, slower, os);
    case '-': return changeInterval(view, faster, os);
    default:
      if (view.kind === 'changelog' || !turnPage(view, key, current)) return OPEN;
      // Before anything was looked at there is no page to turn to.
      if (view.dialog === null && view.updatedMs === null) return { kind: 'failed', failure: `org.apache.flink.table.client.gateway.SqlExecutionException: Invalid page '${view.page === LAST_PAGE ? 1 : view.page}'.` };
      if (view.dialog === null) showPage(view, height);
  }
  draw(view, os);
  return OPEN;
}

function openRow(view: ResultView): void {
  const row = view.selected === NO_ROW ? undefined : view.results[view.selected];
  if (row !== undefined) view.dialog = { kind: 'row', cells: view.kind === 'table' ? row : row.slice(1), offset: { x: 0, y: 0 } };
}

/** Whether the key turns pages. */
function turnPage(view: ResultView, key: string, current: number): boolean {
  switch (key) {
    case 'g': case 'G': view.dialog = { kind: 'page', text: '', cursor: 0, wrong: false }; return true;
    case 'n': case 'N': if (current < view.pageCount) view.page = current + 1; return true;
    case 'p': case 'P': if (current > 1) view.page = current - 1; return true;
    case 'l': case 'L': case 'End': view.page = LAST_PAGE; return true;
    default: return false;
  }
}

/** The refreshing thread wakes up when its interval is changed, so it looks at once. */
function changeInterval(view: ResultView, change: (view: ResultView) => void, os: Os): Shown {
  change(view);
  const failure = view.isRetrieving && INTERVALS[view.interval]?.[1] !== null ? refresh(view, heightOf(view), os.wallClockMs) : null;
  if (failure !== null) return { kind: 'failed', failure };
  draw(view, os);
  schedule(view, os);
  return OPEN;
}

function pressOverResult(view: ResultView, key: string, os: Os): Shown {
  const step = view.dialog === null ? null : pressInDialog(view.dialog, key, view.fields, view.pageCount, view.size);
  if (step?.kind === 'open') view.dialog = step.dialog;
  else if (step !== null) {
    view.dialog = null;
    if (step.entered !== null) {
      view.page = Number(step.entered);
      showPage(view, heightOf(view));
    }
    if (view.isDue) {
      view.isDue = false;
      const shown = lookNow(view, os);
      if (shown.kind !== 'open') return shown;
      schedule(view, os);
    }
  }
  draw(view, os);
  return OPEN;
}
