// What can never be true, and what is left where no row comes: conditions simplified as RexSimplify does with UNKNOWN as FALSE, and Calcite's PruneEmptyRules.
import { callRex, literal, type Rex } from '../expr/rex.ts';
import type { Rel } from '../query/rel.ts';
import * as t from '../type/logical-type.ts';
import { coversAll, meeting, testOf } from './explain-search.ts';
import { columnsOf, conjuncts, isChanging, isNever, mapInputs } from './rels.ts';
import { same } from '../same.ts';

/** So many parts of a condition are held against each other. */
const MOST_COMPARED = 100;

const COMPARED = new Set(['=', '<>', '<', '<=', '>', '>=']);
const isNull = (rex: Rex): boolean => rex.kind === 'literal' && rex.value === null;
const isUnknown = (rex: Rex): boolean => isNull(rex) || (rex.kind === 'call' && COMPARED.has(rex.name) && rex.args.some(isNull));

/** The parts of a condition that are left to ask; null where no row meets all. */
export function asked(parts: readonly Rex[]): readonly Rex[] | null {
  const left: Rex[] = [];
  for (const part of parts.map(wanted)) {
    if (part === null || isNever(part)) return null;
    left.push(...conjuncts(part));
  }
  // A NOT IN of thousands is asked as it stands: to hold each part against all others would take for ever.
  if (left.length > MOST_COMPARED) return left;
  return left.some((part) => contradicts(part, left)) ? null : withoutImplied(left);
}

/** One part of a condition; null where it is never true. */
function wanted(rex: Rex): Rex | null {
  if (isUnknown(rex) || isNever(rex)) return null;
  if (rex.kind !== 'call') return rex;
  const [of, other] = rex.args;
  if (of === undefined) return rex;
  switch (rex.name) {
    case 'IS NULL': return of.kind === 'input' && !of.type.nullable ? null : rex;
    case 'IS NOT NULL': return of.kind === 'input' && !of.type.nullable ? literal(true, t.notNull(t.BOOLEAN)) : rex;
    case '=': return of.kind === 'input' && other !== undefined && same(of, other) && !isChanging(of) ? literal(true, t.notNull(t.BOOLEAN)) : rex;
    case 'NOT': return of.kind === 'call' && of.name === 'OR' && of.args.some(isUnknown) ? null : rex;
    case 'OR': return either(rex);
    default: return rex;
  }
}

/** An OR without what is never true; where its parts leave out no value, NULL alone is asked about. */
function either(rex: Extract<Rex, { kind: 'call' }>): Rex | null {
  const parts = rex.args.filter((arg) => asked(conjuncts(arg)) !== null);
  // Of two that leave out no value each has an open end; a long IN has none.
  const tests = parts.flatMap((part) => testOf(part) ?? []).filter(({ sarg }) => sarg.ranges.some(({ from, to }) => from === null || to === null));
  for (const [i, a] of tests.entries()) {
    for (const b of tests.slice(i + 1)) if (a.column.index === b.column.index && coversAll(a, b)) return a.column.type.nullable ? callRex('IS NOT NULL', [a.column], t.notNull(t.BOOLEAN)) : literal(true, t.notNull(t.BOOLEAN));
  }
  const [only] = parts;
  return only === undefined ? null : parts.length === 1 ? only : parts.length === rex.args.length ? rex : { ...rex, args: parts };
}

/** Whether a part can't be true beside the others: its column has no value left, or must be NULL. */
function contradicts(part: Rex, all: readonly Rex[]): boolean {
  const test = testOf(part);
  if (test === null) return false;
  const tests = all.flatMap((other) => testOf(other) ?? []).filter((other) => other.column.index === test.column.index);
  return meeting(tests).length === 0 || all.some((other) => other.kind === 'call' && other.name === 'IS NULL' && other.args[0]?.kind === 'input' && other.args[0].index === test.column.index);
}

/** Tests of a column without those that the others of it imply. */
function withoutImplied(parts: readonly Rex[]): readonly Rex[] {
  const kept = [...parts];
  for (const part of parts) {
    const test = testOf(part);
    const all = test === null ? [] : kept.flatMap((other) => testOf(other) ?? []).filter((other) => other.column.index === test.column.index);
    if (test === null || all.length < 2) continue;
    const others = all.filter((other) => !same(other, test));
    if (others.length > 0 && same(meeting(others), meeting(all))) kept.splice(kept.indexOf(part), 1);
  }
  return kept;
}

const isEmpty = (rel: Rel): boolean => rel.kind === 'values' && rel.rows.length === 0;

/** A query without the parts through which no row comes. */
export function withoutEmpty(rel: Rel): Rel {
  const below = mapInputs(rel, withoutEmpty);
  const nothing: Rel = { kind: 'values', rows: [], fields: below.fields };
  switch (below.kind) {
    // Where only rows count the columns below stay.
    case 'project': return isEmpty(below.input) ? (below.exprs.length === 0 ? below.input : nothing) : below;
    case 'filter': return isEmpty(below.input) ? nothing : below;
    case 'sort': return isEmpty(below.input) || below.limit === 0 ? nothing : below;
    case 'aggregate': return isEmpty(below.input) && below.groups.length > 0 && below.sets.length === 1 ? nothing : below;
    case 'join': return emptyJoin(below, nothing);
    case 'set': {
      const inputs = below.inputs.filter((one) => !isEmpty(one));
      const [only] = inputs;
      if (below.operator !== 'UNION' || inputs.length === below.inputs.length) return below;
      return only === undefined ? nothing : inputs.length === 1 && below.all ? { ...only, fields: only.fields.map((field, i) => ({ ...field, name: below.fields[i]?.name ?? field.name })) } : { ...below, inputs };
    }
    default: return below;
  }
}

function emptyJoin(rel: Extract<Rel, { kind: 'join' }>, nothing: Rel): Rel {
  const [left, right] = [isEmpty(rel.left), isEmpty(rel.right)];
  if (!left && !right) return rel;
  const width = rel.left.fields.length;
  const nulls = (from: number, to: number): readonly Rex[] => rel.fields.slice(from, to).map((field) => literal(null, t.withNull(field.type, true)));
  switch (rel.join) {
    case 'INNER': case 'SEMI': return nothing;
    case 'ANTI': return left ? nothing : rel.left;
    case 'LEFT': return left ? nothing : { kind: 'project', input: rel.left, exprs: [...columnsOf(rel.left.fields), ...nulls(width, rel.fields.length)], fields: rel.fields };
    case 'RIGHT': return right ? nothing : { kind: 'project', input: rel.right, exprs: [...nulls(0, width), ...columnsOf(rel.right.fields)], fields: rel.fields };
    case 'FULL': return rel;
  }
}
