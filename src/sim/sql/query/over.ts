// OVER bound: calls over windows of rows become columns behind the input's.
import type { Bound as FrameEnd, Call, Expr, SortItem, Window } from '../parser/ast.ts';
import { callRex, input, literal, type Rex } from '../expr/rex.ts';
import { invalid, type Place } from '../problem.ts';
import { same } from '../same.ts';
import * as t from '../type/logical-type.ts';
import { overloads } from '../function/registry.ts';
import { noMatch, resolveCall } from '../validate/functions.ts';
import { aggregateType, checkCounted, isAggregate } from '../validate/aggregates.ts';
import { bind, refuseNulls } from '../validate/expression.ts';
import type { Binding } from '../validate/scope.ts';
import { nameOf, optionsOf } from './grouping.ts';
import type { FrameBound, OverCall, Rel, SortKey } from './rel.ts';

/** Places of window calls until their real ones are known. */
const OVER_BASE = 1_000_000;

/** Whether a window holds the row itself, so that it is never empty (SqlWindow.isAlwaysNonEmpty). */
const hasRows = ({ from, to }: OverCall['frame']): boolean => (from.kind === 'current' || !from.following) && (to.kind === 'current' || to.following);

export class Windows {
  private readonly base: Binding;
  private readonly named: Readonly<Record<string, Window>>;
  private readonly extra: Rex[] = [];
  private readonly calls: OverCall[] = [];

  constructor(base: Binding, named: readonly { readonly name: string; readonly window: Window }[]) {
    this.base = base;
    this.named = Object.fromEntries(named.map(({ name, window }) => [name, window]));
  }

  /** The binding for what stands above. */
  binding(): Binding {
    return { ...this.base, replace: (expr) => this.replace(expr) };
  }

  private replace(expr: Expr): Rex | null {
    if (expr.kind === 'call' && expr.over !== null) return this.over(expr, expr.over);
    return this.base.replace?.(expr) ?? null;
  }

  private windowOf(of: Window | string, call: Call): Window {
    if (typeof of === 'string' || of.base !== null) {
      const name = typeof of === 'string' ? of : (of.base ?? '');
      const found = Object.hasOwn(this.named, name) ? this.named[name] : undefined;
      if (found === undefined) throw invalid(`Window '${name}' not found`, call.at);
      if (typeof of === 'string') return this.windowOf(found, call);
      return { ...found, partitionBy: [...found.partitionBy, ...of.partitionBy], orderBy: of.orderBy.length > 0 ? of.orderBy : found.orderBy, frame: of.frame ?? found.frame };
    }
    return of;
  }

  private column(expr: Expr): number {
    const rex = bind(expr, this.base);
    const known = this.extra.findIndex((other) => same(other, rex));
    return known >= 0 ? known : this.extra.push(rex) - 1;
  }

  private sortKey(item: SortItem): SortKey {
    return { index: this.column(item.of), descending: item.descending, nullsFirst: item.nulls === null ? !item.descending : item.nulls === 'FIRST' };
  }

  private over(call: Call, of: Window | string): Rex {
    const name = nameOf(call);
    if (!isAggregate(name) && overloads(name).length === 0) throw noMatch(call.name.join('.'), call.args.map((arg) => bind(arg, this.base).type), call.at);
    if (!isAggregate(name)) throw invalid('OVER must be applied to aggregate function', call.at);
    const over = this.windowOf(of, call);
    refuseNulls(call.args);
    const args = call.args.filter((arg) => arg.kind !== 'named').map((arg) => bind(arg, this.base));
    if (name === 'COUNT' && !call.star) checkCounted(args.length, call.at);
    const type = aggregateType(name, args.map((arg) => arg.type), call.at);
    const orderBy = over.orderBy.map((item) => this.sortKey(item));
    const made: OverCall = {
      name: name === 'STDDEV' ? 'STDDEV_SAMP' : name === 'VARIANCE' ? 'VAR_SAMP' : name, args: call.args.filter((arg) => arg.kind !== 'named').map((arg) => this.column(arg)), distinct: call.distinct,
      filter: call.filter === null ? null : this.column(call.filter), type, options: optionsOf(name, call, args), partitionBy: over.partitionBy.map((by) => this.column(by)), orderBy, frame: this.frame(over),
    };
    const [of_] = args;
    const never = of_ !== undefined && !of_.type.nullable && call.filter === null && hasRows(made.frame);
    if (name === 'SUM') return this.sum(made, never);
    if (name === 'AVG' && of_ !== undefined) return this.average(made, of_.type, never, call.at);
    return this.register(made);
  }

  private register(made: OverCall): Rex {
    const known = this.calls.findIndex((other) => same(other, made));
    return input(OVER_BASE + (known >= 0 ? known : this.calls.push(made) - 1), made.type);
  }

  /** A sum is that of a count and a sum that begins at zero, as Calcite's converter makes it; where it is never NULL it is itself. */
  private sum(made: OverCall, never: boolean): Rex {
    if (never) return this.register({ ...made, type: t.notNull(made.type) });
    const big = t.notNull(t.BIGINT);
    const count = this.register({ ...made, name: 'COUNT', type: big });
    const sum = this.register({ ...made, name: 'SUM0', type: t.notNull(made.type) });
    return callRex('CASE', [callRex('>', [count, literal(0, big)], t.notNull(t.BOOLEAN)), sum, literal(null, t.withNull(made.type, true))], t.withNull(made.type, true));
  }

  private average(made: OverCall, of: t.LogicalType, never: boolean, at: Place): Rex {
    const sumType = aggregateType('SUM', [of], at);
    const sum = this.sum({ ...made, name: 'SUM', type: sumType }, never);
    const count = this.register({ ...made, name: 'COUNT', type: t.notNull(t.BIGINT) });
    const quotient = resolveCall('/', [sum, count], at);
    return t.sameType(quotient.type, made.type) ? quotient : callRex('CAST', [quotient], t.withNull(made.type, !never));
  }

  private frame({ frame, orderBy, at }: Window): OverCall['frame'] {
    if (frame === null) return { unit: 'RANGE', from: { kind: 'unbounded', following: false }, to: orderBy.length === 0 ? { kind: 'unbounded', following: true } : { kind: 'current', following: false } };
    const made = { unit: frame.unit, from: this.bound(frame.from), to: this.bound(frame.to) };
    if (made.from.kind === 'offset' && made.from.following && made.to.kind === 'current') throw invalid('Upper frame boundary cannot be CURRENT ROW when lower boundary is FOLLOWING', frame.from.kind === 'offset' ? frame.from.of.at : at);
    return made;
  }

  private bound(end: FrameEnd): FrameBound {
    if (end.kind !== 'offset') return { kind: end.kind, following: end.following };
    const rex = bind(end.of, this.base);
    return { kind: 'offset', offset: rex.kind === 'literal' ? rex.value : 0, type: rex.type, following: end.following };
  }

  get any(): boolean {
    return this.calls.length > 0;
  }

  /** Expressions that are no columns of what stands below: they become some. */
  private added(): readonly Rex[] {
    return this.extra.filter((rex) => rex.kind !== 'input');
  }

  /** The relation with a column for each call behind its own. */
  rel(of: Rel): Rel {
    if (!this.any) return of;
    const width = of.fields.length;
    const added = this.added();
    const exprs = [...of.fields.map((field, i) => input(i, field.type)), ...added];
    const below: Rel = added.length === 0 ? of : { kind: 'project', input: of, exprs, fields: exprs.map((rex, i) => ({ name: of.fields[i]?.name ?? `$${i}`, type: rex.type })) };
    const at = (index: number): number => {
      const rex = this.extra[index];
      return rex?.kind === 'input' ? rex.index : width + (rex === undefined ? 0 : added.indexOf(rex));
    };
    const key = (sort: SortKey): SortKey => ({ ...sort, index: at(sort.index) });
    const calls = this.calls.map((call): OverCall => ({ ...call, args: call.args.map(at), filter: call.filter === null ? null : at(call.filter), partitionBy: call.partitionBy.map(at), orderBy: call.orderBy.map(key) }));
    return { kind: 'over', input: below, calls, fields: [...below.fields, ...calls.map((call, i) => ({ name: `w0$o${i}`, type: call.type }))] };
  }

  /** Where a placeholder's column really stands above a relation so wide. */
  place(index: number, width: number): number {
    return index >= OVER_BASE && index < 2 * OVER_BASE ? width + this.added().length + index - OVER_BASE : index;
  }

  /** The expressions that windows need of what stands below, to be placed as it is. */
  move(by: (index: number) => number, shift: (rex: Rex, by: (index: number) => number) => Rex): void {
    this.extra.forEach((rex, i) => {
      this.extra[i] = shift(rex, by);
    });
  }
}

