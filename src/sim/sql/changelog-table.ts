// The table that a query's changelog makes, change by change: what the SQL client's table mode shows (MaterializedCollectStreamResult), with each row kept in its place.
import type { RowKind, StreamRecord } from '../flink/record.ts';
import type { Row } from './value.ts';

/** A row of the table: who put it there last, and when that came. */
export interface TableRow {
  /** Stays the row's while it is updated. */
  readonly id: number;
  readonly row: Row;
  readonly kind: RowKind;
  readonly atUs: number;
}

export interface ChangelogTable {
  /** In order of coming; null where one has gone. */
  readonly slots: (TableRow | null)[];
  /** Where equal rows stand, by their texts; the last is taken first, as Flink's client does. */
  readonly places: Map<string, number[]>;
  size: number;
  nextId: number;
  /** The place and id of the row that the update under way has taken out. */
  hole: { readonly place: number; readonly id: number } | null;
}

/** Empty, or with rows that a longer changelog left behind. */
export function newChangelogTable(rows: readonly TableRow[] = []): ChangelogTable {
  const table: ChangelogTable = { slots: [], places: new Map(), size: 0, nextId: 0, hole: null };
  for (const row of rows) {
    put(table, table.slots.length, row);
    table.nextId = Math.max(table.nextId, row.id + 1);
  }
  return table;
}

/** Takes a change in. A row that is taken out and is not there (its change is no longer known) changes nothing. */
export function change(table: ChangelogTable, { kind, row }: StreamRecord, atUs: number): void {
  switch (kind) {
    case '+I': return put(table, table.slots.length, { id: table.nextId++, row, kind, atUs });
    case '+U': {
      const { place, id } = table.hole ?? { place: table.slots.length, id: table.nextId++ };
      table.hole = null;
      return put(table, place, { id, row, kind, atUs });
    }
    case '-U': case '-D': {
      const taken = take(table, row);
      table.hole = kind === '-U' ? taken : null;
      return compact(table);
    }
  }
}

const textOf = (row: Row): string => JSON.stringify(row);

function put(table: ChangelogTable, place: number, row: TableRow): void {
  table.slots[place] = row;
  table.size += 1;
  const text = textOf(row.row);
  const known = table.places.get(text);
  if (known === undefined) table.places.set(text, [place]);
  else known.push(place);
}

function take(table: ChangelogTable, row: Row): ChangelogTable['hole'] {
  const text = textOf(row);
  const known = table.places.get(text);
  const place = known?.pop();
  if (known === undefined || place === undefined) return null;
  if (known.length === 0) table.places.delete(text);
  const id = table.slots[place]?.id ?? table.nextId++;
  table.slots[place] = null;
  table.size -= 1;
  return { place, id };
}

/** Places of rows that have gone are given up once they are more than the rows that stand. */
function compact(table: ChangelogTable): void {
  const { slots, places } = table;
  if (table.hole !== null || slots.length < 64 || slots.length < table.size * 2) return;
  const left = slots.filter((row) => row !== null);
  slots.length = 0;
  places.clear();
  table.size = 0;
  for (const row of left) put(table, slots.length, row);
}

/** The first rows of the table. */
export function firstRows({ slots }: ChangelogTable, most: number): readonly TableRow[] {
  const rows: TableRow[] = [];
  for (const row of slots) {
    if (rows.length >= most) break;
    if (row !== null) rows.push(row);
  }
  return rows;
}
