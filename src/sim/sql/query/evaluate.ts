// The batch evaluator: a query over finite tables, as naively as relational algebra reads. What the streaming plans are held against.
import { compile, type Compiled, compileCondition, type QueryRunner } from '../expr/compile.ts';
import type { Env } from '../expr/env.ts';
import type { Rex } from '../expr/rex.ts';
import { comparing } from '../function/operators.ts';
import { failed } from '../problem.ts';
import { type Row, rowKey, type Value } from '../value.ts';
import { elementsOf } from './elements.ts';
import { evaluateAggregate, evaluateGroupWindow } from './evaluate-aggregate.ts';
import { evaluateMatch } from './evaluate-match.ts';
import { evaluateOver } from './evaluate-over.ts';
import { type Rel, typesOf } from './rel.ts';
import { rowOrder } from './row-order.ts';
import { windowsOf } from './windows.ts';

/** A table's rows by its full name. */
export interface Tables {
  rows(path: readonly string[]): readonly Row[];
}

/** Rows of an intermediate result beyond which an evaluation ends. */
const MOST_ROWS = 1_000_000;

/** All rows of a query, in an order that is ORDER BY's or follows from the inputs'. */
export function evaluate(rel: Rel, tables: Tables, env: Env): readonly Row[] {
  const runner = queryRunner(tables);
  const below = (of: Rel): readonly Row[] => evaluate(of, tables, env);
  switch (rel.kind) {
    case 'scan': return tables.rows(rel.table);
    case 'values': return rel.rows;
    case 'project': {
      const exprs = rel.exprs.map((rex) => compile(rex, runner));
      return below(rel.input).map((row) => exprs.map((expr) => expr(row, env)));
    }
    case 'filter': {
      const condition = compileCondition(rel.condition, runner);
      return below(rel.input).filter((row) => condition(row, env));
    }
    case 'watermark': return below(rel.input);
    case 'join': return joined(rel, below(rel.left), below(rel.right), env, runner);
    case 'correlate': return correlated(rel, tables, env, runner);
    case 'temporal join': return temporal(rel, below(rel.left), below(rel.right), env, runner);
    case 'aggregate': return evaluateAggregate(rel, below(rel.input), env);
    case 'group window': return evaluateGroupWindow(rel, below(rel.input), env);
    case 'window table': return windowsOf(below(rel.input), rel.spec, env.zone, rel.input.fields[rel.spec.time]?.type.kind === 'TIMESTAMP_LTZ').flatMap(({ row, windows }) => windows.map(([start, end]) => [...row, start, end, end - 1]));
    case 'over': return evaluateOver(rel, below(rel.input), env);
    case 'sort': {
      const sorted = below(rel.input).toSorted(rowOrder(rel.keys, typesOf(rel)));
      return sorted.slice(rel.offset, rel.limit === null ? undefined : rel.offset + rel.limit);
    }
    case 'set': return setOperation(rel, rel.inputs.map(below));
    case 'unnest': return unnested(rel, env, runner);
    case 'match': return evaluateMatch(rel, below(rel.input), env);
  }
}

const nulls = (width: number): Row => Array.from({ length: width }, () => null);

function joined(rel: Extract<Rel, { kind: 'join' }>, left: readonly Row[], right: readonly Row[], env: Env, runner: QueryRunner): Row[] {
  const condition = compileCondition(rel.condition, runner);
  const out: Row[] = [];
  const met = right.map(() => false);
  const [outerLeft, outerRight] = [rel.join === 'LEFT' || rel.join === 'FULL', rel.join === 'RIGHT' || rel.join === 'FULL'];
  for (const a of left) {
    let found = false;
    for (const [i, b] of right.entries()) {
      const both = [...a, ...b];
      if (!condition(both, env)) continue;
      found = true;
      met[i] = true;
      if (rel.join !== 'SEMI' && rel.join !== 'ANTI') out.push(both);
    }
    if (!found && outerLeft) out.push([...a, ...nulls(rel.right.fields.length)]);
    if ((rel.join === 'SEMI' && found) || (rel.join === 'ANTI' && !found)) out.push(a);
    if (out.length > MOST_ROWS) throw failed('java.lang.OutOfMemoryError', 'Java heap space');
  }
  if (outerRight) right.forEach((b, i) => {
    if (met[i] !== true) out.push([...nulls(rel.left.fields.length), ...b]);
  });
  return out;
}

function correlated(rel: Extract<Rel, { kind: 'correlate' }>, tables: Tables, env: Env, runner: QueryRunner): Row[] {
  const condition = compileCondition(rel.condition, runner);
  return evaluate(rel.left, tables, env).flatMap((a) => {
    const found = evaluate(rel.right, tables, { ...env, outer: [a, ...env.outer] }).map((b) => [...a, ...b]).filter((row) => condition(row, env));
    return found.length === 0 && rel.join === 'LEFT' ? [[...a, ...nulls(rel.right.fields.length)]] : found;
  });
}

/** The newest version of those that fit: right rows come with the time in their ROWTIME column. */
function temporal(rel: Extract<Rel, { kind: 'temporal join' }>, left: readonly Row[], right: readonly Row[], env: Env, runner: QueryRunner): Row[] {
  const condition = compileCondition(rel.condition, runner);
  const version = rel.right.fields.findIndex((field) => 'attribute' in field.type && field.type.attribute === 'ROWTIME');
  const order = (a: Value, b: Value): number => Number(a) - Number(b);
  return left.flatMap((a) => {
    let best: Row | null = null;
    for (const b of right) {
      const [at, from] = [a[rel.time] ?? null, b[version] ?? null];
      const known = version < 0 || rel.time < 0 || (at !== null && from !== null && order(from, at) <= 0);
      if (known && condition([...a, ...b], env) && (best === null || version < 0 || order(b[version] ?? null, best[version] ?? null) >= 0)) best = b;
    }
    if (best !== null) return [[...a, ...best]];
    return rel.join === 'LEFT' ? [[...a, ...nulls(rel.right.fields.length)]] : [];
  });
}

function setOperation(rel: Extract<Rel, { kind: 'set' }>, inputs: readonly (readonly Row[])[]): readonly Row[] {
  const [left = [], ...rest] = inputs;
  if (rel.operator === 'UNION') return rel.all ? inputs.flat() : distinctRows(inputs.flat());
  return rest.reduce((rows, other) => {
    const counts = new Map<string, number>();
    for (const row of other) counts.set(rowKey(row), (counts.get(rowKey(row)) ?? 0) + 1);
    const wanted = rel.operator === 'INTERSECT';
    const kept = rows.filter((row) => {
      const count = counts.get(rowKey(row)) ?? 0;
      if (rel.all && count > 0) counts.set(rowKey(row), count - 1);
      return count > 0 === wanted;
    });
    return rel.all ? kept : distinctRows(kept);
  }, left);
}

export function distinctRows(rows: readonly Row[]): readonly Row[] {
  return [...new Map(rows.map((row) => [rowKey(row), row])).values()];
}

function unnested(rel: Extract<Rel, { kind: 'unnest' }>, env: Env, runner: QueryRunner): readonly Row[] {
  const width = rel.fields.length - (rel.ordinality ? 1 : 0);
  return elementsOf(rel.collection.type, width, rel.ordinality)(compile(rel.collection, runner)([], env));
}

/** Runs the queries within expressions, each anew for its row. */
function queryRunner(tables: Tables): QueryRunner {
  return (rex, args) => {
    const rows = (row: Row, env: Env): readonly Row[] => evaluate(rex.rel, tables, { ...env, outer: [row, ...env.outer] });
    const first: Compiled = args[0] ?? (() => null);
    if (rex.mode === 'exists') return (row, env) => rows(row, env).length > 0;
    if (rex.mode === 'scalar') return (row, env) => {
      const found = rows(row, env);
      if (found.length > 1) throw failed('org.apache.flink.table.api.TableRuntimeException', 'SingleValueAggFunction received more than one element.');
      return found[0]?.[0] ?? null;
    };
    if (rex.mode === 'in') return inQuery(rex, args, rows);
    return quantified(rex, first, rows);
  };
}

type RowsOf = (row: Row, env: Env) => readonly Row[];

function inQuery(rex: Extract<Rex, { kind: 'query' }>, args: readonly Compiled[], rows: RowsOf): Compiled {
  const orders = rex.args.map((arg, i) => comparing([arg.type, rex.rel.fields[i]?.type ?? arg.type]));
  return (row, env) => {
    const wanted = args.map((arg) => arg(row, env));
    let unknown = false;
    for (const found of rows(row, env)) {
      let equal: boolean | null = true;
      for (const [i, order] of orders.entries()) {
        const [a, b] = [wanted[i] ?? null, found[i] ?? null];
        if (a === null || b === null) equal = equal === false ? false : null;
        else if (order(a, b, env.zone) !== 0) equal = false;
      }
      if (equal === true) return true;
      if (equal === null) unknown = true;
    }
    return unknown ? null : false;
  };
}

const TESTS: Readonly<Record<string, (order: number) => boolean>> = { '=': (o) => o === 0, '<>': (o) => o !== 0, '<': (o) => o < 0, '<=': (o) => o <= 0, '>': (o) => o > 0, '>=': (o) => o >= 0 };

function quantified(rex: Extract<Rex, { kind: 'query' }>, of: Compiled, rows: RowsOf): Compiled {
  const [quantifier = 'SOME', sign = '='] = rex.mode.split(' ');
  const order = comparing([rex.args[0]?.type ?? rex.type, rex.rel.fields[0]?.type ?? rex.type]);
  const test = TESTS[sign] ?? (() => false);
  const decides = quantifier === 'SOME';
  return (row, env) => {
    const value = of(row, env);
    let unknown = false;
    for (const [found = null] of rows(row, env)) {
      if (value === null || found === null) unknown = true;
      else if (test(order(value, found, env.zone)) === decides) return decides;
    }
    return unknown ? null : !decides;
  };
}

