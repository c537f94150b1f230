// awk's machine: variables, fields, statements. It runs one record at a time and keeps plain data between records.
import type { Os } from '../../program.ts';
import { Exhausted, held } from '../../exhausted.ts';
import { compile } from '../text/posix-regex.ts';
import { callBuiltin } from './builtins.ts';
import type { AwkProgram, Expr, Stmt } from './syntax.ts';
import { compare, isTrue, toNumber, toText, UNSET, type Value } from './values.ts';

export type AwkArray = Record<string, Value>;

/** All that a running awk knows. Keys of arrays carry a leading `.`, so that they keep their order of insertion. */
export interface Machine {
  readonly program: AwkProgram;
  readonly globals: Record<string, Value>;
  readonly arrays: Record<string, AwkArray>;
  record: string;
  /** Null where the record has changed and was not split since. */
  fields: Value[] | null;
  /** Which rules with a range are inside it. */
  inRange: boolean[];
  /** Files opened by `>` in this run: the first write empties them. */
  opened: string[];
  /** What is left of files read by `getline < file`. */
  reading: Record<string, string>;
  /** How many steps this record may still take. */
  steps: number;
  /** How many elements all arrays have. */
  elements: number;
  seed: number;
}

/** How a statement ended. */
export type Outcome = { readonly kind: 'normal' | 'break' | 'continue' | 'next' } | { readonly kind: 'exit'; readonly status: number } | { readonly kind: 'return'; readonly value: Value };

const NORMAL: Outcome = { kind: 'normal' };
const STEP_LIMIT = 2_000_000;
const DEPTH_LIMIT = 200;
const MOST_ELEMENTS = 200_000;

/** A local scope: values and arrays of a running function. An array passed by name is shared. */
interface Scope {
  readonly values: Record<string, Value>;
  readonly arrays: Record<string, AwkArray>;
  readonly names: readonly string[];
  readonly depth: number;
}

/** What an expression may reach while it runs. */
export interface Run {
  readonly machine: Machine;
  readonly os: Os;
  readonly scope: Scope | null;
}

/** Ends the program with mawk's words for an error at run time; caught in program.ts. */
export class AwkError extends Error {}

export function createMachine(program: AwkProgram): Machine {
  const globals: Record<string, Value> = { FS: ' ', OFS: ' ', ORS: '\n', RS: '\n', NR: 0, FNR: 0, NF: 0, SUBSEP: '\x1c', CONVFMT: '%.6g', OFMT: '%.6g', FILENAME: '', RSTART: 0, RLENGTH: -1 };
  return { program, globals, arrays: {}, record: '', fields: [], inRange: program.rules.map(() => false), opened: [], reading: {}, steps: STEP_LIMIT, elements: 0, seed: 0 };
}

/** Runs the rules of one phase; 'line' rules see the record that was set before. */
export function runRules(machine: Machine, when: 'BEGIN' | 'END' | 'line', os: Os): Outcome {
  machine.steps = STEP_LIMIT;
  const run: Run = { machine, os, scope: null };
  for (const [index, rule] of machine.program.rules.entries()) {
    if (rule.when !== when || (when === 'line' && !applies(run, index))) continue;
    const outcome = rule.body === null ? print(run, [], null) : execute(run, rule.body);
    if (outcome.kind === 'exit') return outcome;
    if (outcome.kind === 'next') return NORMAL;
  }
  return NORMAL;
}

function applies(run: Run, index: number): boolean {
  const rule = run.machine.program.rules[index];
  if (rule === undefined || rule.from === null) return true;
  if (rule.to === null) return isTrue(evaluate(run, rule.from));
  if (run.machine.inRange[index] !== true && !isTrue(evaluate(run, rule.from))) return false;
  run.machine.inRange[index] = !isTrue(evaluate(run, rule.to));
  return true;
}

// --- record and fields -------------------------------------------------------------------------------------------------

export function setRecord(machine: Machine, text: string): void {
  machine.record = text;
  machine.fields = split(text, toText(machine.globals['FS'] ?? ' ', '%.6g')).map((each) => ({ text: each }));
  machine.globals['NF'] = machine.fields.length;
}

/** Splits as FS and split() do: one blank is runs of blanks, another character is itself, more is an expression. */
export function split(text: string, separator: string): string[] {
  if (text === '') return [];
  if (separator === ' ') return text.split(/[ \t\n]+/).filter((part) => part !== '');
  if (separator === '') return [...text];
  if (separator.length === 1) return text.split(separator);
  return text.split(regex(separator, ''));
}

export function regex(source: string, flags: string): RegExp {
  const compiled = compile(source, true, flags);
  if (typeof compiled === 'string') throw new AwkError(`regular expression compile failed (${compiled.toLowerCase()})\n${source}`);
  return compiled;
}

function field(run: Run, index: number): Value {
  if (index < 0 || !Number.isFinite(index)) throw new AwkError(`negative field index $${index}`);
  if (index === 0) return { text: run.machine.record };
  return run.machine.fields?.[index - 1] ?? UNSET;
}

function setField(run: Run, index: number, value: Value): void {
  const { machine } = run;
  if (index < 0) throw new AwkError(`negative field index $${index}`);
  if (index > 10_000) throw new AwkError(`field index ${index} is too large`);
  if (index === 0) {
    setRecord(machine, text(run, value));
    return;
  }
  const fields = (machine.fields ??= []);
  while (fields.length < index) fields.push(UNSET);
  fields[index - 1] = value;
  machine.globals['NF'] = fields.length;
  rebuild(run);
}

function rebuild(run: Run): void {
  const { machine } = run;
  machine.record = (machine.fields ?? []).map((each) => text(run, each)).join(text(run, machine.globals['OFS'] ?? ' '));
}

// --- variables ---------------------------------------------------------------------------------------------------------

/** How numbers become text: CONVFMT, and OFMT for print. */
function formatOf(run: Run, name: 'CONVFMT' | 'OFMT'): string {
  return toText(run.machine.globals[name] ?? '%.6g', '%.6g');
}

export function text(run: Run, value: Value): string {
  return toText(value, formatOf(run, 'CONVFMT'));
}

export function arrayOf(run: Run, name: string): AwkArray {
  if (run.scope?.names.includes(name) === true) return (run.scope.arrays[name] ??= {});
  return (run.machine.arrays[name] ??= {});
}

function variable(run: Run, name: string): Value {
  if (run.scope?.names.includes(name) === true) return run.scope.values[name] ?? UNSET;
  return run.machine.globals[name] ?? UNSET;
}

function setVariable(run: Run, name: string, value: Value): void {
  if (run.scope?.names.includes(name) === true) {
    run.scope.values[name] = value;
    return;
  }
  const { machine } = run;
  machine.globals[name] = value;
  if (name !== 'NF') return;
  const count = Math.max(0, Math.min(10_000, toNumber(value)));
  const fields = (machine.fields ??= []);
  while (fields.length < count) fields.push(UNSET);
  fields.length = count;
  rebuild(run);
}

/** One more element of an array. */
function makeRoom(run: Run): void {
  run.machine.elements += 1;
  if (run.machine.elements > MOST_ELEMENTS) throw new Exhausted();
}

function subscript(run: Run, index: readonly Expr[]): string {
  return `.${index.map((each) => text(run, evaluate(run, each))).join(text(run, run.machine.globals['SUBSEP'] ?? ''))}`;
}

export function assign(run: Run, target: Expr, value: Value): void {
  if (target.kind === 'variable') setVariable(run, target.name, value);
  else if (target.kind === 'field') setField(run, Math.trunc(toNumber(evaluate(run, target.index))), value);
  else if (target.kind === 'element') {
    const array = arrayOf(run, target.name);
    const key = subscript(run, target.index);
    if (!(key in array)) makeRoom(run);
    array[key] = value;
  }
  else if (target.kind === 'group' && target.items[0] !== undefined) assign(run, target.items[0], value);
}

// --- expressions -------------------------------------------------------------------------------------------------------

export function evaluate(run: Run, expr: Expr): Value {
  if (--run.machine.steps < 0) throw new AwkError('the program runs without end');
  switch (expr.kind) {
    case 'number': return expr.value;
    case 'string': return expr.value;
    case 'regex': return regex(expr.source, '').test(run.machine.record) ? 1 : 0;
    case 'variable': return variable(run, expr.name);
    case 'field': return field(run, Math.trunc(toNumber(evaluate(run, expr.index))));
    case 'element': {
      const array = arrayOf(run, expr.name);
      const key = subscript(run, expr.index);
      if (!(key in array)) makeRoom(run);
      return (array[key] ??= UNSET);
    }
    case 'in': return subscript(run, expr.index) in arrayOf(run, expr.name) ? 1 : 0;
    case 'assign': return assignment(run, expr);
    case 'step': return step(run, expr);
    case 'binary': return binary(run, expr.operator, expr.left, expr.right);
    case 'unary': return expr.operator === '!' ? (isTrue(evaluate(run, expr.operand)) ? 0 : 1) : toNumber(evaluate(run, expr.operand)) * (expr.operator === '-' ? -1 : 1);
    case 'match': return pattern(run, expr.right, '').test(text(run, evaluate(run, expr.left))) === expr.negated ? 0 : 1;
    case 'conditional': return evaluate(run, isTrue(evaluate(run, expr.test)) ? expr.yes : expr.no);
    case 'call': return expr.builtin ? callBuiltin(run, expr.name, expr.args) : callFunction(run, expr.name, expr.args);
    case 'getline': return getline(run, expr);
    case 'group': return expr.items[0] === undefined ? UNSET : evaluate(run, expr.items[0]);
  }
}

/** The expression that a pattern operand stands for: one between slashes, or text. */
export function pattern(run: Run, expr: Expr, flags: string): RegExp {
  return expr.kind === 'regex' ? regex(expr.source, flags) : regex(text(run, evaluate(run, expr)), flags);
}

function assignment(run: Run, expr: Extract<Expr, { kind: 'assign' }>): Value {
  const value = expr.operator === '=' ? evaluate(run, expr.value) : arithmetic(expr.operator.slice(0, -1), toNumber(evaluate(run, expr.target)), toNumber(evaluate(run, expr.value)));
  assign(run, expr.target, value);
  return value;
}

function step(run: Run, expr: Extract<Expr, { kind: 'step' }>): Value {
  const before = toNumber(evaluate(run, expr.target));
  assign(run, expr.target, before + expr.by);
  return expr.prefix ? before + expr.by : before;
}

function binary(run: Run, operator: string, left: Expr, right: Expr): Value {
  const a = evaluate(run, left);
  if (operator === '&&') return isTrue(a) && isTrue(evaluate(run, right)) ? 1 : 0;
  if (operator === '||') return isTrue(a) || isTrue(evaluate(run, right)) ? 1 : 0;
  const b = evaluate(run, right);
  if (operator === ' ') {
    const [before, after] = [text(run, a), text(run, b)];
    held(before.length + after.length);
    return before + after;
  }
  const order = '< <= == != >= >'.split(' ').indexOf(operator);
  if (order < 0) return arithmetic(operator, toNumber(a), toNumber(b));
  const difference = compare(a, b, formatOf(run, 'CONVFMT'));
  return [difference < 0, difference <= 0, difference === 0, difference !== 0, difference >= 0, difference > 0][order] === true ? 1 : 0;
}

function arithmetic(operator: string, a: number, b: number): number {
  switch (operator) {
    case '+': return a + b;
    case '-': return a - b;
    case '*': return a * b;
    case '/': return a / b;
    case '%': return a % b;
    default: return power(a, b);
  }
}

/** Whole exponents by multiplication, which is the same everywhere; halves by a root. */
function power(base: number, exponent: number): number {
  if (!Number.isInteger(exponent * 2) || Math.abs(exponent) > 1024) throw new AwkError('powers other than whole numbers and halves are not part of this awk');
  let out = Number.isInteger(exponent) ? 1 : Math.sqrt(base);
  for (let i = 1; i <= Math.abs(exponent); i++) out *= base;
  return exponent < 0 ? 1 / out : out;
}

function callFunction(run: Run, name: string, args: readonly Expr[]): Value {
  const callee = run.machine.program.functions.find((each) => each.name === name);
  if (callee === undefined) throw new AwkError(`function ${name} never defined`);
  const depth = (run.scope?.depth ?? 0) + 1;
  if (depth > DEPTH_LIMIT) throw new AwkError(`function ${name} calls itself without end`);
  const scope: Scope = { values: {}, arrays: {}, names: callee.parameters, depth };
  for (const [index, parameter] of callee.parameters.entries()) {
    const arg = args[index];
    if (arg === undefined) continue;
    const isArray = arg.kind === 'variable' && (arg.name in run.machine.arrays || (run.scope !== null && arg.name in run.scope.arrays));
    if (isArray) scope.arrays[parameter] = arrayOf(run, arg.name);
    else scope.values[parameter] = evaluate(run, arg);
  }
  const outcome = execute({ ...run, scope }, callee.body);
  return outcome.kind === 'return' ? outcome.value : UNSET;
}

/** `getline [var] < file`: 1 for a line, 0 at the end, -1 where there is no such file. From the main input it is refused in words. */
function getline(run: Run, expr: Extract<Expr, { kind: 'getline' }>): Value {
  if (expr.file === null) throw new AwkError('getline from the main input is not part of this awk: use next, or read a file with getline < "file"');
  const file = text(run, evaluate(run, expr.file));
  const rest = run.machine.reading[file] ?? run.os.readFile(file);
  if (rest === null) return -1;
  const end = rest.indexOf('\n');
  const line = end < 0 ? rest : rest.slice(0, end);
  run.machine.reading[file] = end < 0 ? '' : rest.slice(end + 1);
  if (rest === '') return 0;
  if (expr.target === null) setRecord(run.machine, line);
  else assign(run, expr.target, { text: line });
  return 1;
}

// --- statements --------------------------------------------------------------------------------------------------------

export function execute(run: Run, stmt: Stmt): Outcome {
  switch (stmt.kind) {
    case 'block': {
      for (const each of stmt.body) {
        const outcome = execute(run, each);
        if (outcome.kind !== 'normal') return outcome;
      }
      return NORMAL;
    }
    case 'expr': evaluate(run, stmt.expr); return NORMAL;
    case 'print': return stmt.format ? printf(run, stmt.args, stmt.to) : print(run, stmt.args, stmt.to);
    case 'if': return isTrue(evaluate(run, stmt.test)) ? execute(run, stmt.yes) : stmt.no === null ? NORMAL : execute(run, stmt.no);
    case 'while': return loop(run, stmt.first ? stmt.test : null, stmt.test, null, stmt.body);
    case 'for': {
      if (stmt.init !== null) execute(run, stmt.init);
      return loop(run, stmt.test, stmt.test, stmt.step, stmt.body);
    }
    case 'each': return each(run, stmt.name, stmt.array, stmt.body);
    case 'delete': {
      const array = arrayOf(run, stmt.name);
      for (const key of stmt.index === null ? Object.keys(array) : [subscript(run, stmt.index)]) {
        if (key in array) run.machine.elements -= 1;
        Reflect.deleteProperty(array, key);
      }
      return NORMAL;
    }
    case 'leave': return { kind: stmt.how === 'nextfile' ? 'next' : stmt.how };
    case 'exit': return { kind: 'exit', status: stmt.status === null ? 0 : Math.trunc(toNumber(evaluate(run, stmt.status))) & 255 };
    case 'return': return { kind: 'return', value: stmt.value === null ? UNSET : evaluate(run, stmt.value) };
  }
}

function loop(run: Run, first: Expr | null, test: Expr | null, step: Stmt | null, body: Stmt): Outcome {
  if (first !== null && !isTrue(evaluate(run, first))) return NORMAL;
  for (;;) {
    if (--run.machine.steps < 0) throw new AwkError('the program runs without end');
    const outcome = execute(run, body);
    if (outcome.kind === 'break') return NORMAL;
    if (outcome.kind !== 'normal' && outcome.kind !== 'continue') return outcome;
    if (step !== null) execute(run, step);
    if (test !== null && !isTrue(evaluate(run, test))) return NORMAL;
  }
}

function each(run: Run, name: string, array: string, body: Stmt): Outcome {
  for (const key of Object.keys(arrayOf(run, array)).sort()) {
    assign(run, { kind: 'variable', name }, { text: key.slice(1) });
    const outcome = execute(run, body);
    if (outcome.kind === 'break') return NORMAL;
    if (outcome.kind !== 'normal' && outcome.kind !== 'continue') return outcome;
  }
  return NORMAL;
}

type Redirect = Extract<Stmt, { kind: 'print' }>['to'];

function print(run: Run, args: readonly Expr[], to: Redirect): Outcome {
  const { globals } = run.machine;
  const parts = args.length === 0 ? [run.machine.record] : args.map((arg) => toText(evaluate(run, arg), formatOf(run, 'OFMT')));
  return emit(run, parts.join(text(run, globals['OFS'] ?? ' ')) + text(run, globals['ORS'] ?? '\n'), to);
}

function printf(run: Run, args: readonly Expr[], to: Redirect): Outcome {
  return emit(run, text(run, callBuiltin(run, 'sprintf', args)), to);
}

function emit(run: Run, out: string, to: Redirect): Outcome {
  if (to === null) {
    run.os.write(1, out);
    return NORMAL;
  }
  const file = text(run, evaluate(run, to.file));
  if (file === '/dev/stderr') run.os.write(2, out);
  else if (file === '/dev/stdout') run.os.write(1, out);
  else {
    const append = to.append || run.machine.opened.includes(file);
    if (!run.machine.opened.includes(file)) run.machine.opened.push(file);
    const problem = run.os.writeFile(file, out, append);
    if (problem !== null) throw new AwkError(`cannot open ${file} (${problem})`);
  }
  return NORMAL;
}
