// Expressions of the Table API as SQL: `$("amount").sum().as("total")` is `SUM(amount) AS total`.
import type { Expr } from './ast.ts';
import { JavaError } from './lexer.ts';

/** A group window that `$("w")` may speak of. */
export interface TableWindow {
  readonly alias: string;
  readonly kind: 'TUMBLE' | 'HOP' | 'SESSION';
  /** Of the time column and the intervals, as SQL's function takes them. */
  readonly args: string;
}

/** SQL of an expression: what binds weaker than a comparison stands in brackets already. */
export interface SqlExpression {
  readonly text: string;
  readonly alias: string | null;
  /** For `orderBy`. */
  readonly order: 'ASC' | 'DESC' | null;
}

const plain = (text: string): SqlExpression => ({ text, alias: null, order: null });

const BINARY: Readonly<Record<string, string>> = {
  plus: '+', minus: '-', times: '*', dividedBy: '/', mod: '%', isEqual: '=', isNotEqual: '<>', isGreater: '>', isGreaterOrEqual: '>=', isLess: '<', isLessOrEqual: '<=', and: 'AND', or: 'OR', like: 'LIKE',
};
const POSTFIX: Readonly<Record<string, string>> = { isNull: 'IS NULL', isNotNull: 'IS NOT NULL', isTrue: 'IS TRUE', isFalse: 'IS FALSE' };
const CALLS: Readonly<Record<string, string>> = {
  count: 'COUNT', sum: 'SUM', avg: 'AVG', min: 'MIN', max: 'MAX', stddevPop: 'STDDEV_POP', stddevSamp: 'STDDEV_SAMP', varPop: 'VAR_POP', varSamp: 'VAR_SAMP', collect: 'COLLECT', firstValue: 'FIRST_VALUE', lastValue: 'LAST_VALUE', listAgg: 'LISTAGG', upperCase: 'UPPER', lowerCase: 'LOWER', charLength: 'CHAR_LENGTH',
  trim: 'TRIM', ltrim: 'LTRIM', rtrim: 'RTRIM', substring: 'SUBSTRING', replace: 'REPLACE', abs: 'ABS', floor: 'FLOOR', ceil: 'CEIL', round: 'ROUND', sqrt: 'SQRT', power: 'POWER', exp: 'EXP', ln: 'LN', log10: 'LOG10', coalesce: 'COALESCE', ifNull: 'IFNULL', toTimestamp: 'TO_TIMESTAMP', jsonValue: 'JSON_VALUE',
  cardinality: 'CARDINALITY', md5: 'MD5', sha256: 'SHA256',
};
const FUNCTIONS: Readonly<Record<string, string>> = { concat: 'CONCAT', concatWs: 'CONCAT_WS', coalesce: 'COALESCE', currentTimestamp: 'CURRENT_TIMESTAMP', currentDate: 'CURRENT_DATE', uuid: 'UUID', toTimestampLtz: 'TO_TIMESTAMP_LTZ', dateFormat: 'DATE_FORMAT', timestampDiff: 'TIMESTAMPDIFF' };
const UNITS: Readonly<Record<string, string>> = { second: 'SECOND', seconds: 'SECOND', minute: 'MINUTE', minutes: 'MINUTE', hour: 'HOUR', hours: 'HOUR', day: 'DAY', days: 'DAY', month: 'MONTH', months: 'MONTH', year: 'YEAR', years: 'YEAR' };
const WINDOW_PARTS: Readonly<Record<string, string>> = { start: 'START', end: 'END', rowtime: 'ROWTIME', proctime: 'PROCTIME' };

/** A name as SQL reads it back. */
export function identifier(name: string): string {
  return /^[a-z_][a-zA-Z0-9_]*$/.test(name) ? `\`${name}\`` : `\`${name.replaceAll('`', '``')}\``;
}

export const textLiteral = (value: string): string => `'${value.replaceAll("'", "''")}'`;

/** The text that an argument is, where it must be one. */
export function stringArgument(node: Expr | undefined, at: number): string {
  if (node?.kind === 'literal' && typeof node.value === 'string') return node.value;
  throw new JavaError('a text in quotes is expected here', node?.at ?? at);
}

function outside(node: Expr): never {
  throw new JavaError('This expression is outside of the Table API that is understood here: columns are $("name"), constants lit(value).', node.at);
}

/** SQL of an expression. `windows`: group windows that are open here. */
export function tableExpression(node: Expr, windows: readonly TableWindow[]): SqlExpression {
  if (node.kind === 'literal') return plain(literal(node));
  if (node.kind === 'unary' && node.sign === '-') return plain(`-${tableExpression(node.of, windows).text}`);
  if (node.kind !== 'call') return outside(node);
  return node.of === null || isExpressions(node.of) ? freeCall(node, windows) : method(node, node.of, windows);
}

/** `Expressions.$("a")`, where nothing was imported statically. */
const isExpressions = (node: Expr): boolean => node.kind === 'name' && node.name === 'Expressions';

function literal(node: Extract<Expr, { kind: 'literal' }>): string {
  if (node.value === null) return 'NULL';
  if (typeof node.value === 'string') return textLiteral(node.value);
  if (typeof node.value === 'boolean') return node.value ? 'TRUE' : 'FALSE';
  return node.type === 'double' || node.type === 'float' ? `CAST(${node.value} AS ${node.type.toUpperCase()})` : String(node.value);
}

function freeCall(node: Extract<Expr, { kind: 'call' }>, windows: readonly TableWindow[]): SqlExpression {
  const [first, ...rest] = node.args;
  const args = (): readonly string[] => node.args.map((arg) => tableExpression(arg, windows).text);
  switch (node.name) {
    case '$': case 'col': return plain(identifier(stringArgument(first, node.at)));
    case 'lit': return first === undefined ? outside(node) : tableExpression(first, windows);
    case 'not': return plain(`(NOT ${args()[0] ?? ''})`);
    case 'and': case 'or': return plain(`(${args().join(node.name === 'and' ? ' AND ' : ' OR ')})`);
    case 'ifThenElse': { const [condition = '', does = '', otherwise = ''] = args(); return plain(`CASE WHEN ${condition} THEN ${does} ELSE ${otherwise} END`); }
    case 'call': return plain(`${stringArgument(first, node.at)}(${rest.map((arg) => tableExpression(arg, windows).text).join(', ')})`);
    default: {
      const name = FUNCTIONS[node.name];
      if (name === undefined) return outside(node);
      return plain(node.args.length === 0 && name.startsWith('CURRENT') ? name : `${name}(${args().join(', ')})`);
    }
  }
}

function method(node: Extract<Expr, { kind: 'call' }>, of: Expr, windows: readonly TableWindow[]): SqlExpression {
  const part = WINDOW_PARTS[node.name];
  const open = of.kind === 'call' && of.name === '$' ? windows.find(({ alias }) => alias === stringArgument(of.args[0], of.at)) : undefined;
  if (open !== undefined) {
    if (part === undefined) throw new JavaError(`A window has start(), end(), rowtime() and proctime(), and no ${node.name}().`, node.at);
    return plain(`${open.kind}_${part}(${open.args})`);
  }
  const unit = UNITS[node.name];
  if (unit !== undefined && node.args.length === 0) {
    const amount = of.kind === 'call' ? of.args[0] : of;
    if (amount?.kind !== 'literal' || typeof amount.value !== 'number') throw new JavaError('An interval needs a constant: lit(10).minutes().', node.at);
    return plain(`INTERVAL '${amount.value}' ${unit}`);
  }
  const self = tableExpression(of, windows);
  const [first] = node.args;
  const args = node.args.map((arg) => (arg.kind === 'call' && arg.of?.kind === 'name' && arg.of.name === 'DataTypes' ? dataType(arg) : tableExpression(arg, windows).text));
  switch (node.name) {
    case 'as': return { ...self, alias: stringArgument(first, node.at) };
    case 'asc': case 'desc': return { ...self, order: node.name === 'asc' ? 'ASC' : 'DESC' };
    case 'cast': return plain(`CAST(${self.text} AS ${args[0] ?? ''})`);
    case 'distinct': return plain(self.text.replace('(', '(DISTINCT '));
    case 'countDistinct': return plain(`COUNT(DISTINCT ${self.text})`);
    case 'between': return plain(`(${self.text} BETWEEN ${args[0] ?? ''} AND ${args[1] ?? ''})`);
    case 'in': return plain(`(${self.text} IN (${args.join(', ')}))`);
    case 'ifThenElse': case 'then': return plain(`CASE WHEN ${self.text} THEN ${args[0] ?? ''} ELSE ${args[1] ?? ''} END`);
    case 'not': return plain(`(NOT ${self.text})`);
    case 'negative': return plain(`(-${self.text})`);
    case 'extract': return plain(`EXTRACT(${first?.kind === 'field' ? first.name : ''} FROM ${self.text})`);
  }
  const sign = BINARY[node.name];
  if (sign !== undefined && args.length === 1) return plain(`(${self.text} ${sign} ${args[0] ?? ''})`);
  const behind = POSTFIX[node.name];
  if (behind !== undefined) return plain(`(${self.text} ${behind})`);
  const name = CALLS[node.name];
  if (name !== undefined) return plain(`${name}(${[self.text, ...args].join(', ')})`);
  throw new JavaError(`.${node.name}() is outside of the Table API that is understood here.`, node.at);
}

/** `DataTypes.DECIMAL(10, 2)` as SQL writes it. */
function dataType(node: Extract<Expr, { kind: 'call' }>): string {
  const args = node.args.map((arg) => (arg.kind === 'literal' ? String(arg.value) : outside(arg)));
  return args.length === 0 ? node.name : `${node.name}(${args.join(', ')})`;
}
