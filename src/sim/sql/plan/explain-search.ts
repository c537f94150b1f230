// Conditions as Flink's planner simplifies them: NOT goes inwards, and comparisons of one column with constants become one SEARCH.
import { comparator } from '../expr/compare.ts';
import { callRex, literal, type Rex } from '../expr/rex.ts';
import { commonType } from '../type/common-type.ts';
import * as t from '../type/logical-type.ts';
import type { LogicalType } from '../type/logical-type.ts';
import type { Value } from '../value.ts';

/** A range of values; null ends are infinite. */
export interface SearchRange {
  readonly from: Value;
  readonly to: Value;
  readonly fromIn: boolean;
  readonly toIn: boolean;
}

/** A set of ranges of one column, as `SEARCH` tests it: `Sarg[1, 2]`, `Sarg[(-∞..1), (2..+∞)]`. */
export interface Sarg {
  readonly type: LogicalType;
  readonly ranges: readonly SearchRange[];
}

const OPPOSITE: Readonly<Record<string, string>> = {
  '=': '<>', '<>': '=', '<': '>=', '<=': '>', '>': '<=', '>=': '<', 'IS NULL': 'IS NOT NULL', 'IS NOT NULL': 'IS NULL', 'IS TRUE': 'IS NOT TRUE', 'IS NOT TRUE': 'IS TRUE', 'IS FALSE': 'IS NOT FALSE', 'IS NOT FALSE': 'IS FALSE',
};
const COMPARED = new Set(['=', '<>', '<', '<=', '>', '>=']);
const TURNED: Readonly<Record<string, string>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' };

/** The expression with its conditions simpler. */
export function simplified(rex: Rex): Rex {
  if (rex.kind !== 'call') return rex;
  const [of] = rex.args;
  if (rex.name === 'NOT' && of?.kind === 'call') {
    const opposite = OPPOSITE[of.name];
    if (opposite !== undefined) return simplified({ ...of, name: opposite, type: rex.type });
    if (of.name === 'NOT' && of.args[0] !== undefined) return simplified(of.args[0]);
    if (of.name === 'AND' || of.name === 'OR') return simplified({ ...of, name: of.name === 'AND' ? 'OR' : 'AND', args: of.args.map((arg) => callRex('NOT', [arg], t.withNull(t.BOOLEAN, arg.type.nullable))) });
    return rex;
  }
  if (rex.name !== 'AND' && rex.name !== 'OR') return { ...rex, args: rex.args.map(simplified) };
  const parts = rex.args.map(simplified).flatMap((arg) => (arg.kind === 'call' && arg.name === rex.name ? arg.args : [arg]));
  const merged = searched(parts, rex.name);
  const [only] = merged;
  return merged.length === 1 && only !== undefined ? only : { ...rex, args: merged };
}

export interface Test {
  readonly column: Extract<Rex, { kind: 'input' }>;
  readonly sarg: Sarg;
}

/** What a comparison or a SEARCH says of a column; null where it is neither. */
export function testOf(rex: Rex): Test | null {
  if (rex.kind !== 'call') return null;
  const [a, b] = rex.args;
  if (rex.name === 'SEARCH' && a?.kind === 'input' && b?.kind === 'literal' && typeof b.value === 'string') return { column: a, sarg: JSON.parse(b.value) as Sarg };
  if (!COMPARED.has(rex.name) || a === undefined || b === undefined) return null;
  const [column, value, name] = a.kind === 'input' ? [a, b, rex.name] : [b, a, TURNED[rex.name] ?? rex.name];
  if (column.kind !== 'input' || value.kind !== 'literal' || value.value === null || typeof value.value === 'object') return null;
  if (t.isNumeric(column.type) !== t.isNumeric(value.type)) return null;
  const exact = (name === '=' || name === '<>') && t.isNumeric(column.type) && !t.isApproximate(column.type) && column.type.kind !== 'DECIMAL';
  return { column, sarg: { type: exact ? t.notNull(column.type) : value.type, ranges: rangesOf(name, value.value) } };
}

function rangesOf(name: string, value: Value): readonly SearchRange[] {
  const below = (toIn: boolean): SearchRange => ({ from: null, to: value, fromIn: false, toIn });
  const above = (fromIn: boolean): SearchRange => ({ from: value, to: null, fromIn, toIn: false });
  switch (name) {
    case '=': return [{ from: value, to: value, fromIn: true, toIn: true }];
    case '<>': return [below(false), above(false)];
    case '<': return [below(false)];
    case '<=': return [below(true)];
    case '>': return [above(false)];
    default: return [above(true)];
  }
}

/** Tests of one column become one, where the first of them stood. */
function searched(parts: readonly Rex[], word: 'AND' | 'OR'): readonly Rex[] {
  const tests = parts.map(testOf);
  return parts.flatMap((part, i): readonly Rex[] => {
    const test = tests[i];
    if (test === null || test === undefined) return [part];
    const same = tests.filter((other) => other !== null && other.column.index === test.column.index);
    if (same.length === 1) return [part];
    if (tests.findIndex((other) => other?.column.index === test.column.index) !== i) return [];
    const type = commonType(same.map((other) => other?.sarg.type ?? t.NULL)) ?? test.sarg.type;
    const order = comparator(type);
    const all = same.flatMap((other) => (other === null ? [] : [other.sarg.ranges]));
    const ranges = word === 'OR' ? united(all.flat(), order) : common(all, order);
    if (ranges.length === 0) return [part];
    const sarg: Sarg = { type, ranges };
    return [callRex('SEARCH', [test.column, literal(JSON.stringify(sarg), { kind: 'SYMBOL', nullable: false })], t.withNull(t.BOOLEAN, test.column.type.nullable))];
  });
}

type Order = (a: Value, b: Value) => number;

/** What all these sets of ranges have in common. */
function common(all: readonly (readonly SearchRange[])[], order: Order): readonly SearchRange[] {
  return all.reduce((a, b) => a.flatMap((x) => b.flatMap((y) => crossed(x, y, order))), [ANY]);
}

/** What a column may be where all these tests of it are met. */
export function meeting(tests: readonly Test[]): readonly SearchRange[] {
  const type = commonType(tests.map(({ sarg }) => sarg.type));
  return type === null ? [ANY] : common(tests.map(({ sarg }) => sarg.ranges), comparator(type));
}

/** Whether each value that there is meets one of two tests. */
export function coversAll(a: Test, b: Test): boolean {
  const type = commonType([a.sarg.type, b.sarg.type]);
  const [only, ...more] = type === null ? [] : united([...a.sarg.ranges, ...b.sarg.ranges], comparator(type));
  return only !== undefined && more.length === 0 && only.from === null && only.to === null;
}

const ANY: SearchRange = { from: null, to: null, fromIn: false, toIn: false };

/** What two ranges have in common. */
function crossed(a: SearchRange, b: SearchRange, order: Order): readonly SearchRange[] {
  const later = a.from === null ? b : b.from === null ? a : order(a.from, b.from) === 0 ? (a.fromIn ? b : a) : order(a.from, b.from) > 0 ? a : b;
  const sooner = a.to === null ? b : b.to === null ? a : order(a.to, b.to) === 0 ? (a.toIn ? b : a) : order(a.to, b.to) < 0 ? a : b;
  const made: SearchRange = { from: later.from, fromIn: later.fromIn, to: sooner.to, toIn: sooner.toIn };
  if (made.from === null || made.to === null) return [made];
  const width = order(made.from, made.to);
  return width < 0 || (width === 0 && made.fromIn && made.toIn) ? [made] : [];
}

/** Ranges in their order, those that touch made one. */
function united(ranges: readonly SearchRange[], order: Order): readonly SearchRange[] {
  const sorted = ranges.toSorted((a, b) => (a.from === null ? (b.from === null ? 0 : -1) : b.from === null ? 1 : order(a.from, b.from)));
  const done: SearchRange[] = [];
  for (const range of sorted) {
    const last = done.at(-1);
    if (last === undefined) {
      done.push(range);
      continue;
    }
    const meets = last.to === null || range.from === null || order(last.to, range.from) > 0 || (order(last.to, range.from) === 0 && (last.toIn || range.fromIn));
    if (!meets) {
      done.push(range);
      continue;
    }
    const further = last.to === null || (range.to !== null && order(last.to, range.to) >= 0) ? last : range;
    done[done.length - 1] = { from: last.from, fromIn: last.fromIn, to: further.to, toIn: further.toIn };
  }
  return done;
}
