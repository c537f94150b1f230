// The tables of the small database: rows by their primary key; an upsert of a key that is there replaces its row, so that it can be repeated.
import type { DatabaseSpec } from '../../../bridge/engines.ts';
import { freeze } from '../../kernel/freeze.ts';
import type { Cell } from '../micro-batch/row.ts';

export interface StoredRow {
  /** Of its primary key; a number of its own in a table without one. */
  readonly id: string;
  readonly cells: readonly Cell[];
}

/** Frozen. */
export interface StoredTable {
  readonly name: string;
  readonly columns: readonly string[];
  readonly primaryKey: readonly string[];
  /** In the order in which they were inserted. */
  readonly rows: readonly StoredRow[];
  readonly inserted: number;
}

/** What is done to a table: by names of columns. */
export interface WriteRow {
  readonly do: 'insert' | 'upsert' | 'delete';
  readonly values: Readonly<Record<string, Cell>>;
}

export interface WriteCounts {
  readonly inserts: number;
  readonly updates: number;
  readonly deletes: number;
}

export type Written = { readonly table: StoredTable; readonly counts: WriteCounts } | { readonly problem: string };

/** Rows of a table, at most; a database of the course needs no more. */
const MOST_ROWS = 20_000;

export function emptyTables({ tables }: DatabaseSpec): readonly StoredTable[] {
  return freeze(tables.map(({ name, columns, primaryKey }) => ({ name, columns: [...columns], primaryKey: [...primaryKey], rows: [], inserted: 0 })));
}

/** All of these writes, or none where one is refused, in PostgreSQL's words. */
export function write(table: StoredTable, writes: readonly WriteRow[]): Written {
  const rows = new Map(table.rows.map((row) => [row.id, row]));
  let { inserted } = table;
  const counts = { inserts: 0, updates: 0, deletes: 0 };
  for (const { do: what, values } of writes) {
    const unknown = Object.keys(values).find((name) => !table.columns.includes(name));
    if (unknown !== undefined) return { problem: `ERROR: column "${unknown}" of relation "${table.name}" does not exist` };
    const missing = table.primaryKey.find((name) => (values[name] ?? null) === null);
    if (missing !== undefined) return { problem: `ERROR: null value in column "${missing}" of relation "${table.name}" violates not-null constraint` };
    if (what === 'upsert' && table.primaryKey.length === 0) return { problem: 'ERROR: there is no unique or exclusion constraint matching the ON CONFLICT specification' };
    const id = table.primaryKey.length === 0 ? String(inserted) : JSON.stringify(table.primaryKey.map((name) => values[name] ?? null));
    if (what === 'delete') {
      if (rows.delete(id)) counts.deletes += 1;
      continue;
    }
    const known = rows.get(id);
    if (known !== undefined && what === 'insert') return { problem: `ERROR: duplicate key value violates unique constraint "${table.name}_pkey"` };
    if (known === undefined && rows.size >= MOST_ROWS) return { problem: `ERROR: could not extend file: table "${table.name}" holds ${MOST_ROWS} rows` };
    rows.set(id, { id, cells: table.columns.map((name, at) => (Object.hasOwn(values, name) ? (values[name] ?? null) : (known?.cells[at] ?? null))) });
    if (known === undefined) {
      counts.inserts += 1;
      inserted += 1;
    } else counts.updates += 1;
  }
  return { table: freeze({ ...table, rows: [...rows.values()], inserted }), counts };
}
