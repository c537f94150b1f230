// Joins: which of a stream's joins a condition makes, from its equal columns and from what it says of time.
import { callRex, input, inputsOf, type Rex, shiftInputs } from '../expr/rex.ts';
import type { Rel } from '../query/rel.ts';
import { commonType } from '../type/common-type.ts';
import * as t from '../type/logical-type.ts';
import type { Field } from '../type/logical-type.ts';
import { calc } from './calc.ts';
import { refused, VALIDATION_EXCEPTION } from '../problem.ts';
import { durationMs } from './duration.ts';
import { describeNode } from './explain-node.ts';
import { rexText } from './explain-rex.ts';
import { intervalOf } from './interval.ts';
import { equalKeys, holds, withinShare } from './keys.ts';
import { exchange, make } from './node.ts';
import type { Physical } from './physical.ts';
import type { PlanSession } from './plan.ts';
import { allOf, columnsOf, conjuncts, nullable, uniqueNames } from './rels.ts';
import { planError } from './tables.ts';
import { attributeOf, windowColumns } from './window.ts';

type Join = Extract<Rel, { kind: 'join' }>;

interface Equal {
  readonly left: number;
  readonly right: number;
  /** `=` drops NULL, IS NOT DISTINCT FROM keeps it. */
  readonly filterNull: boolean;
  /** The right side stands first in the text. */
  readonly isFlipped: boolean;
}

interface Split {
  readonly left: Physical;
  readonly right: Physical;
  readonly equal: readonly Equal[];
  /** Over left and right columns, both kinds: the equal ones and the rest. */
  readonly rest: readonly Rex[];
  readonly whole: readonly Rex[];
}

/** The condition's equal columns; expressions that are compared become columns of their side. */
function split(condition: Rex, left: Physical, right: Physical): Split {
  const width = left.fields.length;
  const extra: [Rex[], Rex[]] = [[], []];
  const equal: Equal[] = [];
  const sideOf = (rex: Rex): 0 | 1 | null => {
    const columns = inputsOf(rex);
    if (columns.length === 0) return null;
    return columns.every((column) => column < width) ? 0 : columns.every((column) => column >= width) ? 1 : null;
  };
  const column = (rex: Rex, side: 0 | 1, type: t.LogicalType): number => {
    const own = side === 0 ? rex : shiftInputs(rex, (index) => index - width);
    const typed = t.sameType(own.type, type) ? own : callRex('CAST', [own], t.withNull(type, own.type.nullable));
    if (typed.kind === 'input') return typed.index;
    const all = extra[side];
    return (side === 0 ? width : right.fields.length) + all.push(typed) - 1;
  };
  const rest = conjuncts(condition).filter((part) => {
    if (part.kind !== 'call' || (part.name !== '=' && part.name !== 'IS NOT DISTINCT FROM')) return true;
    const [a, b] = part.args;
    if (a === undefined || b === undefined) return true;
    const sides = [sideOf(a), sideOf(b)];
    if (!sides.includes(0) || !sides.includes(1)) return true;
    const type = commonType([t.plain(a.type), t.plain(b.type)]);
    if (type === null) return true;
    const [l, r] = sides[0] === 0 ? [a, b] : [b, a];
    equal.push({ left: column(l, 0, type), right: column(r, 1, type), filterNull: part.name === '=', isFlipped: sides[0] === 1 });
    return false;
  });
  const [leftWith, rightWith] = [withColumns(left, extra[0]), withColumns(right, extra[1])];
  const moved = rest.map((part) => shiftInputs(part, (index) => (index < width ? index : index + extra[0].length)));
  const wide = leftWith.fields.length;
  const equals = equal.map(({ left: l, right: r, filterNull, isFlipped }) => {
    const [a, b] = [input(l, leftWith.fields[l]?.type ?? t.NULL), input(r + wide, rightWith.fields[r]?.type ?? t.NULL)];
    return callRex(filterNull ? '=' : 'IS NOT DISTINCT FROM', isFlipped ? [b, a] : [a, b], filterNull ? t.withNull(t.BOOLEAN, a.type.nullable || b.type.nullable) : t.notNull(t.BOOLEAN));
  });
  return { left: leftWith, right: rightWith, equal, rest: moved, whole: [...equals, ...moved] };
}

function withColumns(of: Physical, extra: readonly Rex[]): Physical {
  if (extra.length === 0) return of;
  return calc(of, [...columnsOf(of.fields), ...extra], null, [...of.fields, ...extra.map((rex, i): Field => ({ name: `$f${of.fields.length + i}`, type: rex.type }))]);
}

/** The columns that the join itself gives, before what was added for it is dropped. */
function joinFields(join: Join['join'], left: Physical, right: Physical): readonly Field[] {
  if (join === 'SEMI' || join === 'ANTI') return left.fields;
  const [l, r] = [join === 'RIGHT' || join === 'FULL' ? nullable(left.fields) : left.fields, join === 'LEFT' || join === 'FULL' ? nullable(right.fields) : right.fields];
  return uniqueNames([...l, ...r]);
}

/** The relation's own columns of what a join gave with columns added on both sides. */
function trimmed(node: Physical, leftWidth: number, leftExtra: number, fields: readonly Field[]): Physical {
  const exprs = fields.map((_field, i) => (i < leftWidth ? i : i + leftExtra)).map((at) => input(at, node.fields[at]?.type ?? t.NULL));
  return calc(node, exprs, null, fields.map((field, i) => ({ ...field, name: node.fields[i < leftWidth ? i : i + leftExtra]?.name ?? field.name })));
}

const whole = (parts: readonly Rex[]): Rex | null => (parts.length === 0 ? null : allOf(parts));

export function convertJoin(rel: Join, left: Physical, right: Physical, session: PlanSession): Physical {
  const parts = split(rel.condition, left, right);
  const windowed = windowJoin(rel, parts);
  const made = windowed ?? intervalJoin(rel, parts) ?? regularJoin(rel, { ...parts, left: materialised(parts.left), right: materialised(parts.right) }, session);
  return trimmed(made, left.fields.length, parts.left.fields.length - left.fields.length, rel.fields);
}

/** Rows of a join that waits for both sides come in no order of time: its columns carry no time any more (RelTimeIndicatorConverter). */
export function materialised(of: Physical): Physical {
  if (of.fields.every((field) => attributeOf(field.type) === null)) return of;
  const exprs = of.fields.map((field, i): Rex => (attributeOf(field.type) === null ? input(i, field.type) : callRex('CAST', [input(i, field.type)], t.plain(field.type))));
  return calc(of, exprs, null, of.fields.map((field) => ({ ...field, type: t.plain(field.type) })));
}

const keysOf = (equal: readonly Equal[]): { leftKey: readonly number[]; rightKey: readonly number[]; filterNulls: readonly boolean[] } => ({ leftKey: equal.map((one) => one.left), rightKey: equal.map((one) => one.right), filterNulls: equal.map((one) => one.filterNull) });

/** Both sides windowed, and the windows' bounds equal. */
function windowJoin(rel: Join, { left, right, equal, rest, whole: all }: Split): Physical | null {
  const [a, b] = [windowColumns(left), windowColumns(right)];
  if (a === null || b === null) return null;
  const ends = equal.some((one) => one.left === a.end && one.right === b.end);
  const starts = a.start !== null && b.start !== null && equal.some((one) => one.left === a.start && one.right === b.start);
  if (!ends || !starts) return null;
  const others = equal.filter((one) => !(one.left === a.end && one.right === b.end) && !(one.left === a.start && one.right === b.start) && !(one.left === a.time && one.right === b.time));
  const keys = keysOf(others);
  return make({ kind: 'WindowJoin', join: rel.join, ...keys, condition: whole(all), rest: whole(rest), leftStart: a.start, leftEnd: a.end, rightStart: b.start, rightEnd: b.end, leftSpec: a.spec, rightSpec: b.spec }, [exchange(left, keys.leftKey), exchange(right, keys.rightKey)], joinFields(rel.join, left, right));
}

function intervalJoin(rel: Join, { left, right, equal, rest, whole: all }: Split): Physical | null {
  const { join } = rel;
  if (join === 'SEMI' || join === 'ANTI') return null;
  const found = intervalOf(all, left.fields, right.fields);
  if (found === null) return null;
  const keys = keysOf(equal.filter((one) => !(one.left === found.leftTime && one.right === found.rightTime)));
  const others = rest.filter((part) => !found.used.includes(part));
  return make({ kind: 'IntervalJoin', join, ...keys, condition: whole(all), rest: whole(others), leftTime: found.leftTime, rightTime: found.rightTime, isRowtime: found.isRowtime, lowerMs: found.lowerMs, upperMs: found.upperMs }, [exchange(left, keys.leftKey), exchange(right, keys.rightKey)], joinFields(join, left, right));
}

/** How a side's rows are told apart: by one of its upsert keys that stays in its share. */
function uniqueKey(of: Physical, by: readonly number[]): readonly number[] | null {
  const keys = withinShare(of.upsertKeys, by);
  const asJoined = keys.find((key) => equalKeys(key, by) || holds(by, key));
  return asJoined ?? keys.toSorted((a, b) => a.length - b.length)[0] ?? null;
}

const hinted = (text: string | null | undefined): number | null => (text == null ? null : durationMs(text));

function regularJoin(rel: Join, { left, right, equal, whole: all }: Split, session: PlanSession): Physical {
  const keys = keysOf(equal);
  const uniqueKeys: readonly [readonly number[] | null, readonly number[] | null] = [uniqueKey(left, keys.leftKey), uniqueKey(right, keys.rightKey)];
  const ttl = durationMs(session.settings['table.exec.state.ttl']);
  return make({ kind: 'Join', join: rel.join, ...keys, condition: whole(all), uniqueKeys, ttlMs: [hinted(rel.stateTtl?.[0]) ?? ttl, hinted(rel.stateTtl?.[1]) ?? ttl], stateTtl: rel.stateTtl ?? null, hints: rel.hints }, [exchange(left, keys.leftKey), exchange(right, keys.rightKey)], joinFields(rel.join, left, right));
}

/** FOR SYSTEM_TIME AS OF: a table asked by key at processing time, or versions by event time. */
export function convertTemporal(rel: Extract<Rel, { kind: 'temporal join' }>, left: Physical, right: Physical): Physical {
  const time = attributeOf(left.fields[rel.time]?.type);
  if (time === null) throw planError("Temporal table join currently only supports 'FOR SYSTEM_TIME AS OF' left table's time attribute field");
  const table = right.kind === 'Calc' ? right.inputs[0] : right;
  if (time === 'PROCTIME' && table?.kind === 'TableSourceScan' && table.source.lookup !== null) return lookupJoin(rel, left, right, table);
  const parts = split(rel.condition, left, right);
  const keys = keysOf(parts.equal);
  const isRowtime = time === 'ROWTIME';
  if (keys.leftKey.length === 0) throw planError('Currently the join key in Temporal Table Join can not be empty.', VALIDATION_EXCEPTION);
  const rightTime = parts.right.fields.findIndex((field) => attributeOf(field.type) === 'ROWTIME');
  if (isRowtime && rightTime < 0) throw planError('Event-Time Temporal Table Join requires both primary key and row time attribute in versioned table, but no row time attribute can be found.', VALIDATION_EXCEPTION);
  if (!parts.right.upsertKeys.some((key) => holds(keys.rightKey, key))) throw noVersions('Temporal Table Join requires primary key in versioned table, but no primary key can be found.', rel, parts, isRowtime ? rightTime : -1);
  if (!isRowtime) throw planError('Processing-time temporal join is not supported yet.');
  const made = make({ kind: 'TemporalJoin', join: rel.join, ...keys, condition: whole(parts.whole), rest: whole(parts.rest), leftTime: rel.time, rightTime, isRowtime }, [exchange(parts.left, keys.leftKey), exchange(parts.right, keys.rightKey)], joinFields(rel.join, parts.left, parts.right));
  return trimmed(made, left.fields.length, parts.left.fields.length - left.fields.length, rel.fields);
}

/** A table that has no versions, with the plan as it stood when that was seen. */
function noVersions(text: string, rel: Extract<Rel, { kind: 'temporal join' }>, parts: Split, rightTime: number): Error {
  const { left, right, equal } = parts;
  const width = left.fields.length;
  const places = [...left.fields, ...right.fields].map((_field, i) => `$${i}`);
  const lines = (node: Physical, depth: number): string => {
    const indent = '  '.repeat(depth);
    if (node.kind === 'Exchange') return node.inputs.map((below) => lines(below, depth)).join('');
    const own = node.kind === 'WatermarkAssigner' ? `WatermarkAssigner(rowtime=[${node.fields[node.time]?.name ?? ''}], watermark=[${rexText(node.watermark, places, 'prefix')}])` : describeNode(node);
    return `${indent}FlinkLogical${own}\n${node.inputs.map((below) => lines(below, depth + 1)).join('')}`;
  };
  const times = [`$${rel.time}`, ...(rightTime < 0 ? [] : [`$${rightTime + width}`])];
  const keys = (side: 'LEFT' | 'RIGHT'): string => `__TEMPORAL_JOIN_${side}_KEY(${equal.map((one) => `$${side === 'LEFT' ? one.left : one.right + width}`).join(', ')})`;
  const initial = `__INITIAL_TEMPORAL_JOIN_CONDITION(${[...times, keys('LEFT'), keys('RIGHT')].join(', ')})`;
  const conditions = [...parts.whole.map((part) => rexText(part, places, 'prefix')), initial];
  const join = `FlinkLogicalJoin(condition=[AND(${conditions.join(', ')})], joinType=[${rel.join === 'LEFT' ? 'left' : 'inner'}])\n`;
  return refused(`${text} The physical plan is:\n${join}${lines(left, 1)}  FlinkLogicalSnapshot(period=[$cor0.${left.fields[rel.time]?.name ?? ''}])\n${lines(right, 2)}`.trimEnd());
}

/** The table is asked by the columns that are equal, or equal to a constant; all of its columns come, and what is not wanted is dropped above. */
function lookupJoin(rel: Extract<Rel, { kind: 'temporal join' }>, left: Physical, right: Physical, table: Extract<Physical, { kind: 'TableSourceScan' }>): Physical {
  const { request, source, pushed } = table;
  const width = left.fields.length;
  const shown = right.kind === 'Calc' ? right.exprs : columnsOf(table.fields);
  const inTable = (rex: Rex): Rex => shiftInputs(rex, (index) => pushed.columns?.[index] ?? index);
  const settle = (rex: Rex): Rex => {
    if (rex.kind === 'input') return rex.index < width ? rex : shiftInputs(inTable(shown[rex.index - width] ?? rex), (index) => index + width);
    return rex.kind === 'call' ? { ...rex, args: rex.args.map(settle) } : rex;
  };
  const own = right.kind === 'Calc' && right.condition !== null ? conjuncts(right.condition).map((part) => shiftInputs(inTable(part), (index) => index + width)) : [];
  const lookup: { column: number; of: Rex }[] = [];
  const leftKey: number[] = [];
  const rightKey: number[] = [];
  const rest = [...conjuncts(rel.condition).map(settle), ...own].filter((part) => {
    if (part.kind !== 'call' || part.name !== '=') return true;
    for (const [a, b] of [part.args, part.args.toReversed()] as const) {
      if (a?.kind !== 'input' || a.index < width || b === undefined) continue;
      if (b.kind === 'input' && b.index < width && t.sameType(a.type, b.type)) {
        leftKey.push(b.index);
        rightKey.push(a.index - width);
        return lookup.push({ column: a.index - width, of: b }) < 0;
      }
      if (b.kind === 'literal') return lookup.push({ column: a.index - width, of: b }) < 0;
    }
    return true;
  });
  if (lookup.length === 0) throw planError(`Temporal table join requires an equality condition on fields of table [${request.path.join('.')}].`);
  const all = request.fields;
  const fields = uniqueNames([...left.fields, ...(rel.join === 'LEFT' ? nullable(all) : all)]);
  const made = make({ kind: 'LookupJoin', join: rel.join, leftKey, rightKey, filterNulls: leftKey.map(() => true), condition: whole(conjuncts(rel.condition).map(settle)), request, source, lookup, rightCondition: own.length === 0 ? null : allOf(own), columns: all.map((_field, i) => i), rest: whole(rest) }, [left], fields);
  const exprs = [...columnsOf(left.fields), ...shown.map((rex) => shiftInputs(inTable(rex), (index) => index + width))];
  return calc(made, exprs, null, rel.fields);
}

