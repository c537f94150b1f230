// The table that a query's changes make, as the SQL client materialises it (MaterializedCollectStreamResult): new rows at the end, the newest equal row goes first.
import type { StreamRecord } from '../../../../flink/record.ts';
import { freeze } from '../../../../kernel/freeze.ts';
import type { Row } from '../../../../sql/value.ts';

/** Rows in frozen chunks, so that snapshots share them. */
export type Chunks = readonly (readonly Row[])[];

const CHUNK = 256;

export function countRows(chunks: Chunks): number {
  return chunks.reduce((sum, chunk) => sum + chunk.length, 0);
}

/** The table after these changes; of more than `most` rows the oldest are forgotten. */
export function changed(chunks: Chunks, records: readonly StreamRecord[], most: number): Chunks {
  const all = [...chunks];
  const open = new Set<readonly Row[]>();
  const last = (): Row[] => {
    const end = all.at(-1);
    if (end !== undefined && open.has(end)) return (end as Row[]).length < CHUNK ? (end as Row[]) : push([]);
    return end === undefined || end.length >= CHUNK ? push([]) : push([...end], all.length - 1);
  };
  const push = (chunk: Row[], at = all.length): Row[] => {
    all[at] = chunk;
    open.add(chunk);
    return chunk;
  };
  for (const { kind, row } of records) {
    if (kind === '+I' || kind === '+U') last().push(row);
    else remove(all, open, row);
  }
  let surplus = countRows(all) - most;
  while (surplus > 0) {
    const first = all.shift() ?? [];
    if (first.length > surplus) all.unshift(first.slice(surplus));
    surplus -= first.length;
  }
  return freeze(all.filter((chunk) => chunk.length > 0));
}

function remove(all: (readonly Row[])[], open: Set<readonly Row[]>, row: Row): void {
  const text = JSON.stringify(row);
  for (let at = all.length - 1; at >= 0; at -= 1) {
    const chunk = all[at] ?? [];
    const found = chunk.findLastIndex((one) => one === row || (one[0] === row[0] && JSON.stringify(one) === text) || (typeof one[0] === 'object' && JSON.stringify(one) === text));
    if (found === -1) continue;
    const left = open.has(chunk) ? (chunk as Row[]) : [...chunk];
    left.splice(found, 1);
    open.add(left);
    all[at] = left;
    return;
  }
}

/** Page `page` (1 is the first) of so many rows a page. */
export function pageOf(chunks: Chunks, page: number, size: number): readonly Row[] {
  const [from, to] = [(page - 1) * size, page * size];
  const rows: Row[] = [];
  let at = 0;
  for (const chunk of chunks) {
    if (at + chunk.length > from && at < to) rows.push(...chunk.slice(Math.max(0, from - at), to - at));
    at += chunk.length;
    if (at >= to) break;
  }
  return rows;
}
