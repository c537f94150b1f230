// MATCH_RECOGNIZE bound: its expressions over the rows of pattern variables, and Flink's refusals.
import type { Call, Expr, MatchClause, Pattern, TableRef } from '../parser/ast.ts';
import { input, type Rex } from '../expr/rex.ts';
import { automatonOf } from '../match/states.ts';
import { invalid, refused, TABLE_EXCEPTION } from '../problem.ts';
import { same } from '../same.ts';
import * as t from '../type/logical-type.ts';
import type { Field } from '../type/logical-type.ts';
import { aggregateType, isAggregate, isWindowOnly } from '../validate/aggregates.ts';
import { bind } from '../validate/expression.ts';
import { bindLiteral } from '../validate/literals.ts';
import { type Binding, fieldsOf } from '../validate/scope.ts';
import type { Bound } from './from.ts';
import { nameOf, optionsOf } from './grouping.ts';
import type { MatchExpression, MatchRef, MatchSpec, Rel, SortKey } from './rel.ts';

/** The relation of a match over what stands in FROM; `base` binds names to its columns. */
export function bindMatch({ match, at }: Extract<TableRef, { kind: 'match' }>, from: Bound, base: Binding): Rel {
  const { rel } = from;
  const partitionBy = match.partitionBy.map((by) => columnOf(bind(by, base), by));
  const variables = new Set([...variablesOf(match.pattern), ...match.define.map((one) => one.name)]);
  const bound = new Expressions(rel, base, variables);
  const define: Record<string, MatchExpression> = {};
  for (const one of match.define) {
    if (!variablesOf(match.pattern).includes(one.name)) throw invalid(`Unknown pattern '${one.name}'`, one.at);
    if (Object.hasOwn(define, one.name)) throw invalid(`Pattern variable '${one.name}' has already been defined`, one.at);
    const condition = bound.bind(one.of);
    if (condition.rex.type.kind !== 'BOOLEAN' && condition.rex.type.kind !== 'NULL') throw invalid('DEFINE clause must be a condition', one.at);
    define[one.name] = condition;
  }
  const measures = match.measures.map((measure) => bound.bind(measure.of));
  const order = match.orderBy.map((item): SortKey => ({ index: columnOf(bind(item.of, base), item.of), descending: item.descending, nullsFirst: item.nulls === null ? !item.descending : item.nulls === 'FIRST' }));
  const spec: MatchSpec = { partitionBy, order, measures, pattern: match.pattern, define, after: match.after ?? { kind: 'TO NEXT ROW' }, withinMs: within(match) };
  check(match, spec, rel, at);
  const fields: Field[] = [
    ...partitionBy.map((index): Field => ({ name: rel.fields[index]?.name ?? '', type: rel.fields[index]?.type ?? t.NULL })),
    ...measures.map(({ rex }, i): Field => ({ name: match.measures[i]?.name ?? '', type: rex.type })),
  ];
  return { kind: 'match', input: rel, spec, fields };
}

function columnOf(rex: Rex, expr: Expr): number {
  if (rex.kind !== 'input') throw invalid('Only columns are supported in PARTITION BY and ORDER BY of MATCH_RECOGNIZE', expr.at);
  return rex.index;
}

export function variablesOf(pattern: Pattern): readonly string[] {
  switch (pattern.kind) {
    case 'variable': return [pattern.name];
    case 'sequence': case 'alternation': case 'permute': return pattern.of.flatMap(variablesOf);
    case 'exclusion': case 'repeat': return variablesOf(pattern.of);
  }
}

function within({ within: expr }: MatchClause): number | null {
  if (expr === null) return null;
  const rex = expr.kind === 'interval' ? bindLiteral(expr) : null;
  if (rex?.kind !== 'literal' || typeof rex.value !== 'number') throw invalid('Only constant intervals are supported in WITHIN', expr.at);
  if (rex.type.kind !== 'INTERVAL_DAY_TIME') throw refused('Only constant intervals with millisecond resolution are supported as time constraints of patterns.', expr.at, TABLE_EXCEPTION);
  return rex.value;
}

/** What Flink's planner refuses, in its order. */
function check(match: MatchClause, { order, after }: MatchSpec, rel: Rel, at: Extract<TableRef, { kind: 'match' }>['at']): void {
  const no = (text: string): Error => refused(text, at, TABLE_EXCEPTION);
  if (match.rows === 'ALL ROWS PER MATCH') throw no('All rows per match mode is not supported yet.');
  const names = variablesOf(match.pattern);
  if (after.kind === 'TO FIRST' || after.kind === 'TO LAST') {
    if (!names.includes(after.variable)) throw invalid(`Unknown pattern '${after.variable}'`, at);
  }
  const [first] = order;
  const type = first === undefined ? undefined : rel.fields[first.index]?.type;
  if (first === undefined) throw no('You must specify either rowtime or proctime for order by.');
  if (type === undefined || !('attribute' in type) || type.attribute === undefined) throw no('You must specify either rowtime or proctime for order by as the first one.');
  if (first.descending) throw no('Primary sort order of a streaming table must be ascending on time.');
  automatonOf(match.pattern);
  const again = names.find((name, i) => names.indexOf(name) !== i);
  if (again !== undefined) throw no('Pattern variables must be unique. That might change in the future.');
}

const EDGES: Readonly<Record<string, { readonly which: 'FIRST' | 'LAST' }>> = { FIRST: { which: 'FIRST' }, LAST: { which: 'LAST' } };

/** Which row of a variable is meant. */
type Edge = Pick<Extract<MatchRef, { kind: 'row' }>, 'which' | 'offset' | 'named'>;

/** Binds expressions: each row or aggregate that one asks for becomes a column of its own. */
class Expressions {
  private readonly rel: Rel;
  private readonly base: Binding;
  private readonly variables: ReadonlySet<string>;

  constructor(rel: Rel, base: Binding, variables: ReadonlySet<string>) {
    this.rel = rel;
    this.base = base;
    this.variables = variables;
  }

  bind(expr: Expr): MatchExpression {
    const refs: MatchRef[] = [];
    const place = (ref: MatchRef, type: t.LogicalType): Rex => {
      const known = refs.findIndex((other) => same(other, ref));
      return input(known >= 0 ? known : refs.push(ref) - 1, t.withNull(t.plain(type), true));
    };
    const binding = (edge: Edge): Binding => ({ ...this.base, replace: (one) => this.replace(one, edge, place, binding) });
    return { refs, rex: bind(expr, binding({ which: 'LAST', offset: 0 })) };
  }

  private replace(expr: Expr, here: Edge, place: (ref: MatchRef, type: t.LogicalType) => Rex, binding: (edge: Edge) => Binding): Rex | null {
    if (expr.kind === 'name') return this.column(expr, here, place);
    if (expr.kind !== 'call') return null;
    const name = nameOf(expr);
    const edge = Object.hasOwn(EDGES, name) ? EDGES[name] : undefined;
    const [of, by] = expr.args;
    if (edge !== undefined && of !== undefined) {
      const count = by === undefined ? 0 : literalCount(by);
      return bind(of, binding({ which: edge.which, offset: count, named: true }));
    }
    if (name === 'PREV' || name === 'NEXT') throw refused('Flink does not support physical offsets within partition.', expr.at, TABLE_EXCEPTION);
    if (name === 'MATCH_ROWTIME') return place({ kind: 'rowtime' }, this.timeType());
    if (name === 'MATCH_PROCTIME') return place({ kind: 'proctime' }, t.timestampLtz(3));
    if (isAggregate(name) && !isWindowOnly(name) && expr.over === null) return this.aggregate(name, expr, place);
    return null;
  }

  private timeType(): t.LogicalType {
    return this.rel.fields.find((field) => 'attribute' in field.type && field.type.attribute === 'ROWTIME')?.type ?? t.timestamp(3);
  }

  /** `A.price`, `price`, `A.address.city`. */
  private column(expr: Extract<Expr, { kind: 'name' }>, edge: Edge, place: (ref: MatchRef, type: t.LogicalType) => Rex): Rex | null {
    const [head = '', ...rest] = expr.parts;
    const variable = rest.length > 0 && this.variables.has(head) ? head : null;
    const names = variable === null ? expr.parts : rest;
    const column = this.rel.fields.findIndex((field) => field.name === names[0]);
    const type = this.rel.fields[column]?.type;
    if (type === undefined) {
      if (variable !== null) throw invalid(`Column '${names[0] ?? ''}' not found in table '${variable}'`, expr.at);
      // A word that is no column may be a function, or is none at all.
      return null;
    }
    return fieldsOf(place({ kind: 'row', variable, ...edge, column }, type), names.slice(1), expr.parts, expr.at);
  }

  private aggregate(name: string, call: Call, place: (ref: MatchRef, type: t.LogicalType) => Rex): Rex {
    if (call.distinct) throw invalid(`DISTINCT/ALL not allowed with ${name}(DISTINCT ${call.args.map((arg) => (arg.kind === 'name' ? arg.parts.map((part) => `\`${part}\``).join('.') : '*')).join(', ')}) function`, call.at);
    const seen = new Set<string | null>();
    const plain: Binding = {
      ...this.base,
      replace: (one) => {
        if (one.kind !== 'name') return null;
        const [head = '', ...rest] = one.parts;
        const variable = rest.length > 0 && this.variables.has(head) ? head : null;
        seen.add(variable);
        const names = variable === null ? one.parts : rest;
        const column = this.rel.fields.findIndex((field) => field.name === names[0]);
        const type = this.rel.fields[column]?.type;
        return type === undefined ? null : fieldsOf(input(column, type), names.slice(1), one.parts, one.at);
      },
    };
    const stars = call.args.filter((arg) => arg.kind === 'star');
    for (const star of stars) seen.add(star.parts[0] ?? null);
    const args = call.args.filter((arg) => arg.kind !== 'named' && arg.kind !== 'star').map((arg) => bind(arg, plain));
    if (seen.size > 1) throw refused('Aggregation must be applied to a single pattern variable', call.at);
    const type = aggregateType(name, args.map((arg) => arg.type), call.at);
    const taken = name === 'LISTAGG' ? args.slice(0, 1) : args;
    const ref: MatchRef = { kind: 'aggregate', variable: [...seen][0] ?? null, args: taken, call: { name, args: taken.map((_arg, i) => i), distinct: false, filter: null, type, orderBy: [], options: optionsOf(name, call, args) } };
    return place(ref, type);
  }
}

function literalCount(expr: Expr): number {
  if (expr.kind !== 'number') throw invalid('Logical offset must be a constant', expr.at);
  return Number(expr.text);
}
