// The order of rows that ORDER BY asks for.
import { comparator } from '../expr/compare.ts';
import type { LogicalType } from '../type/logical-type.ts';
import type { Row } from '../value.ts';
import type { SortKey } from './rel.ts';

/** The order that sort keys ask for. */
export function rowOrder(keys: readonly SortKey[], types: readonly LogicalType[]): (a: Row, b: Row) => number {
  const orders = keys.map((key) => {
    const type = types[key.index];
    return { ...key, compare: type === undefined ? () => 0 : comparator(type) };
  });
  return (a, b) => {
    for (const { index, descending, nullsFirst, compare } of orders) {
      const [x, y] = [a[index] ?? null, b[index] ?? null];
      if (x === null || y === null) {
        if (x === y) continue;
        return (x === null) === nullsFirst ? -1 : 1;
      }
      const order = compare(x, y);
      if (order !== 0) return descending ? -order : order;
    }
    return 0;
  };
}
