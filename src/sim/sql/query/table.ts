// A table of the catalog as a relation: what is read, the columns that are computed, the watermark.
import type { Hint } from '../parser/ast.ts';
import { input, type Rex } from '../expr/rex.ts';
import { attempt, invalid, refused, SqlError } from '../problem.ts';
import * as t from '../type/logical-type.ts';
import type { Field } from '../type/logical-type.ts';
import { bind } from '../validate/expression.ts';
import { type Binding, scopeOf } from '../validate/scope.ts';
import type { TableEntry } from './catalog.ts';
import type { Rel } from './rel.ts';

const bindingOver = (fields: readonly Field[]): Binding => ({ scope: scopeOf(fields, ''), query: () => { throw invalid('A column is computed without queries'); }, replace: null, isFunction: () => false });

/** Columns of the primary key hold no NULL. */
const keyed = (table: TableEntry, name: string, type: t.LogicalType): t.LogicalType => (isInKey(table, name) ? t.notNull(type) : type);

const isInKey = (table: TableEntry, name: string): boolean => table.primaryKey?.columns.includes(name) === true || table.columns.some((column) => column.kind === 'physical' && column.name === name && column.primaryKey);

/** What the connector gives: physical and metadata columns. */
export function sourceFields(table: TableEntry): readonly Field[] {
  return table.columns.flatMap((column): Field[] => (column.kind === 'computed' ? [] : [{ name: column.name, type: keyed(table, column.name, column.type) }]));
}

/** All columns with their types, the time attributes marked. */
export function tableFields(table: TableEntry): readonly Field[] {
  return tableRel(['', '', ''], table, []).fields;
}

/** Tables as they were bound last, by their entries, which never change; without hints. */
const bound = new WeakMap<TableEntry, { readonly path: string; readonly rel: Rel }>();

export function tableRel(path: readonly [string, string, string], table: TableEntry, hints: readonly Hint[]): Rel {
  if (hints.length > 0) return freshRel(path, table, hints);
  const known = bound.get(table);
  const text = path.join('\u0000');
  if (known?.path === text) return known.rel;
  const rel = freshRel(path, table, hints);
  bound.set(table, { path: text, rel });
  return rel;
}

function freshRel(path: readonly [string, string, string], table: TableEntry, hints: readonly Hint[]): Rel {
  const options = Object.assign({}, ...hints.filter((hint) => hint.name.toUpperCase() === 'OPTIONS').map((hint) => hint.options)) as Record<string, string>;
  const read = sourceFields(table);
  const key = read.flatMap((field, i) => (isInKey(table, field.name) ? [i] : []));
  const scan: Rel = { kind: 'scan', table: path, hints: options, ...(key.length === 0 ? {} : { key }), fields: read };
  const computed = table.columns.some((column) => column.kind === 'computed') ? project(scan, table) : scan;
  const { watermark } = table;
  if (watermark === null) return computed;
  const [name = ''] = watermark.column;
  const time = computed.fields.findIndex((field) => field.name === name);
  const field = computed.fields[time];
  if (field === undefined) throw refused(`Invalid expression for watermark '${name}'`, watermark.at);
  const rex = named(() => bind(watermark.of, bindingOver(computed.fields)));
  if (!t.isTimestamp(field.type) || ('precision' in field.type && field.type.precision > 3)) {
    throw refused(`Invalid data type of time field for watermark definition. The field must be of type TIMESTAMP(p) or TIMESTAMP_LTZ(p), the supported precision 'p' is from 0 to 3, but the time field type is ${t.summary(field.type)}`, watermark.at);
  }
  if (!t.isTimestamp(rex.type)) {
    throw refused(`Invalid data type of expression for watermark definition. The field must be of type TIMESTAMP(p) or TIMESTAMP_LTZ(p), the supported precision 'p' is from 0 to 3, but the watermark expression type is ${t.summary(rex.type)}`, watermark.at);
  }
  const fields = computed.fields.map((one, i) => (i === time && (one.type.kind === 'TIMESTAMP' || one.type.kind === 'TIMESTAMP_LTZ') ? { ...one, type: { ...one.type, attribute: 'ROWTIME' as const } } : one));
  return { kind: 'watermark', input: computed, time, watermark: rex, fields };
}

/** A definition's expression that names no column of the table has its own words for it. */
function named<T>(run: () => T): T {
  const result = attempt(run);
  if (result.ok) return result.value;
  const { exception, message, at, phase } = result.problem;
  const unknown = /^Column '(.*)' not found in any table$/.exec(message);
  throw new SqlError(exception, unknown === null ? message : `Unknown identifier '${unknown[1] ?? ''}'`, at, phase);
}

function project(scan: Rel, table: TableEntry): Rel {
  const binding = bindingOver(scan.fields);
  const fields: Field[] = [];
  const exprs = table.columns.map((column): Rex => {
    const at = scan.fields.findIndex((field) => field.name === column.name);
    const rex = column.kind === 'computed' ? named(() => bind(column.of, binding)) : input(at, scan.fields[at]?.type ?? t.NULL);
    fields.push({ name: column.name, type: rex.type });
    return rex;
  });
  return { kind: 'project', input: scan, exprs, fields };
}
