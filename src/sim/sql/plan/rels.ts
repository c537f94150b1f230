// Small tools for rewriting relations and expressions: conjunctions, substitution, projections that vanish.
import { callRex, input, literal, type Rex, rewrite } from '../expr/rex.ts';
import type { Rel } from '../query/rel.ts';
import { same } from '../same.ts';
import * as t from '../type/logical-type.ts';
import type { Field } from '../type/logical-type.ts';

export const TRUE: Rex = literal(true, t.notNull(t.BOOLEAN));

export const isTrue = (rex: Rex): boolean => rex.kind === 'literal' && rex.value === true;
export const isNever = (rex: Rex): boolean => rex.kind === 'literal' && rex.value !== true && (rex.type.kind === 'BOOLEAN' || rex.type.kind === 'NULL');

/** The parts that AND holds together; none for TRUE. */
export function conjuncts(rex: Rex): readonly Rex[] {
  if (rex.kind === 'call' && rex.name === 'AND') return rex.args.flatMap(conjuncts);
  return isTrue(rex) ? [] : [rex];
}

/** All of them; TRUE for none. Each stands once. */
export function allOf(parts: readonly Rex[]): Rex {
  const flat = parts.flatMap(conjuncts);
  const once = flat.filter((part, i) => flat.findIndex((other) => same(other, part)) === i);
  const [first = TRUE] = once;
  return once.length <= 1 ? first : callRex('AND', once, t.withNull(t.BOOLEAN, once.some((part) => part.type.nullable)));
}

/** Columns replaced by the expressions behind them. */
export function substitute(rex: Rex, columns: readonly Rex[]): Rex {
  return rewrite(rex, (node) => (node.kind === 'input' ? (columns[node.index] ?? node) : node));
}

/** The columns of a relation as expressions over it, counted from `from`. */
export function columnsOf(fields: readonly Field[], from = 0): readonly Rex[] {
  return fields.map((field, i) => input(i + from, field.type));
}

const CHANGING = new Set(['RAND', 'RAND_INTEGER', 'UUID', 'CURRENT_WATERMARK', 'CURRENT_ROW_TIMESTAMP']);

/** Whether an expression gives something else each time, so that it must not be asked twice. */
export function isChanging(rex: Rex): boolean {
  if (rex.kind === 'call') return CHANGING.has(rex.name) || rex.args.some(isChanging);
  return rex.kind === 'query' && rex.args.some(isChanging);
}

/** Whether it holds the columns as they are, all and in order. */
export function isIdentity(exprs: readonly Rex[], width: number): boolean {
  return exprs.length === width && exprs.every((rex, i) => rex.kind === 'input' && rex.index === i);
}

export function project(of: Rel, exprs: readonly Rex[], fields: readonly Field[]): Rel {
  if (isIdentity(exprs, of.fields.length)) return { ...of, fields };
  return { kind: 'project', input: of, exprs, fields };
}

export function filter(of: Rel, condition: Rex): Rel {
  if (isTrue(condition)) return of;
  if (of.kind === 'filter') return { ...of, condition: allOf([of.condition, condition]) };
  return { kind: 'filter', input: of, condition, fields: of.fields };
}

/** Fields that an outer join makes of a side that may be missing. */
export function nullable(fields: readonly Field[]): readonly Field[] {
  return fields.map((field) => ({ ...field, type: t.withNull(field.type, true) }));
}

/** Names that occur twice get a number, as Calcite's join does: `id`, `id0`. */
export function uniqueNames(fields: readonly Field[]): readonly Field[] {
  const used = new Set<string>();
  return fields.map((field) => {
    let { name } = field;
    for (let n = 0; used.has(name); n++) name = `${field.name}${n}`;
    used.add(name);
    return name === field.name ? field : { ...field, name };
  });
}

/** The relation with its inputs replaced, from the leaves up. */
export function mapInputs(rel: Rel, by: (rel: Rel) => Rel): Rel {
  switch (rel.kind) {
    case 'scan': case 'values': case 'unnest': return rel;
    case 'join': case 'correlate': case 'temporal join': return { ...rel, left: by(rel.left), right: by(rel.right) };
    case 'set': return { ...rel, inputs: rel.inputs.map(by) };
    default: return { ...rel, input: by(rel.input) };
  }
}
