// Programs of the Table API in Java as SQL: what a program asks of its tables is the SQL that asks the same, statement by statement.
import type { Expr, ProgramNode, Stmt } from './ast.ts';
import { JavaError } from './lexer.ts';
import { parseProgram } from './parse.ts';
import { attemptJava, type JavaProblem, lineOf } from './program.ts';
import { identifier, stringArgument, tableExpression, textLiteral, type SqlExpression, type TableWindow } from './table-expression.ts';

/** A statement, and where in the program it is asked for: lines and columns count from 1. */
export interface TableStatement {
  readonly sql: string;
  readonly line: number;
  readonly column: number;
}

export type TranslatedTable = { readonly ok: true; readonly value: readonly TableStatement[] } | { readonly ok: false; readonly problem: JavaProblem };

type CallNode = Extract<Expr, { kind: 'call' }>;

/** A table in the making. What comes after `select` stands around it. */
interface TableQuery {
  /** What stands behind FROM. */
  readonly from: string;
  readonly where: readonly string[];
  readonly groups: readonly string[] | null;
  readonly windows: readonly TableWindow[];
  readonly columns: readonly string[] | null;
  readonly distinct: boolean;
  readonly order: readonly string[];
  readonly offset: number | null;
  readonly limit: number | null;
}

const over = (from: string): TableQuery => ({ from, where: [], groups: null, windows: [], columns: null, distinct: false, order: [], offset: null, limit: null });

/** The SQL statements of a program, or what is wrong with it and where. */
export function tableProgramToSql(source: string): TranslatedTable {
  return attemptJava(source, () => translated(source, parseProgram(source)));
}

/** The same of a program whose tree is there already: one in Python has one, too. Throws a JavaError. */
export function translated(source: string, program: ProgramNode): readonly TableStatement[] {
  return new Translator(source).program(program);
}

class Translator {
  private readonly tables = new Map<string, TableQuery>();
  /** Variables that hold a text: a statement is often kept in one. */
  private readonly texts = new Map<string, Expr>();
  private readonly statements: TableStatement[] = [];
  private readonly source: string;

  constructor(source: string) {
    this.source = source;
  }

  program({ classes, statements }: ProgramNode): readonly TableStatement[] {
    const main = classes.flatMap(({ methods }) => methods).find(({ name, isStatic }) => name === 'main' && isStatic);
    for (const one of statements.length > 0 ? statements : (main?.body ?? [])) this.statement(one);
    if (this.statements.length === 0) throw new JavaError('The program asks for nothing: end with execute().print() or insertInto("…").execute().', this.source.length);
    return this.statements;
  }

  private statement(node: Stmt): void {
    if (node.kind === 'local') {
      for (const { name, value } of node.vars) if (node.type.name === 'Table' || (node.type.name === 'var' && value !== null && this.isTable(value))) this.tables.set(name, this.table(value, node.at));
      for (const { name, value } of node.vars) if (value?.kind === 'literal' && typeof value.value === 'string') this.texts.set(name, value);
      if (['Table', 'String', 'TableEnvironment', 'StreamTableEnvironment', 'EnvironmentSettings', 'StreamExecutionEnvironment', 'Configuration'].includes(node.type.name)) return;
      if (node.type.name === 'var') {
        for (const { value } of node.vars) if (value?.kind === 'call' && !this.isTable(value) && !makesEnvironment(value)) this.action(value);
        return;
      }
      if (node.type.name !== 'TableResult') throw new JavaError(`${node.type.name} is outside of the Table API that is understood here.`, node.at);
      for (const { value } of node.vars) if (value !== null) this.action(value);
      return;
    }
    if (node.kind !== 'expression') throw new JavaError('Only declarations and calls are understood in a program of the Table API here.', node.at);
    this.action(node.of);
  }

  private ask(sql: string, at: number): void {
    this.statements.push({ sql, ...lineOf(this.source, at) });
  }

  private textOf(node: Expr | undefined): Expr | undefined {
    return node?.kind === 'name' ? (this.texts.get(node.name) ?? node) : node;
  }

  private isTable(node: Expr): boolean {
    if (node.kind === 'name') return this.tables.has(node.name);
    if (node.kind !== 'call' || node.of === null) return false;
    if (isEnvironment(node.of)) return node.name === 'from' || node.name === 'sqlQuery';
    return !['execute', 'executeInsert', 'insertInto', 'explain'].includes(node.name) && this.isTable(node.of);
  }

  /** `….execute().print()`, `….insertInto("x").execute()`, `tEnv.executeSql("…")`. */
  private action(node: Expr): void {
    if (node.kind === 'assign' && node.to.kind === 'name') {
      this.tables.set(node.to.name, this.table(node.value, node.at));
      return;
    }
    if (node.kind !== 'call' || node.of === null) throw new JavaError('a call on a table or on the environment is expected here', node.at);
    const { name, of } = node;
    if (isEnvironment(of)) return this.environmentCall(node);
    if (name === 'set' && of.kind === 'call' && of.name === 'getConfig') return this.ask(`SET ${textLiteral(stringArgument(node.args[0], node.at))} = ${textLiteral(stringArgument(node.args[1], node.at))}`, node.at);
    if (name === 'print' || name === 'await' || name === 'collect') return this.action(of);
    if (name === 'execute' && of.kind === 'call' && of.name === 'insertInto' && of.of !== null) {
      this.ask(`INSERT INTO ${path(stringArgument(of.args[0], of.at))}\n${write(this.table(of.of, of.at))}`, node.at);
    } else if (name === 'executeInsert') this.ask(`INSERT INTO ${path(stringArgument(node.args[0], node.at))}\n${write(this.table(of, node.at))}`, node.at);
    else if (name === 'execute') this.ask(write(this.table(of, node.at)), node.at);
    else if (name === 'explain') this.ask(`EXPLAIN ${write(this.table(of, node.at))}`, node.at);
    else throw new JavaError(`.${name}() asks for nothing by itself: end with execute().print() or insertInto("…").execute().`, node.at);
  }

  private environmentCall(node: CallNode): void {
    const [first, second] = node.args;
    if (node.name === 'executeSql') this.ask(stringArgument(this.textOf(first), node.at).trim().replace(/;$/, ''), first?.at ?? node.at);
    else if (node.name === 'createTemporaryView' && second !== undefined) this.ask(`CREATE TEMPORARY VIEW ${path(stringArgument(first, node.at))} AS\n${write(this.table(second, node.at))}`, node.at);
    else if (node.name === 'getConfig') return;
    else throw new JavaError(`tEnv.${node.name}() is outside of the Table API that is understood here.`, node.at);
  }

  private table(node: Expr | null, at: number): TableQuery {
    if (node?.kind === 'name') {
      const found = this.tables.get(node.name);
      if (found === undefined) throw new JavaError(`cannot find symbol: variable ${node.name}`, node.at);
      return found;
    }
    if (node?.kind !== 'call' || node.of === null) throw new JavaError('a table is expected here', node?.at ?? at);
    if (isEnvironment(node.of)) {
      const text = stringArgument(this.textOf(node.args[0]), node.at);
      if (node.name === 'from') return over(path(text));
      if (node.name === 'sqlQuery') return over(`(${text.trim().replace(/;$/, '')})`);
      throw new JavaError(`tEnv.${node.name}() gives no table`, node.at);
    }
    return this.step(this.table(node.of, at), node);
  }

  private step(before: TableQuery, node: CallNode): TableQuery {
    const [first] = node.args;
    const expression = (arg: Expr): SqlExpression => tableExpression(arg, before.windows);
    const plain = before.columns === null && before.groups === null ? before : over(`(${write(before)})`);
    switch (node.name) {
      case 'select': return { ...(before.columns === null ? before : plain), columns: node.args.map((arg) => column(expression(arg))) };
      case 'where': case 'filter': return first === undefined ? missing(node) : { ...plain, where: [...plain.where, expression(first).text] };
      case 'window': return first === undefined ? missing(node) : { ...plain, windows: [...before.windows, groupWindow(first)] };
      case 'groupBy': return { ...plain, groups: node.args.map((arg) => groupOf(arg, before.windows)) };
      case 'distinct': return { ...over(`(${write(before)})`), distinct: true };
      case 'orderBy': return { ...over(`(${write(before)})`), order: node.args.map((arg) => { const { text, order } = expression(arg); return order === null ? text : `${text} ${order}`; }) };
      case 'fetch': case 'limit': return { ...before, limit: numberOf(first, node) };
      case 'offset': return { ...before, offset: numberOf(first, node) };
      case 'as': return over(`(${write(before)}) AS t(${node.args.map((arg) => identifier(stringArgument(arg, node.at))).join(', ')})`);
      case 'addColumns': return { ...plain, columns: ['*', ...node.args.map((arg) => column(expression(arg)))] };
      case 'union': case 'unionAll': case 'intersect': case 'intersectAll': case 'minus': case 'minusAll': return this.together(before, node);
      case 'join': case 'leftOuterJoin': case 'rightOuterJoin': case 'fullOuterJoin': return this.joined(before, node);
      default: throw new JavaError(`.${node.name}() is outside of the Table API that is understood here.`, node.at);
    }
  }

  private together(before: TableQuery, node: CallNode): TableQuery {
    const words: Readonly<Record<string, string>> = { union: 'UNION', unionAll: 'UNION ALL', intersect: 'INTERSECT', intersectAll: 'INTERSECT ALL', minus: 'EXCEPT', minusAll: 'EXCEPT ALL' };
    return over(`(${write(before)} ${words[node.name] ?? ''} ${write(this.table(node.args[0] ?? null, node.at))})`);
  }

  private joined(before: TableQuery, node: CallNode): TableQuery {
    const words: Readonly<Record<string, string>> = { join: 'JOIN', leftOuterJoin: 'LEFT JOIN', rightOuterJoin: 'RIGHT JOIN', fullOuterJoin: 'FULL JOIN' };
    const other = this.table(node.args[0] ?? null, node.at);
    const [, condition] = node.args;
    if (condition === undefined && node.name !== 'join') throw new JavaError(`.${node.name}() needs its condition as the second argument`, node.at);
    const on = condition === undefined ? 'TRUE' : tableExpression(condition, []).text;
    return over(`${source(before)} ${words[node.name] ?? ''} ${source(other)} ON ${on}`);
  }
}

const isEnvironment = (node: Expr): boolean => node.kind === 'name' && /^(?:tEnv|tableEnv|tableEnvironment|env|t_env)$/.test(node.name);

/** `TableEnvironment.create(…)` and what it is made from. */
function makesEnvironment(node: Expr): boolean {
  if (node.kind === 'call' && node.of !== null) return makesEnvironment(node.of);
  return node.kind === 'name' && /^(?:(?:Stream)?TableEnvironment|EnvironmentSettings|StreamExecutionEnvironment|Configuration)$/.test(node.name);
}

function missing(node: CallNode): never {
  throw new JavaError(`method ${node.name} cannot be applied to given types`, node.at);
}

function numberOf(node: Expr | undefined, call: CallNode): number {
  if (node?.kind === 'literal' && typeof node.value === 'number') return node.value;
  return missing(call);
}

/** `db.table` as quoted names. */
const path = (text: string): string => text.split('.').map(identifier).join('.');

const column = ({ text, alias }: SqlExpression): string => (alias === null ? (text === '`*`' ? '*' : text) : `${text} AS ${identifier(alias)}`);

function groupOf(node: Expr, windows: readonly TableWindow[]): string {
  const alias = node.kind === 'call' && node.name === '$' ? stringArgument(node.args[0], node.at) : null;
  const open = windows.find((one) => one.alias === alias);
  return open === undefined ? tableExpression(node, windows).text : `${open.kind}(${open.args})`;
}

/** `Tumble.over(lit(1).minutes()).on($("ts")).as("w")`. */
function groupWindow(node: Expr): TableWindow {
  const told: Record<string, Expr> = {};
  let at: Expr = node;
  while (at.kind === 'call' && at.of !== null) {
    const [first] = at.args;
    if (first !== undefined) told[at.name] = first;
    at = at.of;
  }
  const kind = at.kind === 'name' ? ({ Tumble: 'TUMBLE', Slide: 'HOP', Session: 'SESSION' } as const)[at.name] : undefined;
  if (kind === undefined) throw new JavaError('window(…) needs Tumble, Slide or Session: Tumble.over(lit(1).minutes()).on($("ts")).as("w").', node.at);
  const part = (name: string): string => {
    const found = told[name];
    if (found === undefined) throw new JavaError(`The window lacks .${name}(…).`, node.at);
    return tableExpression(found, []).text;
  };
  const args = kind === 'TUMBLE' ? [part('on'), part('over')] : kind === 'HOP' ? [part('on'), part('every'), part('over')] : [part('on'), part('withGap')];
  return { alias: stringArgument(told['as'], node.at), kind, args: args.join(', ') };
}

/** What stands behind FROM or JOIN: a name stays one. */
function source(query: TableQuery): string {
  const isName = query.columns === null && query.where.length === 0 && query.groups === null && !query.distinct && query.order.length === 0 && query.limit === null && query.offset === null;
  return isName ? query.from : `(${write(query)})`;
}

function write(query: TableQuery): string {
  const parts = [`SELECT ${query.distinct ? 'DISTINCT ' : ''}${query.columns === null ? '*' : query.columns.join(', ')}`, `FROM ${query.from}`];
  if (query.where.length > 0) parts.push(`WHERE ${query.where.join(' AND ')}`);
  if (query.groups !== null && query.groups.length > 0) parts.push(`GROUP BY ${query.groups.join(', ')}`);
  if (query.order.length > 0) parts.push(`ORDER BY ${query.order.join(', ')}`);
  if (query.limit !== null) parts.push(`LIMIT ${query.limit}`);
  if (query.offset !== null) parts.push(`OFFSET ${query.offset}`);
  return parts.join('\n');
}
