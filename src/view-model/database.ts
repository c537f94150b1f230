// The small database and the live chart as records: what the tables hold, what the chart shows.
import type { DashboardRecord, DatabaseRecord, TableView } from '../bridge/engine-records.ts';
import type { DashboardState } from '../sim/engine/database/dashboard.ts';
import type { DatabaseState } from '../sim/engine/database/database.ts';
import type { StoredTable } from '../sim/engine/database/tables.ts';
import type { Cell } from '../sim/engine/micro-batch/row.ts';

const LINES = 30;
const KEYED_ROWS = 200;
const POINTS = 60;

const text = (cell: Cell): string => (cell === null ? '' : typeof cell === 'object' ? JSON.stringify(cell) : String(cell));

export function databaseRecord(node: string, up: boolean, { spec, tables, inserts, updates, deletes, queries, refused }: DatabaseState): DatabaseRecord {
  return {
    kind: 'database', id: `database/${spec.name}`, node, spec, name: spec.name, state: up ? 'running' : 'down', tables: tables.map(tableView), rowCounts: Object.fromEntries(tables.map(({ name, rows }) => [name, rows.length])),
    cells: Object.fromEntries(tables.flatMap(cellsOf)), inserts, updates, deletes, queries, refused,
  };
}

function tableView({ name, columns, primaryKey, rows }: StoredTable): TableView {
  return { name, columns, primaryKey, rows: rows.length, lines: rows.slice(-LINES).map(({ cells }) => cells.map(text)) };
}

function cellsOf({ name, columns, primaryKey, rows }: StoredTable): [string, string][] {
  if (primaryKey.length === 0) return [];
  return rows.slice(0, KEYED_ROWS).flatMap(({ cells }) => {
    const key = primaryKey.map((column) => text(cells[columns.indexOf(column)] ?? null)).join(' ');
    return columns.flatMap((column, at): [string, string][] => (primaryKey.includes(column) ? [] : [[`${name} ${key} ${column}`, text(cells[at] ?? null)]]));
  });
}

export function dashboardRecord(node: string, up: boolean, { spec, polls, problem, points, labels }: DashboardState): DashboardRecord {
  const last = points.at(-1);
  return {
    kind: 'dashboard', id: `dashboard/${spec.name}`, node, spec, name: spec.name, state: up ? 'running' : 'down', database: `database/${spec.database}`, polls, lastPollAtUs: last?.at ?? -1, problem,
    values: last?.values ?? {}, labels, points: points.slice(-POINTS).map(({ at, values }) => ({ atUs: at, values })),
  };
}
