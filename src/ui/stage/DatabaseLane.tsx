// A database's lane: a card for each table, with how many rows it has and its newest ones.
import type { TableView } from '../../bridge/engine-records.ts';
import { m } from '../paraglide/messages.js';
import { useRecord } from '../store/world.ts';
import { number } from '../words/numbers.ts';
import { EngineHead } from './EngineHead.tsx';
import type { EnginePlace } from './engine-layout.ts';
import { ResultTable } from './ResultTable.tsx';

const GAP = 12;
/** A card is no narrower than this. */
const NARROWEST = 240;
const ROWS = 3;

export function DatabaseLane({ place }: { readonly place: EnginePlace }): React.ReactNode {
  const database = useRecord('database', place.id);
  if (database === undefined) return null;
  const { lane } = place;
  const shown = database.tables.slice(0, Math.max(1, Math.floor((lane.width + GAP) / (NARROWEST + GAP))));
  const width = (lane.width - GAP * (shown.length - 1)) / Math.max(1, shown.length);
  return (
    <>
      <EngineHead record={database} place={place} right={m.database_changes({ inserts: number(database.inserts), updates: number(database.updates), deletes: number(database.deletes) })} />
      {shown.map((table, at) => <ResultTable key={table.name} lines={linesOf(table)} title={`${table.name} · ${m.database_rows({ count: number(table.rows) })}`} x={lane.x + at * (width + GAP)} y={lane.y} width={width} height={lane.height - 4} />)}
    </>
  );
}

/** Columns under each other, the newest rows last. */
function linesOf({ columns, lines }: TableView): string[] {
  const rows = [columns, ...lines.slice(-ROWS)];
  const widths = columns.map((_, at) => Math.max(...rows.map((cells) => (cells[at] ?? '').length)));
  return rows.map((cells) => `|${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('|')}|`);
}
