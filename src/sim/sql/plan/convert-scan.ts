// A table that is read: the source, its columns, and the normalisation of a changelog of upserts.
import type { Rel } from '../query/rel.ts';
import * as t from '../type/logical-type.ts';
import { calc } from './calc.ts';
import { primaryKeyOf } from './keys.ts';
import { exchange, make } from './node.ts';
import type { Physical } from './physical.ts';
import type { PlanSession } from './plan.ts';
import { planError, sourceOf } from './tables.ts';
import { inputsOf, literal, shiftInputs } from '../expr/rex.ts';
import { declaredColumns } from './metadata.ts';

/** The scan of a table; `columns` are those that are read, null for all. */
export function convertScan(rel: Extract<Rel, { kind: 'scan' }>, columns: readonly number[] | null, session: PlanSession): Physical {
  const { request, source } = sourceOf(rel.table, rel.hints, session);
  const { changes } = source;
  const key = primaryKeyOf(request.entry);
  if (changes.updateAfter && !changes.updateBefore && key === null) {
    throw planError(`Table '${rel.table.join('.')}' produces a changelog stream contains UPDATE_AFTER but no UPDATE_BEFORE, this requires to define primary key constraint on the table.`);
  }
  const keyColumns = (key ?? []).map((name) => request.fields.findIndex((field) => field.name === name));
  const declared = declaredColumns(request.entry);
  const exprs = columns === null ? declared : columns.map((column) => declared[column] ?? literal(null, t.NULL));
  const isUpsert = changes.updateAfter && !changes.updateBefore;
  const hasDuplicates = session.settings['table.exec.source.cdc-events-duplicate'] === 'true' && key !== null && (changes.updateAfter || changes.delete);
  const normalizes = isUpsert || hasDuplicates;
  // What normalises needs the key's columns.
  const read = [...new Set(exprs.flatMap(inputsOf))];
  const wanted = columns === null ? null : normalizes ? [...read, ...keyColumns.filter((column) => !read.includes(column))] : read;
  const isAll = wanted === null || (wanted.length === request.fields.length && wanted.every((column, i) => column === i));
  const pushes = source.pushesProjection && !isAll;
  const scanned = pushes ? wanted.map((column) => request.fields[column] ?? { name: '', type: t.NULL }) : request.fields;
  const scan = make({ kind: 'TableSourceScan', request, source, pushed: { columns: pushes ? wanted : null, watermark: null, limit: null } }, [], scanned);
  const place = (column: number): number => (pushes ? wanted.indexOf(column) : column);
  const whole = normalizes ? normalized(scan, keyColumns.map(place)) : scan;
  return calc(whole, exprs.map((rex) => shiftInputs(rex, place)), null, columns === null ? rel.fields : columns.flatMap((column) => rel.fields[column] ?? []));
}

/** A whole changelog of one that says only what is new for a key. */
function normalized(scan: Physical, key: readonly number[]): Physical {
  return make({ kind: 'ChangelogNormalize', key, condition: null }, [exchange(scan, key)], scan.fields);
}
