// A query in the result modes TABLE and CHANGELOG: its full screen, from the job's first row until its reader leaves it.
import { intOption } from '../../../sql/session/settings.ts';
import type { Field } from '../../../sql/type/logical-type.ts';
import { attempt } from '../../../sql/problem.ts';
import type { Os } from '../../program.ts';
import { columnWidth, info, problem, zoneOf } from './print.ts';
import { ask } from './result.ts';
import { type Ended, interrupt } from './run.ts';
import type { Result, ResultMode, SqlClientState } from './state.ts';
import { closeScreen, press, refreshDue, resize, type Shown } from './view/screen.ts';
import { newView, type ResultView } from './view/view.ts';

export const RETRIEVAL_CANCELLED = 'Result retrieval cancelled.';

/** sql-client.execution.max-table-result.rows, Flink default 1,000,000. */
const MOST_ROWS = 1_000_000;

/** The screen of a query that begins; null in TABLEAU mode. */
export function viewFor(state: SqlClientState, mode: ResultMode, fields: readonly Field[], os: Os): ResultView | null {
  if (mode === 'TABLEAU') return null;
  const most = attempt(() => intOption(state.session, 'sql-client.execution.max-table-result.rows', MOST_ROWS));
  return newView(mode === 'TABLE' ? 'table' : 'changelog', fields, zoneOf(state.session), columnWidth(state.session), most.ok ? Math.max(1, most.value) : MOST_ROWS, { ...os.size });
}

/** The query whose screen is shown. */
function shownResult({ running }: SqlClientState): Result | null {
  const now = running?.kind === 'waiting' ? running.for : running;
  return now?.kind === 'result' || now?.kind === 'viewing' || now?.kind === 'failed' ? (now.result.view === null ? null : now.result) : null;
}

export const isViewing = (state: SqlClientState): boolean => shownResult(state) !== null;

/** All rows are there: the screen stays until it is left. */
export function jobFinished(state: SqlClientState, result: Result): Ended {
  if (result.view !== null) result.view.job = { state: 'finished' };
  state.running = { kind: 'viewing', request: 0, result };
  return 'running';
}

/** The screen finds the failure when it is refreshed next. */
export function jobFailed(state: SqlClientState, result: Result, failure: string): Ended {
  if (result.view !== null) result.view.job = { state: 'failed', failure };
  state.running = { kind: 'viewing', request: 0, result };
  return 'running';
}

/** Keys were pressed. */
export function pressKeys(state: SqlClientState, os: Os): Ended {
  for (;;) {
    const result = shownResult(state);
    const key = result === null ? undefined : os.readKey();
    if (result?.view == null || key === undefined) return 'running';
    const ended = after(state, result.view, press(result.view, key, os), os);
    if (ended !== 'running') return ended;
  }
}

/** The screen is to be refreshed. */
export function refreshScreen(state: SqlClientState, os: Os): Ended {
  const view = shownResult(state)?.view ?? null;
  return view === null ? 'running' : after(state, view, refreshDue(view, os), os);
}

export function resizeScreen(state: SqlClientState, os: Os): void {
  const view = shownResult(state)?.view ?? null;
  if (view !== null) resize(view, os);
}

/** The terminal gets its lines back, whatever the query does. */
export function leaveScreen(state: SqlClientState, os: Os): void {
  const view = shownResult(state)?.view ?? null;
  if (view !== null) closeScreen(view, os);
}

function after(state: SqlClientState, view: ResultView, shown: Shown, os: Os): Ended {
  if (shown.kind === 'open') return 'running';
  closeScreen(view, os);
  if (shown.kind === 'failed') {
    if (view.job.state === 'running' && shownResult(state) !== null) ask(state, { kind: 'CancelJob', job: shownResult(state)?.job ?? '' }, os);
    if (state.alarm !== null) os.cancel(state.alarm);
    state.alarm = null;
    state.running = null;
    problem(os, shown.failure);
    return 'badly';
  }
  const now = state.running?.kind === 'waiting' ? state.running.for : state.running;
  if (now?.kind === 'result') return interrupt(state, os);
  state.running = null;
  info(os, RETRIEVAL_CANCELLED);
  return 'well';
}
