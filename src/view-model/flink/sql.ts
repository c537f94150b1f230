// Running SQL clients as the page sees them: what their statements came to, and the last query's changelog with the table that it makes.
import type { SqlStatement } from '../../bridge/sql.ts';
import type { SqlChange, SqlChangesRecord, SqlRecord, SqlResultRecord, SqlRow, SqlRowsRecord, SqlSessionRecord, SqlStatementRecord } from '../../bridge/sql-records.ts';
import type { StreamRecord } from '../../sim/flink/record.ts';
import type { KernelState } from '../../sim/kernel/state.ts';
import type { SqlClientState } from '../../sim/shell/program/sql-client/state.ts';
import type { ResultChunk, ShownResult } from '../../sim/shell/program/sql-client/told.ts';
import { change, type ChangelogTable, firstRows, newChangelogTable, type TableRow } from '../../sim/sql/changelog-table.ts';
import { cells } from '../../sim/sql/client-table.ts';
import { allSettings } from '../../sim/sql/session/session.ts';
import { summary } from '../../sim/sql/type/logical-type.ts';
import { laptopOf } from '../cluster.ts';

/** Changes, and rows of the table, that the page gets; and how many are one record. */
const SHOWN = 1_000;
const PART = 50;
const TABLES = 500;

export function sqlRecords(world: KernelState, kinds: ReadonlySet<string> | null = null): SqlRecord[] {
  const laptop = laptopOf(world);
  if (laptop === null || (kinds !== null && !KINDS.some((kind) => kinds.has(kind)))) return [];
  const clients = Object.values(laptop.processes).filter(({ name, status }) => name === 'sql-client.sh' && status !== 'ended');
  const ttys = new Set<string>();
  // Of several in one terminal the newest counts.
  return clients.toSorted((a, b) => b.pid - a.pid).flatMap(({ tty, program }): SqlRecord[] => {
    if (ttys.has(tty)) return [];
    ttys.add(tty);
    return clientRecords(tty, program as SqlClientState | null);
  });
}

const KINDS: readonly string[] = ['sql-session', 'sql-statement', 'sql-result', 'sql-changes', 'sql-rows'] satisfies SqlRecord['kind'][];

function clientRecords(tty: string, client: SqlClientState | null): SqlRecord[] {
  if (client === null) return [{ kind: 'sql-session', id: `sql-session/${tty}`, tty, state: 'starting', catalog: '', database: '', mode: 'streaming', tables: [], statements: 0 }];
  const { told } = client;
  const result = told.result === null ? [] : resultRecords(tty, told.result);
  return [sessionRecord(tty, client), ...told.statements.map((statement) => statementRecord(tty, statement)), ...result];
}

function sessionRecord(tty: string, { session, running, told }: SqlClientState): SqlSessionRecord {
  const { catalog, database, catalogs } = session.catalogs;
  const tables = Object.keys(catalogs[catalog]?.databases[database]?.tables ?? {}).slice(0, TABLES);
  const mode = (allSettings(session)['execution.runtime-mode'] ?? '').toLowerCase() === 'batch' ? 'batch' : 'streaming';
  return { kind: 'sql-session', id: `sql-session/${tty}`, tty, state: running === null ? 'ready' : 'running', catalog, database, mode, tables, statements: told.count };
}

/** Statements are frozen, and replaced as they go on: their records are made once. */
const made = new WeakMap<SqlStatement, SqlStatementRecord>();

function statementRecord(tty: string, statement: SqlStatement): SqlStatementRecord {
  const known = made.get(statement);
  if (known?.tty === tty) return known;
  const { outcome, ...rest } = statement;
  const refusal = outcome.kind === 'refused' ? outcome.problem : null;
  const table = outcome.kind === 'table' ? outcome : { columns: [], rows: [], cut: false };
  const record: SqlStatementRecord = {
    kind: 'sql-statement', id: `sql-statement/${tty}/${statement.number}`, tty, ...rest, outcome: outcome.kind, exception: refusal?.exception ?? '', message: refusal?.message ?? (outcome.kind === 'failed' ? outcome.text : ''), at: refusal?.at ?? null,
    columns: table.columns, rows: table.rows, cut: table.cut,
  };
  made.set(statement, record);
  return record;
}

/** A result read up to some chunk: going on, only what is new is read. */
interface Reading {
  readonly statement: number;
  readonly base: readonly TableRow[];
  readonly first: ResultChunk | undefined;
  last: ResultChunk | undefined;
  chunks: number;
  readonly table: ChangelogTable;
  /** The last changes; the place of the first of them. */
  tail: { readonly record: StreamRecord; readonly atUs: number }[];
}

const readings = new Map<string, Reading>();

function readingOf(tty: string, result: ShownResult): Reading {
  const known = readings.get(tty);
  const { chunks, base, statement } = result;
  const goesOn = known !== undefined && known.statement === statement && known.base === base && known.chunks <= chunks.length && known.first === chunks[0] && (known.chunks === 0 || known.last === chunks[known.chunks - 1]);
  const reading: Reading = goesOn ? known : { statement, base, first: chunks[0], last: undefined, chunks: 0, table: newChangelogTable(base), tail: [] };
  for (const chunk of chunks.slice(reading.chunks)) {
    for (const record of chunk.records) {
      change(reading.table, record, chunk.atUs);
      reading.tail.push({ record, atUs: chunk.atUs });
    }
    if (reading.tail.length > SHOWN * 4) reading.tail = reading.tail.slice(-SHOWN - PART);
    reading.last = chunk;
  }
  reading.chunks = chunks.length;
  readings.set(tty, reading);
  return reading;
}

/** Of records of the same rows the cells are written once. */
const written = new WeakMap<object, readonly string[]>();

function cellsOf(record: { readonly row: TableRow['row'] }, { fields, zone }: ShownResult): readonly string[] {
  const known = written.get(record.row);
  if (known !== undefined) return known;
  const texts = cells(record.row, fields, zone);
  written.set(record.row, texts);
  return texts;
}

function resultRecords(tty: string, result: ShownResult): SqlRecord[] {
  const { table, tail } = readingOf(tty, result);
  const { counts } = result;
  const known: SqlResultRecord = {
    kind: 'sql-result', id: `sql-result/${tty}`, tty, statement: result.statement, columns: result.fields.map(({ name, type }) => ({ name, type: summary(type) })), isStreaming: result.isStreaming,
    inserts: counts['+I'], updatesBefore: counts['-U'], updatesAfter: counts['+U'], deletes: counts['-D'], changes: result.received, size: table.size, changedAtUs: result.chunks.at(-1)?.atUs ?? -1,
  };
  return [known, ...changesRecords(tty, result, tail), ...rowsRecords(tty, result, firstRows(table, SHOWN))];
}

/** Parts begin at whole multiples, so that one that is full is not told again. */
function changesRecords(tty: string, result: ShownResult, tail: Reading['tail']): SqlChangesRecord[] {
  const from = result.received - tail.length;
  const begin = Math.max(from, Math.floor(Math.max(0, result.received - SHOWN) / PART) * PART);
  const parts: SqlChange[][] = [];
  for (let place = begin; place < result.received; place++) {
    const one = tail[place - from];
    if (one === undefined) continue;
    const part = Math.floor(place / PART) - Math.floor(begin / PART);
    (parts[part] ??= []).push({ place, op: one.record.kind, atUs: one.atUs, cells: cellsOf(one.record, result) });
  }
  return parts.map((changes, at) => ({ kind: 'sql-changes', id: `sql-changes/${tty}/${Math.floor(begin / PART) + at}`, tty, part: Math.floor(begin / PART) + at, changes }));
}

function rowsRecords(tty: string, result: ShownResult, rows: readonly TableRow[]): SqlRowsRecord[] {
  const records: SqlRowsRecord[] = [];
  for (let from = 0; from < rows.length; from += PART) {
    const part = rows.slice(from, from + PART).map((row): SqlRow => ({ row: row.id, op: row.kind, atUs: row.atUs, cells: cellsOf(row, result) }));
    records.push({ kind: 'sql-rows', id: `sql-rows/${tty}/${from / PART}`, tty, part: from / PART, rows: part });
  }
  return records;
}
