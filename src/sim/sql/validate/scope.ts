// What names mean at a place in a query: the columns in sight, those around it, and the queries' binder.
import type { Expr, Query } from '../parser/ast.ts';
import type { Rex } from '../expr/rex.ts';
import type { Rel } from '../query/rel.ts';
import { invalid, type Place } from '../problem.ts';
import type { Field, LogicalType } from '../type/logical-type.ts';
import { callRex, literal } from '../expr/rex.ts';
import * as t from '../type/logical-type.ts';

export interface ScopeColumn {
  /** The table's name or alias. */
  readonly table: string;
  readonly name: string;
  readonly type: LogicalType;
  readonly index: number;
  /** A column that USING or NATURAL made one of two: only the left of them is shown by `*`. */
  readonly hidden?: boolean;
  /** Another column of the same query has its name. */
  readonly isTwice?: boolean;
}

export interface Scope {
  readonly columns: readonly ScopeColumn[];
  readonly outer: Scope | null;
}

/** What the binder of expressions works with. */
export interface Binding {
  readonly scope: Scope;
  /** Binds a query that stands within an expression. */
  readonly query: (query: Query, outer: Scope) => Rel;
  /** Looks at an expression before it is bound: group keys, aggregates, windows become columns here. Null: bind it as usual. */
  readonly replace: ((expr: Expr) => Rex | null) | null;
  /** Names of functions that a catalog knows, whatever they do. */
  readonly isFunction: (name: readonly string[]) => boolean;
  /** The database in use: CURRENT_DATABASE() gives it. */
  readonly database?: string;
  /** The clause in which it stands, as messages name it: `WHERE clause`. */
  readonly clause?: string;
}

export const EMPTY_SCOPE: Scope = { columns: [], outer: null };

/** A relation's columns under a name. */
export function scopeOf(fields: readonly Field[], table: string, outer: Scope | null = null): Scope {
  return { columns: fields.map((field, index) => ({ table, name: field.name, type: field.type, index })), outer };
}

interface Found {
  readonly rex: Rex;
  /** How many of the name's parts it took. */
  readonly used: number;
}

/** The column or field that a name means. */
export function resolveName(parts: readonly string[], scope: Scope, at: Place): Rex {
  for (let [around, depth]: [Scope | null, number] = [scope, 0]; around !== null; [around, depth] = [around.outer, depth + 1]) {
    const found = inScope(parts, around, depth, at);
    if (found !== null) return fieldsOf(found.rex, parts.slice(found.used), parts, at);
  }
  const [first = '', second] = parts;
  if (second === undefined) throw invalid(`Column '${first}' not found in any table`, at);
  for (let around: Scope | null = scope; around !== null; around = around.outer) {
    if (around.columns.some((column) => column.table === first)) throw invalid(`Column '${second}' not found in table '${first}'`, at);
  }
  throw invalid(`Table '${parts.slice(0, -1).join('.')}' not found`, at);
}

function inScope(parts: readonly string[], scope: Scope, depth: number, at: Place): Found | null {
  const as = (column: ScopeColumn, used: number): Found => ({ used, rex: depth === 0 ? { kind: 'input', index: column.index, type: column.type } : { kind: 'outer', depth, index: column.index, type: column.type } });
  for (const skip of [0, 1, 2]) {
    const [table, name] = [parts[skip], parts[skip + 1]];
    if (table === undefined || name === undefined) break;
    const qualified = scope.columns.filter((column) => column.table === table && column.name === name);
    const [only] = qualified;
    if (qualified.length > 1) throw invalid(`Column '${name}' is ambiguous`, at);
    if (only !== undefined) return as(only, skip + 2);
  }
  const named = scope.columns.filter((column) => column.name === parts[0] && column.hidden !== true);
  if (named.length > 1) throw invalid(`Column '${parts[0] ?? ''}' is ambiguous`, at);
  const [only] = named;
  return only === undefined ? null : as(only, 1);
}

/** Goes into a row's fields. */
export function fieldsOf(rex: Rex, names: readonly string[], parts: readonly string[], at: Place): Rex {
  let current = rex;
  for (const name of names) {
    const { type } = current;
    const fields = type.kind === 'ROW' || type.kind === 'STRUCTURED' ? type.fields : [];
    const index = fields.findIndex((field) => field.name === name);
    const field = fields[index];
    if (field === undefined && rex.kind === 'call' && rex.name === 'ROW') throw invalid(`Unknown field '${name}'`, at);
    if (field === undefined && type.kind !== 'ROW' && type.kind !== 'STRUCTURED') throw invalid(`Table '${parts.slice(0, -1).join('.')}' not found`, at);
    if (field === undefined) throw invalid(`Column '${parts.join('.')}' not found in any table`, at);
    current = callRex('FIELD', [current, literal(index, t.notNull(t.INT))], t.withNull(field.type, field.type.nullable || type.nullable));
  }
  return current;
}
