// The rows that UNNEST makes of a collection: an array's elements, a map's entries, a multiset's elements as often as they are there.
import type { LogicalType } from '../type/logical-type.ts';
import { entriesOf, listOf, type Row, type Value } from '../value.ts';

/** What makes rows of a collection of this type; `width` counts their columns without the ordinal number. */
export function elementsOf(type: LogicalType, width: number, ordinality: boolean): (collection: Value) => readonly Row[] {
  const rows = rowsOf(type, width);
  return ordinality ? (collection) => rows(collection).map((row, i) => [...row, i + 1]) : rows;
}

function rowsOf(type: LogicalType, width: number): (collection: Value) => readonly Row[] {
  const isRow = (type.kind === 'ARRAY' || type.kind === 'MULTISET') && type.element.kind === 'ROW';
  const nulls = Array.from({ length: width }, () => null);
  const one = (item: Value): Row => (isRow ? (item === null ? nulls : listOf(item)) : [item]);
  if (type.kind === 'MAP') return (value) => entriesOf(value).map(([key, entry]) => [key, entry]);
  if (type.kind === 'MULTISET') return (value) => entriesOf(value).flatMap(([item, count]) => Array.from({ length: Number(count) }, () => one(item)));
  return (value) => listOf(value).map(one);
}
