// Expressions that a join holds equal are columns of their side, made below it (RelOptUtil.pushDownJoinConditions).
import { callRex, input, inputsOf, type Rex, shiftInputs } from '../expr/rex.ts';
import type { Rel } from '../query/rel.ts';
import { commonType } from '../type/common-type.ts';
import * as t from '../type/logical-type.ts';
import type { Field } from '../type/logical-type.ts';
import { allOf, columnsOf, conjuncts, isChanging, mapInputs, nullable, uniqueNames } from './rels.ts';

type Join = Extract<Rel, { kind: 'join' }>;

/** The relation with the keys of all its joins below them. */
export function withJoinKeys(rel: Rel): Rel {
  const below = mapInputs(rel, withJoinKeys);
  return below.kind === 'join' ? joinedByColumns(below) : below;
}

/** A join by columns alone, its own columns in a projection above; itself where nothing is to be made. */
export function joinedByColumns(rel: Join): Rel {
  if (rel.join === 'SEMI' || rel.join === 'ANTI') return rel;
  const { left, right } = rel;
  const width = left.fields.length;
  const extra: readonly [Rex[], Rex[]] = [[], []];
  const parts = conjuncts(rel.condition).map((part) => byColumns(part, width, right.fields.length, extra));
  if (extra[0].length === 0 && extra[1].length === 0) return rel;
  const [l, r] = [wider(left, extra[0]), wider(right, extra[1])];
  const wide = width + extra[0].length;
  // Marks of right columns count from the left's old width.
  const condition = allOf(parts.map((part) => shiftInputs(part, (index) => (index < 0 ? -1 - index : index < width ? index : index + extra[0].length))));
  const fields = uniqueNames([...(rel.join === 'RIGHT' || rel.join === 'FULL' ? nullable(l.fields) : l.fields), ...(rel.join === 'LEFT' || rel.join === 'FULL' ? nullable(r.fields) : r.fields)]);
  const kept = rel.fields.map((_field, i) => (i < width ? i : i + wide - width));
  return { kind: 'project', input: { ...rel, left: l, right: r, condition, fields }, exprs: kept.map((at) => input(at, fields[at]?.type ?? t.NULL)), fields: kept.flatMap((at) => fields[at] ?? []) };
}

/** An equality of a side each, over columns: new ones of the left side are marked by -1 - place, those of the right stand behind it. */
function byColumns(part: Rex, width: number, rightWidth: number, extra: readonly [Rex[], Rex[]]): Rex {
  const [a, b] = part.kind === 'call' && part.name === '=' ? part.args : [];
  if (part.kind !== 'call' || a === undefined || b === undefined) return part;
  const sideOf = (rex: Rex): 0 | 1 | null => {
    const columns = inputsOf(rex);
    if (columns.length === 0 || isChanging(rex)) return null;
    return columns.every((column) => column < width) ? 0 : columns.every((column) => column >= width) ? 1 : null;
  };
  const sides = [sideOf(a), sideOf(b)];
  const type = commonType([t.plain(a.type), t.plain(b.type)]);
  if (!sides.includes(0) || !sides.includes(1) || type === null) return part;
  const args = [a, b].map((rex, i): Rex => {
    const typed = t.sameType(rex.type, type) ? rex : callRex('CAST', [rex], t.withNull(type, rex.type.nullable));
    if (typed.kind === 'input') return typed;
    const isLeft = sides[i] === 0;
    const own = isLeft ? typed : shiftInputs(typed, (index) => index - width);
    const list = extra[isLeft ? 0 : 1];
    return input(isLeft ? -1 - (width + list.push(own) - 1) : width + rightWidth + list.push(own) - 1, typed.type);
  });
  return { ...part, args };
}

/** A side with columns behind its own: a cast is named after its column. */
function wider(of: Rel, extra: readonly Rex[]): Rel {
  if (extra.length === 0) return of;
  const width = of.fields.length;
  const named = extra.map((rex, i): Field => {
    const [cast] = rex.kind === 'call' && rex.name === 'CAST' ? rex.args : [];
    return { name: cast?.kind === 'input' ? (of.fields[cast.index]?.name ?? '') : `$f${width + i}`, type: rex.type };
  });
  return { kind: 'project', input: of, exprs: [...columnsOf(of.fields), ...extra], fields: uniqueNames([...of.fields, ...named]) };
}
