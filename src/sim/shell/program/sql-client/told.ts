// What the client's statements have come to, for whoever looks at the session: the last of them with their outcomes, and the rows of the last query.
import type { SqlOutcome, SqlPlan, SqlStatement } from '../../../../bridge/sql.ts';
import type { RowKind, StreamRecord } from '../../../flink/record.ts';
import { freeze } from '../../../kernel/freeze.ts';
import { change, firstRows, newChangelogTable, type TableRow } from '../../../sql/changelog-table.ts';
import type { Field } from '../../../sql/type/logical-type.ts';

/** Statements that are remembered. */
const MOST_STATEMENTS = 40;
/** Rows of a table of texts, and letters of a cell, that are remembered. */
const MOST_ROWS = 200;
const MOST_LETTERS = 20_000;
/** Changes of a query's result that are remembered one by one: of more, the older half is only remembered as the table that it made. */
const MOST_CHANGES = 100_000;

/** Rows that came with one answer. */
export interface ResultChunk {
  readonly atUs: number;
  readonly records: readonly StreamRecord[];
}

/** The rows of the last query. */
export interface ShownResult {
  /** Its statement's number. */
  readonly statement: number;
  readonly fields: readonly Field[];
  /** table.local-time-zone when it was asked. */
  readonly zone: string;
  readonly isStreaming: boolean;
  /** What changes before those of `chunks` have left. */
  base: readonly TableRow[];
  chunks: ResultChunk[];
  /** All changes that have come, and how many of them are in `chunks`. */
  received: number;
  kept: number;
  readonly counts: Record<RowKind, number>;
}

export interface Told {
  /** Oldest first. Frozen, each replaced as it goes on. */
  statements: readonly SqlStatement[];
  /** How many there have been. */
  count: number;
  result: ShownResult | null;
}

export const newTold = (): Told => ({ statements: [], count: 0, result: null });

/** A statement begins; it runs until `tell` says what came of it. */
export function tellBegin(told: Told, text: string, atUs: number): void {
  told.count += 1;
  const statement: SqlStatement = { number: told.count, text, atUs, endedUs: null, job: null, isQuery: false, plan: null, outcome: { kind: 'running' } };
  told.statements = freeze([...told.statements.slice(1 - MOST_STATEMENTS), statement]);
}

function changeLast(told: Told, changed: (last: SqlStatement) => SqlStatement): void {
  const last = told.statements.at(-1);
  if (last !== undefined) told.statements = freeze([...told.statements.slice(0, -1), changed(last)]);
}

/** What came of the last statement. What is said first counts: an error is not followed by a success. */
export function tellEnd(told: Told, outcome: SqlOutcome, atUs: number): void {
  changeLast(told, (last) => (last.outcome.kind === 'running' ? { ...last, outcome, endedUs: atUs } : last));
}

/** The last statement has a job: what it was planned to. */
export function tellPlan(told: Told, plan: SqlPlan, isQuery: boolean): void {
  changeLast(told, (last) => ({ ...last, plan, isQuery }));
}

export function tellJob(told: Told, job: string): void {
  changeLast(told, (last) => ({ ...last, job }));
}

/** A query's rows will come. */
export function tellQuery(told: Told, fields: readonly Field[], zone: string, isStreaming: boolean): void {
  told.result = { statement: told.count, fields, zone, isStreaming, base: [], chunks: [], received: 0, kept: 0, counts: { '+I': 0, '-U': 0, '+U': 0, '-D': 0 } };
}

export function tellRows(told: Told, records: readonly StreamRecord[], atUs: number): void {
  const { result } = told;
  if (result === null || records.length === 0) return;
  result.chunks.push(freeze({ atUs, records }));
  result.received += records.length;
  result.kept += records.length;
  for (const { kind } of records) result.counts[kind] += 1;
  if (result.kept > MOST_CHANGES) forgetOlderHalf(result);
}

/** In halves, so that it is seldom; the table is not changed by it. */
function forgetOlderHalf(result: ShownResult): void {
  const table = newChangelogTable(result.base);
  while (result.kept > MOST_CHANGES / 2 && result.chunks.length > 1) {
    const { records, atUs } = result.chunks.shift() ?? { records: [], atUs: 0 };
    for (const record of records) change(table, record, atUs);
    result.kept -= records.length;
  }
  result.base = freeze(firstRows(table, table.size));
}

export function tableOutcome(columns: readonly string[], rows: readonly (readonly string[])[]): SqlOutcome {
  return { kind: 'table', columns, rows: rows.slice(0, MOST_ROWS).map((row) => row.map((cell) => cell.slice(0, MOST_LETTERS))), cut: rows.length > MOST_ROWS };
}
