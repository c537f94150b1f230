// Conditions as low as they can be asked, and joins by what the conditions above them say (the filter rules of Flink's planner).
import { inputsOf, type Rex, rewrite, shiftInputs } from '../expr/rex.ts';
import * as t from '../type/logical-type.ts';
import type { JoinType, Rel } from '../query/rel.ts';
import { fold } from './fold.ts';
import { asked } from './never.ts';
import { allOf, conjuncts, filter, isChanging, mapInputs, project, substitute, TRUE } from './rels.ts';

/** A constant that is cast only to let NULL in is asked about as it is. */
const withoutNullCasts = (rex: Rex): Rex => rewrite(rex, (node) => (node.kind === 'call' && node.name === 'CAST' && node.args[0]?.kind === 'literal' && node.args[0].value !== null && t.sameType(node.args[0].type, node.type) ? node.args[0] : node));

/** The relation with these conditions over its columns, asked as low as may be. */
export function pushed(rel: Rel, above: readonly Rex[]): Rel {
  const conditions = asked(above.flatMap((part) => conjuncts(fold(withoutNullCasts(part)))));
  if (conditions === null) return { kind: 'values', rows: [], fields: rel.fields };
  switch (rel.kind) {
    case 'filter': return pushed(rel.input, [...conjuncts(rel.condition), ...conditions]);
    case 'project': {
      const stay = conditions.filter((part) => inputsOf(part).some((column) => isChanging(rel.exprs[column] ?? part)));
      const go = conditions.filter((part) => !stay.includes(part)).map((part) => substitute(part, rel.exprs));
      const below = pushed(rel.input, go);
      const made = below.kind === 'project' && !below.exprs.some(isChanging) ? project(below.input, rel.exprs.map((rex) => substitute(rex, below.exprs)), rel.fields) : { ...rel, input: below };
      return filter(made, allOf(stay));
    }
    case 'join': return pushedJoin(rel, conditions);
    case 'temporal join': case 'correlate': {
      const width = rel.left.fields.length;
      const isLeft = (part: Rex): boolean => inputsOf(part).every((column) => column < width) && !isChanging(part);
      const right = rel.kind === 'correlate' ? rel.right : pushed(rel.right, []);
      return filter({ ...rel, left: pushed(rel.left, conditions.filter(isLeft)), right }, allOf(conditions.filter((part) => !isLeft(part))));
    }
    case 'aggregate': return pushedAggregate(rel, conditions);
    case 'over': {
      const byAll = (column: number): boolean => column < rel.input.fields.length && rel.calls.every((call) => call.partitionBy.includes(column));
      const go = conditions.filter((part) => inputsOf(part).every(byAll) && inputsOf(part).length > 0 && !isChanging(part));
      return filter({ ...rel, input: pushed(rel.input, go) }, allOf(conditions.filter((part) => !go.includes(part))));
    }
    case 'set': return { ...rel, inputs: rel.inputs.map((input) => pushed(input, conditions)) };
    case 'sort': {
      if (rel.limit !== null || rel.offset > 0) return filter({ ...rel, input: pushed(rel.input, []) }, allOf(conditions));
      return { ...rel, input: pushed(rel.input, conditions) };
    }
    case 'scan': case 'values': case 'unnest': case 'window table': case 'group window': case 'watermark': case 'match':
      return filter(mapInputs(rel, (below) => pushed(below, [])), allOf(conditions));
  }
}

function pushedAggregate(rel: Extract<Rel, { kind: 'aggregate' }>, conditions: readonly Rex[]): Rel {
  const canGo = (part: Rex): boolean => rel.sets.length === 1 && rel.groups.length > 0 && inputsOf(part).length > 0 && inputsOf(part).every((column) => column < rel.groups.length) && !isChanging(part);
  const go = conditions.filter(canGo).map((part) => shiftInputs(part, (index) => rel.groups[index] ?? index));
  return filter({ ...rel, input: pushed(rel.input, go) }, allOf(conditions.filter((part) => !canGo(part))));
}

/** NULL as soon as an argument is. */
const STRICT = new Set(['=', '<>', '<', '<=', '>', '>=', '+', '-', '*', '/', '%', 'LIKE', 'UPPER', 'LOWER', 'ABS', 'CHAR_LENGTH', 'TRIM', 'FLOOR', 'CEIL', 'EXTRACT', 'NOT']);

/** Whether it can't be TRUE where these columns are all NULL. */
function rejectsNull(rex: Rex, isOf: (column: number) => boolean): boolean {
  if (rex.kind === 'input') return isOf(rex.index);
  if (rex.kind !== 'call') return false;
  if (rex.name === 'AND') return rex.args.some((arg) => rejectsNull(arg, isOf));
  if (rex.name === 'OR') return rex.args.every((arg) => rejectsNull(arg, isOf));
  const [of] = rex.args;
  if (rex.name === 'IS NOT NULL') return of !== undefined && isNullThere(of, isOf);
  if (rex.name === 'IS TRUE') return of !== undefined && rejectsNull(of, isOf);
  return isNullThere(rex, isOf);
}

/** Whether it is NULL where these columns are all NULL: then so is its opposite. */
function isNullThere(rex: Rex, isOf: (column: number) => boolean): boolean {
  if (rex.kind === 'input') return isOf(rex.index);
  return rex.kind === 'call' && STRICT.has(rex.name) && rex.args.some((arg) => isNullThere(arg, isOf));
}

/** An outer join whose missing rows a condition above throws away is less of one. */
function simplified(join: JoinType, conditions: readonly Rex[], width: number): JoinType {
  const left = conditions.some((part) => rejectsNull(part, (column) => column < width));
  const right = conditions.some((part) => rejectsNull(part, (column) => column >= width));
  if (join === 'FULL') return left && right ? 'INNER' : left ? 'LEFT' : right ? 'RIGHT' : 'FULL';
  if (join === 'LEFT') return right ? 'INNER' : 'LEFT';
  return join === 'RIGHT' && left ? 'INNER' : join;
}

function pushedJoin(rel: Extract<Rel, { kind: 'join' }>, above: readonly Rex[]): Rel {
  const width = rel.left.fields.length;
  const join = simplified(rel.join, above, width);
  const own = conjuncts(fold(rel.condition));
  const isLeft = (part: Rex): boolean => inputsOf(part).length > 0 && inputsOf(part).every((column) => column < width) && !isChanging(part);
  const isRight = (part: Rex): boolean => inputsOf(part).length > 0 && inputsOf(part).every((column) => column >= width) && !isChanging(part);
  const [keepsLeft, keepsRight] = [join === 'LEFT' || join === 'FULL' || join === 'ANTI', join === 'RIGHT' || join === 'FULL'];
  const toRight = (part: Rex): Rex => shiftInputs(part, (index) => index - width);
  const leftGo = [...(join === 'RIGHT' || join === 'FULL' ? [] : above.filter(isLeft)), ...(keepsLeft ? [] : own.filter(isLeft))];
  const rightGo = [...(join === 'INNER' || join === 'RIGHT' ? above.filter(isRight) : []), ...(keepsRight ? [] : own.filter(isRight))];
  const joins = join === 'INNER' ? above.filter((part) => !leftGo.includes(part) && !rightGo.includes(part) && !isChanging(part)) : [];
  const stay = above.filter((part) => !leftGo.includes(part) && !rightGo.includes(part) && !joins.includes(part));
  const rest = [...own.filter((part) => !leftGo.includes(part) && !rightGo.includes(part)), ...joins];
  const condition = rest.length === 0 ? TRUE : allOf(rest);
  const made: Rel = { ...rel, join, left: pushed(rel.left, leftGo), right: pushed(rel.right, rightGo.map(toRight)), condition };
  return filter(made, allOf(stay));
}
