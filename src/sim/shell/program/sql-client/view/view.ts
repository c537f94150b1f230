// A query's result as a full screen that is refreshed (CliTableResultView, CliChangelogResultView): pages of a table, or its last changes.
//
//            rows come                    a snapshot sees that the job has ended
//   running ───────────▶ running ───────────────────────────────────────────────▶ finished: shown until Q
//      │  a key: a dialog opens ⇄ is closed;  while one is open nothing is refreshed
//      └── Q, Escape, ^C: closed;  a snapshot sees that the job has failed: closed with its error
import type { StreamRecord } from '../../../../flink/record.ts';
import { freeze } from '../../../../kernel/freeze.ts';
import type { Time, TimerId } from '../../../../kernel/types.ts';
import { cells, streamingWidths } from '../../../../sql/client-table.ts';
import type { Field } from '../../../../sql/type/logical-type.ts';
import type { Dialog } from './dialogs.ts';
import type { Offset, Size } from './frame.ts';
import { changed, type Chunks, countRows, pageOf } from './rows.ts';

/** Names and lengths in ms of the intervals at which a view is refreshed; 0 as fast as it can, null never. That "500 ms" lasts 100 ms is Flink's own doing. */
export const INTERVALS: readonly (readonly [string, number | null])[] = [['Fastest', 0], ['100 ms', 100], ['500 ms', 100], ['1 s', 1_000], ['5 s', 5_000], ['10 s', 10_000], ['1 min', 60_000], ['-', null]];
const FIRST_INTERVAL = { table: 3, changelog: 0 } as const;
/** The quickest that can be chosen. */
const LEAST_INTERVAL = { table: 1, changelog: 0 } as const;
/** A view is drawn so often at most, in µs. */
export const DRAW_EVERY: Time = 100_000;
/** Changes that are shown (CliChangelogResultView). */
const MOST_CHANGES = 1_000;
/** sql-client.execution.max-table-result.rows is a million; more rows than these would not do in a browser. */
const MOST_ROWS = 100_000;
/** The page that follows the end of the table. */
export const LAST_PAGE = 0;
export const NO_ROW = -1;

type Texts = readonly (readonly string[])[];

export interface ResultView {
  readonly kind: 'table' | 'changelog';
  readonly fields: readonly Field[];
  readonly zone: string;
  /** Of the columns, `op` of a changelog being the first. */
  readonly widths: readonly number[];
  readonly mostRows: number;
  size: Size;
  interval: number;
  /** The table as it grows, and as it was when it was looked at last. */
  rows: Chunks;
  snapshot: Chunks;
  /** Changes that have not been looked at. */
  changes: readonly StreamRecord[];
  /** How the job stands: `failure` is why it failed. */
  job: { readonly state: 'running' | 'finished' } | { readonly state: 'failed'; readonly failure: string };
  /** The table was looked at since the job's end: the next look finds the end. */
  lastLook: boolean;
  isRetrieving: boolean;
  page: number;
  pageCount: number;
  results: Texts;
  previous: Texts | null;
  previousPage: number;
  /** Wall clock, ms; null before the first. */
  updatedMs: number | null;
  selected: number;
  offset: Offset;
  /** Changes that came since it was drawn. */
  scrolling: number;
  dialog: Dialog | null;
  drawnAt: Time;
  timer: TimerId | null;
  /** The timer rang while a dialog was open. */
  isDue: boolean;
}

export function newView(kind: 'table' | 'changelog', fields: readonly Field[], zone: string, columnWidth: number, mostRows: number, size: Size): ResultView {
  const widths = streamingWidths(fields, columnWidth);
  return {
    kind, fields, zone, widths: kind === 'table' ? widths : ['op'.length, ...widths], mostRows: Math.min(mostRows, MOST_ROWS), size, interval: FIRST_INTERVAL[kind], rows: [], snapshot: [], changes: [],
    job: { state: 'running' }, lastLook: false, isRetrieving: true, page: LAST_PAGE, pageCount: 1, results: [], previous: kind === 'table' ? [] : null, previousPage: 1, updatedMs: null,
    selected: NO_ROW, offset: { x: 0, y: 0 }, scrolling: 0, dialog: null, drawnAt: 0, timer: null, isDue: false,
  };
}

/** Rows have come from the cluster. */
export function collect(view: ResultView, records: readonly StreamRecord[]): void {
  if (records.length === 0) return;
  if (view.kind === 'table') view.rows = changed(view.rows, records, view.mostRows);
  else view.changes = freeze([...view.changes, ...records]);
}

/** Looks at what has come. The error where the job has failed and all that came before is shown. `height`: rows of a page. */
export function refresh(view: ResultView, height: number, nowMs: number): string | null {
  const failure = view.kind === 'table' ? lookAtTable(view, Math.max(1, height)) : lookAtChanges(view);
  if (failure === null) view.updatedMs = nowMs;
  return failure;
}

function lookAtTable(view: ResultView, height: number): string | null {
  if (view.job.state !== 'running' && view.lastLook) return atEnd(view);
  if (view.job.state !== 'running') view.lastLook = true;
  view.snapshot = view.rows;
  view.pageCount = Math.max(1, Math.ceil(countRows(view.snapshot) / height));
  if (view.page > view.pageCount) view.page = LAST_PAGE;
  showPage(view, height);
  return null;
}

function lookAtChanges(view: ResultView): string | null {
  if (view.changes.length === 0) return view.job.state === 'running' ? null : atEnd(view);
  const rows = view.changes.map(({ kind, row }) => [kind, ...cells(row, view.fields, view.zone)]);
  view.scrolling += rows.length;
  view.results = freeze([...view.results, ...rows].slice(-MOST_CHANGES));
  view.changes = [];
  return null;
}

function atEnd(view: ResultView): string | null {
  if (view.job.state === 'failed') return view.job.failure;
  view.isRetrieving = false;
  return null;
}

/** Takes a page of the table as it was looked at last. Cells that are other than before on this page are marked as they are drawn. */
export function showPage(view: ResultView, height: number): void {
  const page = view.page === LAST_PAGE ? view.pageCount : view.page;
  view.previous = view.previousPage === page ? view.results : null;
  view.previousPage = page;
  view.results = freeze(pageOf(view.snapshot, page, Math.max(1, height)).map((row) => cells(row, view.fields, view.zone)));
  if (view.selected >= view.results.length) view.selected = NO_ROW;
}

export function slower(view: ResultView): void {
  view.interval = Math.min(INTERVALS.length - 1, view.interval + 1);
}

export function faster(view: ResultView): void {
  view.interval = Math.max(LEAST_INTERVAL[view.kind], view.interval - 1);
}
