// GROUP BY bound: which columns group, which aggregates are asked for, and what may stand beside them.
import type { Call, Expr, GroupItem } from '../parser/ast.ts';
import { callRex, input, literal, type Rex } from '../expr/rex.ts';
import { invalid, refused, TABLE_EXCEPTION } from '../problem.ts';
import * as t from '../type/logical-type.ts';
import type { Field } from '../type/logical-type.ts';
import { same } from '../same.ts';
import type { Value } from '../value.ts';
import { aggregateType, checkCounted, isAggregate, isNullOnlyOfNulls, isWindowOnly } from '../validate/aggregates.ts';
import { bind, refuseNulls } from '../validate/expression.ts';
import { cannotApply } from '../validate/functions.ts';
import type { Binding } from '../validate/scope.ts';
import type { AggregateCall, Rel, SortKey, WindowKind, WindowSpec } from './rel.ts';
import { isTime, millis } from './window-table.ts';

/** Places that are known only when all is bound: aggregates of a group window, and its properties. */
const PROPERTY_BASE = 2_000_000;

/** Whether an expression holds an aggregate of its own, outside of queries and windows. */
export function hasAggregate(expr: Expr | null): boolean {
  if (expr === null) return false;
  switch (expr.kind) {
    case 'call': return (expr.over === null && isAggregate(nameOf(expr)) && !isWindowOnly(nameOf(expr))) || expr.args.some(hasAggregate) || (expr.over !== null && typeof expr.over !== 'string' && [...expr.over.partitionBy, ...expr.over.orderBy.map((item) => item.of)].some(hasAggregate));
    case 'operator': return expr.args.some(hasAggregate);
    case 'case': return [expr.operand, expr.otherwise, ...expr.whens.flat()].some(hasAggregate);
    case 'cast': return hasAggregate(expr.of);
    case 'in': return hasAggregate(expr.of) || (Array.isArray(expr.list) && (expr.list as readonly Expr[]).some(hasAggregate));
    case 'named': return hasAggregate(expr.value);
    default: return false;
  }
}

/** An expression's text without its places: equal for what is written alike. */
export function exprKey(expr: Expr): string {
  const known = exprTexts.get(expr);
  if (known !== undefined) return known;
  const text = withoutPlaces(expr);
  exprTexts.set(expr, text);
  return text;
}

/** An expression of the syntax tree never changes. */
const exprTexts = new WeakMap<Expr, string>();

function withoutPlaces(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? '';
  if (Array.isArray(value)) return `[${value.map(withoutPlaces).join()}]`;
  let text = '';
  for (const [key, below] of Object.entries(value)) if (key !== 'at') text += `${key}:${withoutPlaces(below)},`;
  return `{${text}}`;
}

const exprKeys = (exprs: readonly Expr[]): string => exprs.map(exprKey).join();

export const nameOf = (call: Call): string => (call.name.length === 1 ? (call.name[0] ?? '').toUpperCase() : '');

const WINDOWS: Readonly<Record<string, WindowKind>> = { TUMBLE: 'TUMBLE', HOP: 'HOP', SESSION: 'SESSION' };
const PROPERTIES = { START: 'start', END: 'end', ROWTIME: 'rowtime', PROCTIME: 'proctime' } as const;
type Property = (typeof PROPERTIES)[keyof typeof PROPERTIES];

/** A set that holds another comes before it; others as their columns are ordered (ImmutableBitSet.COMPARATOR). */
function enclosingFirst(a: readonly number[], b: readonly number[]): number {
  const [aHolds, bHolds] = [b.every((key) => a.includes(key)), a.every((key) => b.includes(key))];
  if (aHolds || bHolds) return aHolds && bHolds ? 0 : aHolds ? -1 : 1;
  const [x, y] = [a.toSorted((m, n) => m - n), b.toSorted((m, n) => m - n)];
  for (let i = 0; i < Math.min(x.length, y.length); i++) {
    const order = (x[i] ?? 0) - (y[i] ?? 0);
    if (order !== 0) return order;
  }
  return x.length - y.length;
}

/** Collects what a grouped query asks for while its expressions are bound, then makes the relation. */
export class Grouping {
  private readonly input: Rel;
  private readonly batch: boolean;
  private readonly base: Binding;
  private readonly keys: Rex[] = [];
  private readonly keyNames: string[] = [];
  private sets: number[][] = [[]];
  private readonly calls: AggregateCall[] = [];
  /** Arguments of aggregates, behind the keys. */
  private readonly extra: Rex[] = [];
  private spec: WindowSpec | null = null;
  /** The group window's arguments: TUMBLE_START and its kin repeat them. */
  private windowKey = '';
  private readonly properties: Property[] = [];
  /** Names of the SELECT list's expressions. */
  private readonly names: ReadonlyMap<string, string>;
  private readonly callNames: (string | null)[] = [];

  constructor(of: Rel, base: Binding, groupBy: readonly GroupItem[], names: ReadonlyMap<string, string>, batch: boolean) {
    this.input = of;
    this.batch = batch;
    this.base = base;
    this.names = names;
    for (const item of groupBy) this.add(item);
  }

  private add(item: GroupItem): void {
    if (item.kind === 'expression') {
      if (item.of.kind === 'call' && WINDOWS[nameOf(item.of)] !== undefined) [this.spec, this.windowKey] = [{ ...this.groupWindow(item.of), place: this.keys.length }, exprKeys(item.of.args)];
      else this.multiply([[this.key(item.of)]]);
      return;
    }
    const each = item.sets.map((set) => set.map((expr) => this.key(expr)));
    if (item.kind === 'sets') this.multiply(each);
    else if (item.kind === 'rollup') this.multiply(Array.from({ length: each.length + 1 }, (_, i) => each.slice(0, each.length - i).flat()));
    else this.multiply(Array.from({ length: 2 ** Math.min(each.length, 12) }, (_, mask) => each.filter((_set, i) => (mask >> (each.length - 1 - i)) % 2 === 0).flat()));
  }

  private multiply(sets: readonly (readonly number[])[]): void {
    this.sets = this.sets.flatMap((set) => sets.map((other) => [...new Set([...set, ...other])]));
  }

  private key(expr: Expr): number {
    const rex = bind(expr, this.base);
    const known = this.keys.findIndex((key) => same(key, rex));
    if (known >= 0) return known;
    const name = this.names.get(exprKey(expr)) ?? (rex.kind === 'input' ? (this.input.fields[rex.index]?.name ?? '') : expr.kind === 'name' ? (expr.parts.at(-1) ?? '') : '');
    this.keyNames.push(name === '' || this.keyNames.includes(name) ? `$f${this.keys.length}` : name);
    return this.keys.push(rex) - 1;
  }

  private groupWindow(call: Call): WindowSpec {
    const [time, first, second] = call.args;
    const rex = time === undefined ? null : bind(time, this.base);
    if (rex !== null && !t.isTemporal(rex.type)) throw cannotApply(`$${nameOf(call)}`, [rex.type, ...call.args.slice(1).map((arg) => bind(arg, this.base).type)], ['<DATETIME>, <DATETIME_INTERVAL>', '<DATETIME>, <DATETIME_INTERVAL>, <TIME>'], call.at);
    if (rex?.kind !== 'input' || !isTime(rex.type, this.batch)) throw refused(`Window aggregate can only be defined over a time attribute column, but ${rex === null ? '' : t.summary(rex.type)} encountered.`, call.at, TABLE_EXCEPTION);
    const kind = WINDOWS[nameOf(call)] ?? 'TUMBLE';
    return { window: kind, time: rex.index, size: millis(kind === 'HOP' ? second : first, call.at), slide: kind === 'HOP' ? millis(first, call.at) : 0, offset: 0, partitionBy: [], intervals: [first, second].flatMap((arg) => (arg?.kind === 'interval' ? [bind(arg, this.base)] : [])) };
  }

  /** The binding for what stands above the grouping. */
  binding(): Binding {
    return { ...this.base, replace: (expr) => this.replace(expr) };
  }

  private replace(expr: Expr): Rex | null {
    if (expr.kind === 'call') {
      const name = nameOf(expr);
      const property = this.property(name, expr);
      if (property !== null) return property;
      if (expr.over === null && isAggregate(name) && !isWindowOnly(name)) return this.aggregate(name, expr);
    }
    if (hasAggregate(expr) || isLiteral(expr)) return null;
    const rex = this.attempt(expr);
    const at = rex === null ? -1 : this.keys.findIndex((key) => same(key, rex));
    if (at >= 0) return input(at, this.keyType(at));
    if (expr.kind === 'name') throw invalid(`Expression '${expr.parts.join('.')}' is not being grouped`, expr.at);
    return null;
  }

  /** What is bound only to be looked at may fail: the parts then say why. */
  private attempt(expr: Expr): Rex | null {
    if (expr.kind === 'name') return bind(expr, this.base);
    try {
      return bind(expr, this.base);
    } catch {
      return null;
    }
  }

  private keyType(at: number): t.LogicalType {
    const type = this.keys[at]?.type ?? t.NULL;
    return this.sets.every((set) => set.includes(at)) ? type : t.withNull(type, true);
  }

  /** TUMBLE_START(…) and its kin. */
  private property(name: string, call: Call): Rex | null {
    const found = /^(TUMBLE|HOP|SESSION)_(START|END|ROWTIME|PROCTIME)$/.exec(name);
    if (found === null) return null;
    if (this.spec === null || this.windowKey !== exprKeys(call.args)) throw invalid(`Call to auxiliary group function '${name}' must have matching call to group function '$${found[1] ?? ''}' in GROUP BY clause`, call.at);
    const what = PROPERTIES[found[2] as keyof typeof PROPERTIES];
    if (!this.properties.includes(what)) this.properties.push(what);
    const time = this.input.fields[this.spec.time]?.type ?? t.timestamp(3);
    return input(PROPERTY_BASE + this.properties.indexOf(what), what === 'rowtime' ? t.notNull(time) : t.notNull(t.timestamp(3)));
  }

  private argument(rex: Rex): number {
    const known = this.extra.findIndex((other) => same(other, rex));
    return this.keys.length + (known >= 0 ? known : this.extra.push(rex) - 1);
  }

  private aggregate(name: string, call: Call): Rex {
    if (name.startsWith('GROUPING') || name === 'GROUP_ID') return this.groupingCall(name, call);
    if (call.args.some(hasAggregate)) throw invalid('Aggregate expressions cannot be nested', call.at);
    refuseNulls(call.args);
    const asked = call.args.filter((arg) => arg.kind !== 'named').map((arg) => bind(arg, this.base));
    // Of several values those that are never NULL do not matter.
    const args = name === 'COUNT' && !call.distinct && asked.length > 1 ? asked.filter((arg) => arg.type.nullable) : asked;
    if (name === 'COUNT' && !call.star && (args.length > 0 || asked.length === 0)) checkCounted(args.length, call.at);
    const type = aggregateType(name, args.map((arg) => arg.type), call.at);
    const isGrouped = this.keys.length > 0 || this.spec !== null;
    const options = optionsOf(name, call, args);
    const taken = args.map((arg) => this.argument(arg));
    const filter = call.filter === null ? null : this.argument(certain(bind(call.filter, this.base)));
    const orderBy = call.withinGroup.map((item): SortKey => ({ index: this.argument(bind(item.of, this.base)), descending: item.descending, nullsFirst: !item.descending }));
    const given = name.startsWith('COUNT') || name === 'LISTAGG' ? type : !isGrouped ? t.withNull(type, true) : filter === null && args[0]?.type.nullable === false && isNullOnlyOfNulls(name) ? t.notNull(type) : type;
    const made: AggregateCall = { name: aliasOf(name), args: taken, distinct: call.distinct, filter, type: given, orderBy, options, ...(aliasOf(name) === name ? {} : { written: name }) };
    return this.register(made, this.names.get(exprKey(call)) ?? null);
  }

  private register(made: AggregateCall, name: string | null): Rex {
    const known = this.calls.findIndex((other) => same(other, made));
    const at = known >= 0 ? known : this.calls.push(made) - 1;
    if (known < 0) this.callNames.push(name);
    return input(this.keys.length + at, made.type);
  }

  private groupingCall(name: string, call: Call): Rex {
    if (this.keys.length === 0 && this.spec === null && this.calls.length === 0) throw invalid(`${name} operator may only occur in an aggregate query`, call.at);
    const args = call.args.map((arg) => {
      const rex = bind(arg, this.base);
      const at = this.keys.findIndex((key) => same(key, rex));
      if (at < 0) throw invalid('Argument to GROUPING operator must be a grouped expression', arg.at);
      return at;
    });
    return this.register({ name, args, distinct: false, filter: null, type: t.notNull(t.BIGINT), orderBy: [], options: {} }, this.names.get(exprKey(call)) ?? null);
  }

  /** The relation, once everything above is bound. */
  rel(): Rel {
    const { keys, calls } = this;
    const exprs = [...keys, ...this.extra];
    const timed = this.spec === null ? exprs : [...exprs, input(this.spec.time, this.input.fields[this.spec.time]?.type ?? t.NULL)];
    const below: Rel = { kind: 'project', input: this.input, exprs: timed, fields: this.belowFields(timed) };
    const groups = keys.map((_key, i) => i);
    const fields: Field[] = [...keys.map((_key, i) => ({ name: this.keyNames[i] ?? '', type: this.keyType(i) })), ...calls.map((call, i) => ({ name: this.callNames[i] ?? `$f${keys.length + i}`, type: call.type }))];
    // A projection that changes nothing, not even names, is none (RelBuilder.project).
    const isSame = exprs.length === this.input.fields.length && exprs.every((rex, i) => rex.kind === 'input' && rex.index === i && below.fields[i]?.name === this.input.fields[i]?.name);
    if (this.spec === null) return { kind: 'aggregate', input: isSame ? this.input : below, groups, sets: this.sets.toSorted(enclosingFirst), calls, fields };
    const time = this.input.fields[this.spec.time]?.type ?? t.timestamp(3);
    const properties = this.properties.map((name): Field => ({ name: `w$${name}`, type: name === 'rowtime' ? t.notNull(time) : t.notNull(t.timestamp(3)) }));
    return { kind: 'group window', input: below, spec: { ...this.spec, time: exprs.length }, groups, calls, properties: this.properties, fields: [...fields, ...properties] };
  }

  /** Columns below the aggregation: keys by their names, arguments that are columns by theirs, others by their place. */
  private belowFields(exprs: readonly Rex[]): readonly Field[] {
    const used = new Set<string>();
    return exprs.map((rex, i): Field => {
      const name = this.keyNames[i] ?? (rex.kind === 'input' ? (this.input.fields[rex.index]?.name ?? '') : '');
      const own = name === '' || used.has(name) ? `$f${i}` : name;
      used.add(own);
      return { name: own, type: rex.type };
    });
  }

  /** Where a placeholder's column really stands. */
  place(index: number): number {
    return index >= PROPERTY_BASE ? this.keys.length + this.calls.length + index - PROPERTY_BASE : index;
  }
}

/** A FILTER counts rows where it IS TRUE. */
const certain = (rex: Rex): Rex => (rex.type.nullable ? callRex('IS TRUE', [rex], t.notNull(t.BOOLEAN)) : rex);

const isLiteral = (expr: Expr): boolean => ['number', 'text', 'bytes', 'boolean', 'null', 'temporal', 'interval', 'symbol', 'type', 'descriptor'].includes(expr.kind);
const aliasOf = (name: string): string => (name === 'STDDEV' ? 'STDDEV_SAMP' : name === 'VARIANCE' ? 'VAR_SAMP' : name);

/** What an aggregate is told besides its columns. */
export function optionsOf(name: string, call: Call, args: readonly Rex[]): Readonly<Record<string, Value>> {
  if (name === 'LISTAGG') {
    const by = args[1] ?? literal(',', t.STRING);
    if (by.kind !== 'literal') throw invalid("Argument to function 'LISTAGG' must be a literal", call.at);
    return { separator: by.kind === 'literal' ? by.value : ',' };
  }
  if (name === 'ARRAY_AGG') return { ignoreNulls: call.nulls === 'IGNORE' };
  if (!name.startsWith('JSON')) return {};
  const onNull = call.args.find((arg) => arg.kind === 'named');
  const word = onNull?.kind === 'named' && onNull.value.kind === 'symbol' ? onNull.value.value : name === 'JSON_OBJECTAGG' ? 'NULL' : 'ABSENT';
  const value = call.args[name === 'JSON_OBJECTAGG' ? 1 : 0];
  return { onNull: word, raw: value?.kind === 'call' && /^JSON_(OBJECT|ARRAY)$/i.test(value.name[0] ?? '') };
}
