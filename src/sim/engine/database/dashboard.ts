// A live chart: it asks a database the same SELECT again and again, and keeps what it was told for as long as its axis goes back.
import { cellText } from '../micro-batch/row.ts';
import type { DashboardSpec } from '../../../bridge/engines.ts';
import { freeze } from '../../kernel/freeze.ts';
import { type Behavior, type Context, type Disconnected, MILLISECOND, type Time, type TimerId } from '../../kernel/types.ts';
import type { DatabaseAnswer } from './database.ts';

/** One answer: a value by the label of its row. Frozen. */
export interface Point {
  readonly at: Time;
  readonly values: Readonly<Record<string, number>>;
}

export interface DashboardState {
  spec: DashboardSpec;
  timer: TimerId | null;
  request: number;
  /** Whether the last question has not been answered. */
  waiting: boolean;
  points: readonly Point[];
  /** Labels of the last answer, in its order. */
  labels: readonly string[];
  polls: number;
  problem: string;
}

/** Answers that are kept, and rows of each. */
const POINTS = 120;
const ROWS = 12;

type Inbox = DatabaseAnswer | Disconnected | { readonly kind: 'Poll' } | { readonly kind: 'Shutdown' } | { readonly kind: 'Configure'; readonly engine: DashboardSpec };

export function createDashboard(spec: DashboardSpec): DashboardState {
  return { spec: freeze(spec), timer: null, request: 0, waiting: false, points: freeze([]), labels: freeze([]), polls: 0, problem: '' };
}

export const dashboard: Behavior<DashboardState, Inbox> = {
  start(state, ctx) {
    poll(state, ctx);
  },
  receive(state, message, _from, ctx) {
    switch (message.kind) {
      case 'Poll': return poll(state, ctx);
      case 'DatabaseAnswer': return answered(state, message, ctx);
      case 'Disconnected':
        state.waiting = false;
        state.problem = `connection to database "${state.spec.database}" refused`;
        return;
      case 'Configure':
        if (state.timer !== null) ctx.cancel(state.timer);
        Object.assign(state, createDashboard(message.engine));
        return poll(state, ctx);
      case 'Shutdown': return ctx.exit();
    }
  },
  /** What it showed was in the page's memory alone. */
  crash: ({ spec, polls }) => ({ ...createDashboard(spec), polls }),
};

function poll(state: DashboardState, ctx: Context<Inbox>): void {
  const { spec } = state;
  state.timer = ctx.schedule(spec.everyMs * MILLISECOND, freeze({ kind: 'Poll' }));
  state.request += 1;
  state.waiting = true;
  ctx.send(`database-${spec.database}`, freeze({ kind: 'DatabaseSelect', request: state.request, sql: spec.query }));
}

function answered(state: DashboardState, { request, problem, columns, rows }: DatabaseAnswer, ctx: Context<Inbox>): void {
  if (request !== state.request) return;
  state.waiting = false;
  state.polls += 1;
  state.problem = problem ?? '';
  if (problem !== null) return;
  const { label, value } = state.spec;
  const [name, number] = [columns.indexOf(label), value === '' ? columns.length - 1 : columns.indexOf(value)];
  if (number < 0 || (label !== '' && name < 0)) {
    state.problem = `the query has no column "${number < 0 ? value : label}"`;
    return;
  }
  const nameless = (at: number): string => (rows.length === 1 ? (columns[number] ?? '') : String(at + 1));
  const shown = rows.slice(0, ROWS).map((cells, at) => [name < 0 ? nameless(at) : cellText(cells[name] ?? null, 'STRING'), Number(cells[number] ?? 0)] as const).filter(([, amount]) => Number.isFinite(amount));
  state.labels = freeze(shown.map(([one]) => one));
  state.points = freeze([...state.points, { at: ctx.now, values: Object.fromEntries(shown) }].slice(-POINTS));
}
