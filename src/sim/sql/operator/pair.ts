// Rows of two sides as one: joined, filled up with NULL, and what a join's condition says of them.
import { compileCondition } from '../expr/compile.ts';
import type { Env } from '../expr/env.ts';
import type { Rex } from '../expr/rex.ts';
import type { Row } from '../value.ts';

export interface Pairing {
  /** The row of both, null where the condition does not hold. */
  both(left: Row, right: Row): Row | null;
  /** The left row beside NULLs. */
  leftAlone(left: Row): Row;
  rightAlone(right: Row): Row;
}

const nulls = (width: number): Row => Object.freeze(Array.from({ length: width }, () => null));

export function pairing(condition: Rex | null, leftWidth: number, rightWidth: number, ask: Env): Pairing {
  const holds = condition === null || (condition.kind === 'literal' && condition.value === true) ? null : compileCondition(condition);
  const [noLeft, noRight] = [nulls(leftWidth), nulls(rightWidth)];
  return {
    both(left, right) {
      const row = [...left, ...right];
      return holds === null || holds(row, ask) ? row : null;
    },
    leftAlone: (left) => [...left, ...noRight],
    rightAlone: (right) => [...noLeft, ...right],
  };
}

/** Whether a key that must not be NULL is (NullAwareJoinHelper, JoinConditionWithNullFilters). */
export function nullKey(columns: readonly number[], filterNulls: readonly boolean[]): (row: Row) => boolean {
  const strict = columns.filter((_column, i) => filterNulls[i] ?? true);
  if (strict.length === 0) return () => false;
  return (row) => strict.some((column) => (row[column] ?? null) === null);
}
