// Expressions to functions, made once a plan: what a row and the world around it give.
import { overloads } from '../function/registry.ts';
import { type CallSite, type Evaluate, fitsForm } from '../function/spec.ts';
import { fitting } from '../function/text-limit.ts';
import * as t from '../type/logical-type.ts';
import type { LogicalType } from '../type/logical-type.ts';
import type { Row, Value } from '../value.ts';
import { castFunction } from './cast.ts';
import type { Env } from './env.ts';
import type { Rex, RexCall } from './rex.ts';

export type Compiled = (row: Row, env: Env) => Value;

/** Runs the queries within expressions: the batch evaluator has one; the runtime's plans have none left. */
export interface QueryRunner {
  (rex: Extract<Rex, { kind: 'query' }>, args: readonly Compiled[]): Compiled;
}

/** An expression as a function. */
export function compile(rex: Rex, queries?: QueryRunner): Compiled {
  switch (rex.kind) {
    case 'literal': {
      const { value } = rex;
      return () => value;
    }
    case 'input': {
      const { index } = rex;
      return (row) => row[index] ?? null;
    }
    case 'outer': {
      const { depth, index } = rex;
      return (_row, env) => env.outer[depth - 1]?.[index] ?? null;
    }
    case 'query': {
      if (queries === undefined) throw new Error('a query within an expression has nobody who runs it');
      return queries(rex, rex.args.map((arg) => compile(arg, queries)));
    }
    case 'call': return call(rex, queries);
  }
}

/** A condition: TRUE, and neither FALSE nor NULL. */
export function compileCondition(rex: Rex, queries?: QueryRunner): (row: Row, env: Env) => boolean {
  const value = compile(rex, queries);
  return (row, env) => value(row, env) === true;
}

function call(rex: RexCall, queries: QueryRunner | undefined): Compiled {
  const args = rex.args.map((arg) => compile(arg, queries));
  const [first = () => null, second = () => null] = args;
  switch (rex.name) {
    case 'AND': return conjunction(args, false);
    case 'OR': return conjunction(args, true);
    case 'CASE': return choice(rex, args);
    case 'COALESCE': case 'IFNULL': return firstNotNull(rex, args);
    case 'IF': return choice(rex, args);
    case 'CAST': {
      const cast = castFunction(rex.args[0]?.type ?? t.NULL, rex.type);
      return (row, env) => cast(first(row, env), env.zone);
    }
    case 'PROCTIME_MATERIALIZE': return first;
    case 'TRY_CAST': {
      const cast = castFunction(rex.args[0]?.type ?? t.NULL, rex.type);
      return (row, env) => {
        const value = first(row, env);
        try {
          return cast(value, env.zone);
        } catch {
          return null;
        }
      };
    }
    case 'FIELD': {
      const index = Number(rex.args[1]?.kind === 'literal' ? rex.args[1].value : 0);
      return (row, env) => {
        const value = first(row, env);
        return Array.isArray(value) ? ((value as readonly Value[])[index] ?? null) : null;
      };
    }
    default: return strictOrOwn(rex, args, first, second);
  }
}

function strictOrOwn(rex: RexCall, args: readonly Compiled[], first: Compiled, second: Compiled): Compiled {
  const { run, strict } = evaluator(rex);
  if (!strict) return (row, env) => run(args.map((arg) => arg(row, env)), env);
  if (args.length === 1) return (row, env) => {
    const value = first(row, env);
    return value === null ? null : run([value], env);
  };
  if (args.length === 2) return strictOfTwo(rex, first, second, run.two ?? ((a, b, env) => run([a, b], env)));
  return (row, env) => {
    const values = args.map((arg) => arg(row, env));
    return values.includes(null) ? null : run(values, env);
  };
}

/** Two arguments, of which the second is often a literal. */
function strictOfTwo({ args: [, right] }: RexCall, first: Compiled, second: Compiled, run: (a: Value, b: Value, env: Env) => Value): Compiled {
  if (right?.kind === 'literal' && right.value !== null) {
    const { value: b } = right;
    return (row, env) => {
      const a = first(row, env);
      return a === null ? null : run(a, b, env);
    };
  }
  return (row, env) => {
    const a = first(row, env);
    if (a === null) return null;
    const b = second(row, env);
    return b === null ? null : run(a, b, env);
  };
}

/** The function behind a call: the overload that the types fit. */
function evaluator(rex: RexCall): { readonly run: Evaluate; readonly strict: boolean } {
  const types = rex.args.map((arg) => arg.type);
  const all = overloads(rex.name);
  const spec = all.find((candidate) => candidate.forms.some((form) => fitsForm(form, types))) ?? all[0];
  if (spec === undefined) throw new Error(`there is no function ${rex.name}`);
  const site: CallSite = { name: rex.name, types, type: rex.type, literals: rex.args.map((arg) => (arg.kind === 'literal' ? arg.value : undefined)) };
  return { run: t.isText(rex.type) || t.isBytes(rex.type) ? measured(spec.make(site)) : spec.make(site), strict: spec.nulls === 'strict' };
}

/** The same, but a text that is too long is none. */
function measured(run: Evaluate): Evaluate {
  const { two } = run;
  const all = (values: readonly Value[], env: Env): Value => fitting(run(values, env));
  return two === undefined ? all : Object.assign(all, { two: (a: Value, b: Value, env: Env) => fitting(two(a, b, env)) });
}

/** AND (`decides` false) and OR (`decides` true) with three values: the deciding one wins over NULL. */
function conjunction(args: readonly Compiled[], decides: boolean): Compiled {
  return (row, env) => {
    let unknown = false;
    for (const arg of args) {
      const value = arg(row, env);
      if (value === decides) return decides;
      if (value === null) unknown = true;
    }
    return unknown ? null : !decides;
  };
}

/** COALESCE asks no further than it needs. */
function firstNotNull(rex: RexCall, args: readonly Compiled[]): Compiled {
  const casts = rex.args.map(({ type }) => as(type, rex.type));
  return (row, env) => {
    for (const [i, arg] of args.entries()) {
      const value = arg(row, env);
      if (value !== null) return casts[i]?.(value, env.zone) ?? null;
    }
    return null;
  };
}

/** Conditions and values in turn, the ELSE last; each value as one of the result's type. */
function choice(rex: RexCall, args: readonly Compiled[]): Compiled {
  const casts = rex.args.map(({ type }) => as(type, rex.type));
  return (row, env) => {
    for (let i = 0; i + 1 < args.length; i += 2) {
      if (args[i]?.(row, env) === true) return casts[i + 1]?.(args[i + 1]?.(row, env) ?? null, env.zone) ?? null;
    }
    const last = args.length - 1;
    return casts[last]?.(args[last]?.(row, env) ?? null, env.zone) ?? null;
  };
}

function as(from: LogicalType, to: LogicalType): (value: Value, zone: string) => Value {
  return t.sameType(from, to) ? (value) => value : castFunction(from, to);
}
