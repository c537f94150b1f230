// The condition of a selection taken apart, so that few records must be asked: what looks at the record alone, what can be looked up, what need not be asked of each.
import type { Expression } from './expression.ts';

/** A field of the record that must be the same as something that does not look at the record. */
export interface Lookup {
  readonly field: string;
  readonly key: string | null;
  readonly same: Expression;
}

/** All of these together are the condition. */
export interface Conjuncts {
  /** They look at nothing but the record: what they pick of a list is the same whenever it is asked. */
  readonly alone: readonly Expression[];
  /** They do not look at the record. */
  readonly outside: readonly Expression[];
  readonly lookup: Lookup | null;
  readonly rest: readonly Expression[];
}

const known = new WeakMap<Expression, Conjuncts | null>();

/** Null where a condition looks at time: it must be asked of each record at each look, in its order. */
export function conjunctsOf(where: Expression): Conjuncts | null {
  let found = known.get(where);
  if (found === undefined) known.set(where, (found = takenApart(where)));
  return found;
}

function takenApart(where: Expression): Conjuncts | null {
  if (any(where, (one) => TIMED.has(one.kind))) return null;
  const all = partsOf(where);
  const alone = all.filter((one) => isAlone(one));
  const others = all.filter((one) => !isAlone(one));
  const outside = others.filter((one) => !looksAt(one, 0));
  const inside = others.filter((one) => looksAt(one, 0));
  const lookups = inside.map((one) => lookupOf(one));
  const at = lookups.findIndex((one) => one !== null);
  return { alone, outside, lookup: lookups[at] ?? null, rest: inside.filter((_one, index) => index !== at) };
}

const TIMED: ReadonlySet<Expression['kind']> = new Set(['eventually', 'never', 'for', 'grew', 'moment']);

const SELECTING: ReadonlySet<Expression['kind']> = new Set(['count', 'exists', 'all', 'sum', 'min', 'max', 'the']);

/** What is joined by `and`, one by one. */
export function partsOf(where: Expression): readonly Expression[] {
  return where.kind === 'and' ? [...partsOf(where.left), ...partsOf(where.right)] : [where];
}

function lookupOf(expression: Expression): Lookup | null {
  if (expression.kind !== 'compare' || expression.operator !== '=') return null;
  for (const [own, same] of [[expression.left, expression.right], [expression.right, expression.left]] as const) {
    if (own.kind === 'field' && own.depth === 0 && !looksAt(same, 0)) return { field: own.field, key: own.key, same };
  }
  return null;
}

/** Whether a condition looks at its own record only: at no other records, no record around it, and no time. */
function isAlone(expression: Expression): boolean {
  return !any(expression, (one) => SELECTING.has(one.kind) || (one.kind === 'field' && one.depth > 0));
}

/** Whether an expression looks at the record that stands so many selections outside of it. */
function looksAt(expression: Expression, depth: number): boolean {
  switch (expression.kind) {
    case 'literal': return false;
    case 'field': return expression.depth === depth;
    case 'count': case 'exists': case 'sum': case 'min': case 'max': case 'the': return expression.of.where !== null && looksAt(expression.of.where, depth + 1);
    case 'all': return looksAt(expression.holds, depth + 1) || (expression.of.where !== null && looksAt(expression.of.where, depth + 1));
    case 'compare': case 'add': case 'and': case 'or': return looksAt(expression.left, depth) || looksAt(expression.right, depth);
    case 'not': case 'eventually': case 'never': case 'grew': case 'moment': case 'for': return looksAt(expression.of, depth);
  }
}

function any(expression: Expression, is: (one: Expression) => boolean): boolean {
  return is(expression) || childrenOf(expression).some((child) => any(child, is));
}

function childrenOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'literal': case 'field': return [];
    case 'count': case 'exists': case 'sum': case 'min': case 'max': case 'the': return expression.of.where === null ? [] : [expression.of.where];
    case 'all': return expression.of.where === null ? [expression.holds] : [expression.of.where, expression.holds];
    case 'compare': case 'add': case 'and': case 'or': return [expression.left, expression.right];
    case 'not': case 'eventually': case 'never': case 'grew': case 'moment': case 'for': return [expression.of];
  }
}
