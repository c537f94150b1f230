// Expressions to functions: each node becomes a closure once; closures are no part of any state.
import type { Row, Value } from '../record.ts';
import { UserCodeError } from '../user-code-error.ts';
import { type Expression, type Operator, parseExpression, type Scope } from './expression.ts';
import { entry, type FunctionEnv, FUNCTIONS, shown } from './functions.ts';

/** What an expression became: its value over one row or two. */
export type Compiled = (row: Row, other: Row, env: FunctionEnv) => Value;

/** What has nothing to ask: for expressions over rows alone. */
export const NO_ENV: FunctionEnv = { timestamp: () => 0, watermark: () => 0, processingTime: () => 0, key: () => null, state: () => null };

/** Parses and compiles. A text that is no expression is a fault of whoever made the job: jobs are checked before they are submitted. */
export function compile(text: string, scope: Scope): Compiled {
  const parsed = parseExpression(text, scope);
  if (!parsed.ok) throw new UserCodeError('java.lang.IllegalArgumentException', `${text}: ${parsed.problem.message}`);
  return compileTree(parsed.expression);
}

/** A condition: true where the value is true, and nothing else is. */
export function compileCondition(text: string, scope: Scope): (row: Row, other: Row, env: FunctionEnv) => boolean {
  const value = compile(text, scope);
  return (row, other, env) => value(row, other, env) === true;
}

/** A row of these values. It is made at its length: a list that grows takes several times the memory. */
export function compileRow(values: readonly Compiled[]): (row: Row, other: Row, env: FunctionEnv) => Row {
  const [a, b, c, d] = values;
  if (a === undefined || values.length > 4) return (row, other, env) => values.map((value) => value(row, other, env));
  if (b === undefined) return (row, other, env) => [a(row, other, env)];
  if (c === undefined) return (row, other, env) => [a(row, other, env), b(row, other, env)];
  if (d === undefined) return (row, other, env) => [a(row, other, env), b(row, other, env), c(row, other, env)];
  return (row, other, env) => [a(row, other, env), b(row, other, env), c(row, other, env), d(row, other, env)];
}

export function compileTree(tree: Expression): Compiled {
  switch (tree.kind) {
    case 'literal': {
      const { value } = tree;
      return () => value;
    }
    case 'field': {
      const { position } = tree;
      if (tree.input === 0) return (row) => row[position] ?? null;
      return (_row, other) => other[position] ?? null;
    }
    case 'binary': return binary(tree.operator, compileTree(tree.left), compileTree(tree.right));
    case 'and': {
      const [left, right] = [compileTree(tree.left), compileTree(tree.right)];
      return (row, other, env) => left(row, other, env) === true && right(row, other, env) === true;
    }
    case 'or': {
      const [left, right] = [compileTree(tree.left), compileTree(tree.right)];
      return (row, other, env) => left(row, other, env) === true || right(row, other, env) === true;
    }
    case 'not': {
      const of = compileTree(tree.of);
      return (row, other, env) => of(row, other, env) !== true;
    }
    case 'minus': {
      const of = compileTree(tree.of);
      return (row, other, env) => -Number(of(row, other, env) ?? 0);
    }
    case 'at': {
      const [of, index] = [compileTree(tree.of), compileTree(tree.index)];
      return (row, other, env) => entry(of(row, other, env), index(row, other, env));
    }
    case 'list': {
      const items = tree.items.map(compileTree);
      return (row, other, env) => items.map((item) => item(row, other, env));
    }
    case 'call': return call(tree.name, tree.args.map(compileTree));
  }
}

function call(name: string, args: readonly Compiled[]): Compiled {
  const known = FUNCTIONS[name];
  if (known === undefined) throw new UserCodeError('java.lang.NoSuchMethodError', name);
  const run = known.call;
  const [first] = args;
  if (args.length === 1 && first !== undefined) return (row, other, env) => run([first(row, other, env)], env);
  return (row, other, env) => run(args.map((arg) => arg(row, other, env)), env);
}

/** Null where either side is, as in SQL; text joins with +, as in Java. */
function binary(operator: Operator, left: Compiled, right: Compiled): Compiled {
  const of = (calculate: (a: never, b: never) => Value): Compiled => (row, other, env) => {
    const a = left(row, other, env);
    const b = right(row, other, env);
    return a === null || b === null ? null : calculate(a as never, b as never);
  };
  switch (operator) {
    case '=': return (row, other, env) => same(left(row, other, env), right(row, other, env));
    case '!=': return (row, other, env) => !same(left(row, other, env), right(row, other, env));
    case '<': return of((a: number, b: number) => a < b);
    case '<=': return of((a: number, b: number) => a <= b);
    case '>': return of((a: number, b: number) => a > b);
    case '>=': return of((a: number, b: number) => a >= b);
    case '+': return of((a: Value, b: Value) => (typeof a === 'number' && typeof b === 'number' ? a + b : shown(a) + shown(b)));
    case '-': return of((a: number, b: number) => a - b);
    case '*': return of((a: number, b: number) => a * b);
    case '/': return of((a: number, b: number) => quotient(a, b));
    case '%': return of((a: number, b: number) => {
      if (b === 0) throw new UserCodeError('java.lang.ArithmeticException', '/ by zero');
      return a % b;
    });
    case '||': return of((a: Value, b: Value) => shown(a) + shown(b));
  }
}

function quotient(a: number, b: number): number {
  if (b === 0) throw new UserCodeError('java.lang.ArithmeticException', '/ by zero');
  return a / b;
}

function same(a: Value, b: Value): boolean {
  return a === b || (typeof a === 'object' && typeof b === 'object' && a !== null && b !== null && JSON.stringify(a) === JSON.stringify(b));
}
