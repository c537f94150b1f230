// What changed between two projections: the records to put, and the ids that are gone.
import type { WorldRecord } from '../bridge/records.ts';

/** Records by id. */
export type Records = ReadonlyMap<string, WorldRecord>;

export interface Diff {
  readonly put: readonly WorldRecord[];
  readonly removed: readonly string[];
}

export function diff(before: Records, after: Records): Diff {
  const put: WorldRecord[] = [];
  for (const [id, record] of after) {
    const known = before.get(id);
    if (known === undefined || !isSame(known, record)) put.push(record);
  }
  const removed: string[] = [];
  for (const id of before.keys()) if (!after.has(id)) removed.push(id);
  return { put, removed };
}

/** Whether two pieces of plain data say the same. */
export function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((each, index) => isSame(each, b[index]));
  if (Array.isArray(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => isSame(Reflect.get(a, key), Reflect.get(b, key)));
}
