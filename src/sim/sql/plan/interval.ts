// What a join's condition says of both sides' times: bounds of the one around the other (IntervalJoinUtil).
import type { Rex } from '../expr/rex.ts';
import type { Field } from '../type/logical-type.ts';
import { attributeOf } from './window.ts';

export interface Interval {
  readonly leftTime: number;
  readonly rightTime: number;
  readonly isRowtime: boolean;
  /** right.time - left.time lies between these, both included, ms. */
  readonly lowerMs: number;
  readonly upperMs: number;
  /** The conjuncts that said so. */
  readonly used: readonly Rex[];
}

interface Linear {
  readonly column: number;
  readonly offset: number;
}

/** A time column with milliseconds added or taken away. */
function linear(rex: Rex | undefined): Linear | null {
  if (rex?.kind === 'input') return { column: rex.index, offset: 0 };
  if (rex?.kind !== 'call' || (rex.name !== '+' && rex.name !== '-')) return null;
  const [a, b] = rex.args;
  const [of, by] = b?.kind === 'literal' ? [linear(a), b] : a?.kind === 'literal' && rex.name === '+' ? [linear(b), a] : [null, undefined];
  if (of === null || by?.kind !== 'literal' || by.type.kind !== 'INTERVAL_DAY_TIME' || typeof by.value !== 'number') return null;
  return { ...of, offset: of.offset + (rex.name === '+' ? by.value : -by.value) };
}

const SIGNS = new Set(['<', '<=', '>', '>=', '=']);

/** The interval that conjuncts over left and right columns make; null where one side of it is open. */
export function intervalOf(parts: readonly Rex[], left: readonly Field[], right: readonly Field[]): Interval | null {
  const width = left.length;
  const kindOf = (column: number): 'ROWTIME' | 'PROCTIME' | null => attributeOf((column < width ? left[column] : right[column - width])?.type);
  let times: readonly [number, number] | null = null;
  let [lower, upper] = [-Infinity, Infinity];
  const used: Rex[] = [];
  for (const part of parts) {
    if (part.kind !== 'call' || !SIGNS.has(part.name)) continue;
    const [a, b] = [linear(part.args[0]), linear(part.args[1])];
    if (a === null || b === null || (a.column < width) === (b.column < width)) continue;
    const [l, r, isFlipped] = a.column < width ? [a, b, false] : [b, a, true];
    const kind = kindOf(l.column);
    if (kind === null || kind !== kindOf(r.column)) continue;
    if (times !== null && (times[0] !== l.column || times[1] !== r.column)) continue;
    times = [l.column, r.column];
    used.push(part);
    // left + l.offset ? right + r.offset, so right - left ? l.offset - r.offset seen from the right.
    const bound = l.offset - r.offset;
    const sign = isFlipped ? part.name : part.name.replace(/[<>]/, (of) => (of === '<' ? '>' : '<'));
    if (sign === '=' || sign.startsWith('>')) lower = Math.max(lower, sign === '>' ? bound + 1 : bound);
    if (sign === '=' || sign.startsWith('<')) upper = Math.min(upper, sign === '<' ? bound - 1 : bound);
  }
  if (times === null || lower === -Infinity || upper === Infinity) return null;
  return { leftTime: times[0], rightTime: times[1] - width, isRowtime: kindOf(times[0]) === 'ROWTIME', lowerMs: lower, upperMs: upper, used };
}
