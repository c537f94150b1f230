// What operators over changelogs ask of rows again and again: whether one is taken back, and whether two are the same.
import type { RowKind } from '../../flink/record.ts';
import type { Row, Value } from '../value.ts';

/** -U and -D take a row back; +I and +U bring one (RowDataUtil). */
export function isRetraction(kind: RowKind): boolean {
  return kind === '-U' || kind === '-D';
}

/** Values in their one form are equal where they look equal; NULL equals NULL, and NaN itself. */
export function sameValue(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (typeof a === 'number' && typeof b === 'number') return Number.isNaN(a) && Number.isNaN(b);
  if (!Array.isArray(a) || !Array.isArray(b)) return false;
  return sameRow(a as Row, b as Row);
}

export function sameRow(a: Row, b: Row): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (!sameValue(a[i] ?? null, b[i] ?? null)) return false;
  return true;
}
