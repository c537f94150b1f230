// Key selectors and timestamp assigners of a program as data: which fields a key is, and an expression for a time.
import type { KeySelector } from '../../bridge/flink.ts';
import type { Expr, Stmt } from './ast.ts';
import { compile, type Compiler, fieldOf } from './compile.ts';
import { JavaError } from './lexer.ts';
import { Scope } from './scope.ts';
import { boxed, isTuple, type JType, OBJECT, typeOf, unboxed } from './types.ts';
import { classOf, fieldTypes } from './values.ts';

export interface FoundKey {
  readonly selector: KeySelector;
  readonly type: JType;
}

const OUTSIDE = 'A key is a field, a getter, a tuple of fields or a constant here: compute it in a map before.';

/** The body of a function of one or two parameters, with the first one's name. */
function bodyOf(on: Compiler, node: Expr, method: string): { readonly param: string; readonly body: Expr } {
  if (node.kind === 'lambda') {
    const [param] = node.params;
    const body = Array.isArray(node.body) ? returned(node.body as readonly Stmt[]) : (node.body as Expr);
    if (param !== undefined && body !== null) return { param: param.name, body };
  }
  if (node.kind === 'reference') return { param: 'it', body: { at: node.at, kind: 'call', of: { at: node.at, kind: 'name', name: 'it' }, name: node.name, typeArgs: [], args: [] } };
  if (node.kind === 'new') {
    const info = node.body ?? on.program.table.classes[node.type.name]?.node;
    const found = info?.methods.find(({ name }) => name === method);
    const body = found === undefined ? null : returned(found.body);
    if (found !== undefined && body !== null) return { param: found.params[0]?.name ?? '', body };
  }
  throw new JavaError(method === 'getKey' ? OUTSIDE : 'A timestamp is computed from fields and numbers here.', node.at);
}

function returned(body: readonly Stmt[]): Expr | null {
  const [only] = body;
  return body.length === 1 && only?.kind === 'return' ? only.value : null;
}

/** The field that an expression over the parameter is; null where it is none. The parameter itself is field 0 of what has no fields. */
function fieldIn(on: Compiler, node: Expr, param: string, type: JType): { readonly at: number; readonly type: JType } | null {
  if (node.kind === 'cast') return fieldIn(on, node.of, param, type);
  if (node.kind === 'name') return node.name === param && fieldTypes(type, on.program.table) === null ? { at: 0, type } : null;
  const isParam = (one: Expr | null): boolean => one?.kind === 'name' && one.name === param;
  if (node.kind === 'field') return isParam(node.of) ? fieldOf(on, type, node.name) : null;
  if (node.kind !== 'call' || !isParam(node.of) || node.args.length > 0) return null;
  const info = classOf(type, on.program.table);
  const method = info?.node.methods.find(({ name, params }) => name === node.name && params.length === 0);
  if (method === undefined) return info?.node.isRecord === true ? fieldOf(on, type, node.name) : null;
  const value = returned(method.body);
  const name = value?.kind === 'name' ? value.name : value?.kind === 'field' && value.of.kind === 'name' && value.of.name === 'this' ? value.name : null;
  return name === null ? null : fieldOf(on, type, name);
}

const hashOf = (type: JType): KeySelector['hash'] => (['int', 'short', 'byte', 'char'].includes(unboxed(type).name) ? 'java-int' : 'java');

/** What `keyBy` is given. */
export function findKey(on: Compiler, node: Expr, type: JType): FoundKey {
  if (node.kind === 'literal') throw new JavaError('keyBy with positions or field names is gone since Flink 2.0: write keyBy(value -> value.field).', node.at);
  const { param, body } = bodyOf(on, node, 'getKey');
  // What does not exist is said as javac says it.
  const scope = new Scope(on.scope, null, null);
  scope.declare(param, type, node.at);
  const checked = compile({ program: on.program, scope }, body);
  const single = fieldIn(on, body, param, type);
  if (single !== null) return { selector: { fields: [single.at], hash: hashOf(single.type) }, type: boxed(single.type) };
  if (body.kind === 'literal' && body.value !== null) return { selector: { fields: [], hash: hashOf(checked.type), constant: body.value }, type: boxed(checked.type) };
  const parts = body.kind === 'call' && body.name === 'of' ? body.args : body.kind === 'new' && isTuple(typeOf(body.type.name)) ? body.args : null;
  const found = parts?.map((part) => fieldIn(on, part, param, type)) ?? [null];
  if (found.some((one) => one === null)) throw new JavaError(OUTSIDE, body.at);
  const fields = found.flatMap((one) => (one === null ? [] : [one]));
  return { selector: { fields: fields.map(({ at }) => at), hash: 'java' }, type: typeOf(`Tuple${fields.length}`, ...fields.map((one) => boxed(one.type))) };
}

/** A timestamp assigner as an expression over the row's fields. */
export function findTimestamp(on: Compiler, node: Expr, type: JType, fields: readonly string[]): string {
  const { param, body } = bodyOf(on, node, 'extractTimestamp');
  const write = (one: Expr): string => {
    const field = fieldIn(on, one, param, type);
    if (field !== null) return fields[field.at] ?? 'value';
    if (one.kind === 'literal' && typeof one.value === 'number') return String(one.value);
    if (one.kind === 'cast') return write(one.of);
    if (one.kind === 'binary' && ['+', '-', '*'].includes(one.sign)) return `(${write(one.left)} ${one.sign} ${write(one.right)})`;
    const scope = new Scope(on.scope, null, null);
    scope.declare(param, type, node.at);
    scope.declare('recordTimestamp', OBJECT, node.at);
    compile({ program: on.program, scope }, one);
    throw new JavaError('A timestamp is computed from fields and numbers here.', one.at);
  };
  return write(body);
}
