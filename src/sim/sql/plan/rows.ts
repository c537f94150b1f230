// VALUES: constants are one list of rows; where something is computed each row is a projection of its own, and their union is the table.
import { type Rex, rewrite } from '../expr/rex.ts';
import type { Rel } from '../query/rel.ts';
import type { Field } from '../type/logical-type.ts';
import { calciteForm } from './explain-form.ts';

type Project = Extract<Rel, { kind: 'project' }>;
type Rows = Extract<Rel, { kind: 'set' }>;

/** A constant, its cast to the column's type included; null for anything else and for NULL. */
export function constantOf(rex: Rex): Extract<Rex, { kind: 'literal' }> | null {
  const form = calciteForm(rex, true);
  return form.kind === 'literal' && form.value !== null ? form : null;
}

/** The rows of VALUES, null for any other relation. */
export function rowsOf(rel: Rel): readonly Project[] | null {
  if (rel.kind === 'project' && rel.rows !== undefined) return [rel];
  if (rel.kind !== 'set' || rel.rows === undefined) return null;
  return rel.inputs.flatMap((one) => (one.kind === 'project' ? [one] : []));
}

/** Whether VALUES has constants alone. */
export function isList(rel: Rel): boolean {
  return (rel.kind === 'project' || rel.kind === 'set') && rel.rows === 'literals' && rowsOf(rel)?.every((row) => row.exprs.length > 0 && row.exprs.every((rex) => constantOf(rex) !== null)) === true;
}

/** What computed rows call their columns, whatever they are named by those above. */
export const rowFields = (fields: readonly Field[]): readonly Field[] => fields.map((field, i) => ({ ...field, name: `EXPR$${i}` }));

/** VALUES of some columns of a table: each row has NULL in the others (PreValidateReWriter). */
export function spreadRows(rel: Project, rows: Rows): Rel {
  const fields = rowFields(rel.fields);
  const over = (rex: Rex, row: Rel): Rex => (row.kind === 'project' ? rewrite(rex, (node) => (node.kind === 'input' ? (row.exprs[node.index] ?? node) : node)) : rex);
  return { kind: 'set', operator: 'UNION', all: true, rows: 'computed', fields, inputs: rows.inputs.map((row) => ({ kind: 'project', input: row.kind === 'project' ? row.input : row, exprs: rel.exprs.map((rex) => over(rex, row)), fields })) };
}

/** What INSERT writes: rows of some columns are spread. */
export function insertedRows(rel: Rel): Rel {
  if (rel.kind !== 'project') return rel;
  const below = insertedRows(rel.input);
  return below.kind === 'set' && below.rows !== undefined && rel.exprs.some((rex) => rex.kind === 'literal') ? spreadRows(rel, below) : { ...rel, input: below };
}
