// The grammar of functions that have words of their own between their arguments: EXTRACT, TRIM, OVERLAY, the JSON family.
import type { Expr } from './ast.ts';
import type { Cursor } from './cursor.ts';
import { call, expression, sortItem } from './expression.ts';
import { tail } from './primary.ts';
import { invalid } from '../problem.ts';
import { dataType } from './types.ts';

type Rule = (c: Cursor, mark: number) => Expr;

const UNIT = /^(SQL_TSI_)?(YEAR|QUARTER|MONTH|WEEK|DAY|HOUR|MINUTE|SECOND|MILLISECOND|MICROSECOND|NANOSECOND|EPOCH|DECADE|CENTURY|MILLENNIUM|DOW|DOY|ISODOW|ISOYEAR|FRAC_SECOND)$/;
const SHORT: Readonly<Record<string, string>> = { FRAC_SECOND: 'MICROSECOND' };

function unit(c: Cursor): Expr {
  const mark = c.mark;
  const found = UNIT.exec(c.peek().kind === 'word' ? c.peek().upper : '');
  const word = found === null ? c.identifier() : c.next().text;
  if (found === null) throw invalid(`'${word}' is not a valid time frame`, c.from(mark));
  const name = found[2] ?? '';
  return { kind: 'symbol', value: SHORT[name] ?? name, at: c.from(mark) };
}

const symbol = (c: Cursor, mark: number, value: string): Expr => ({ kind: 'symbol', value, at: c.from(mark) });

const extract: Rule = (c, mark) => {
  const of = unit(c);
  c.expect('FROM');
  return close(c, mark, 'EXTRACT', [of, expression(c)]);
};

/** FLOOR(x), FLOOR(x TO unit). */
const rounded = (name: string): Rule => (c, mark) => {
  const args = [expression(c)];
  if (c.take('TO')) args.push(unit(c));
  else if (c.take(',')) args.push(...c.list(() => expression(c)));
  return close(c, mark, name, args);
};

/** TIMESTAMPADD(unit, count, time). */
const timestampBy = (name: string): Rule => (c, mark) => {
  const args = [unit(c)];
  while (c.take(',')) args.push(expression(c));
  return close(c, mark, name, args);
};

const trim: Rule = (c, mark) => {
  const side = ['BOTH', 'LEADING', 'TRAILING'].find((word) => c.take(word));
  const flag = symbol(c, mark, side ?? 'BOTH');
  const space: Expr = { kind: 'text', value: ' ', at: flag.at };
  if (c.take('FROM')) return close(c, mark, 'TRIM', [flag, space, expression(c)]);
  const first = expression(c);
  if (c.take('FROM')) return close(c, mark, 'TRIM', [flag, first, expression(c)]);
  if (c.take(',')) return close(c, mark, 'TRIM', [flag, expression(c), first]);
  return close(c, mark, 'TRIM', [flag, space, first]);
};

const position: Rule = (c, mark) => {
  const part = withoutIn(c);
  if (!c.is('IN')) throw c.unexpected(['"IN" ...', ...(c.before().kind === 'text' ? ['"UESCAPE" ...', '<QUOTED_STRING> ...'] : [])]);
  c.expect('IN');
  const args = [part, expression(c)];
  if (c.take('FROM')) args.push(expression(c));
  return close(c, mark, 'POSITION', args);
};

/** POSITION's first argument ends at IN, which would else begin a list. */
function withoutIn(c: Cursor): Expr {
  const parsed = expressionUpTo(c, 'IN');
  return parsed ?? expression(c);
}

function expressionUpTo(c: Cursor, word: string): Expr | null {
  let depth = 0;
  for (let i = 0; ; i++) {
    const token = c.peek(i);
    if (token.kind === 'end') return null;
    if (token.upper === '(' || token.upper === '[') depth += 1;
    else if (token.upper === ')' || token.upper === ']') depth -= 1;
    if (depth < 0) return null;
    if (depth === 0 && token.upper === word) return c.upTo(i, () => expression(c));
  }
}

const overlay: Rule = (c, mark) => {
  const args = [expression(c)];
  if (c.take(',')) args.push(...c.list(() => expression(c)));
  else {
    c.expect('PLACING');
    args.push(expression(c));
    c.expect('FROM');
    args.push(expression(c));
    if (c.take('FOR')) args.push(expression(c));
  }
  return close(c, mark, 'OVERLAY', args);
};

const substring: Rule = (c, mark) => {
  const args = [c.within('substring', () => expression(c))];
  if (c.take('FROM')) {
    args.push(expression(c));
    if (c.take('FOR')) args.push(expression(c));
  } else if (c.take(',')) args.push(...c.list(() => expression(c)));
  else throw c.unexpected([]);
  return close(c, mark, 'SUBSTRING', args);
};

const named = (c: Cursor, mark: number, name: string, value: Expr): Expr => ({ kind: 'named', name, value, at: c.from(mark) });

/** What stands before ON EMPTY, ON ERROR. */
function behaviour(c: Cursor): Expr | null {
  const mark = c.mark;
  if (c.take('DEFAULT')) return expression(c);
  for (const words of [['NULL'], ['ERROR'], ['TRUE'], ['FALSE'], ['UNKNOWN'], ['EMPTY', 'ARRAY'], ['EMPTY', 'OBJECT'], ['EMPTY']]) {
    if (c.take(...words)) return symbol(c, mark, words.join(' '));
  }
  return null;
}

const WRAPPERS = [['WITHOUT', 'ARRAY', 'WRAPPER'], ['WITHOUT', 'WRAPPER'], ['WITH', 'CONDITIONAL', 'ARRAY', 'WRAPPER'], ['WITH', 'CONDITIONAL', 'WRAPPER'], ['WITH', 'UNCONDITIONAL', 'ARRAY', 'WRAPPER'], ['WITH', 'UNCONDITIONAL', 'WRAPPER'], ['WITH', 'ARRAY', 'WRAPPER'], ['WITH', 'WRAPPER']];

const jsonPath = (name: string): Rule => (c, mark) => {
  const args = [c.within('json argument', () => expression(c))];
  if (!c.is(',')) throw c.unexpected(['"," ...']);
  while (c.take(',')) args.push(expression(c));
  for (;;) {
    const from = c.mark;
    if (c.take('RETURNING')) {
      const type = dataType(c);
      args.push(named(c, from, 'RETURNING', { kind: 'type', type, at: c.from(from) }));
      continue;
    }
    const wrapper = WRAPPERS.find((words) => c.take(...words));
    if (wrapper !== undefined) {
      const kind = wrapper[0] === 'WITHOUT' ? 'WITHOUT' : wrapper.includes('CONDITIONAL') ? 'CONDITIONAL' : 'UNCONDITIONAL';
      args.push(named(c, from, 'WRAPPER', symbol(c, from, kind)));
      continue;
    }
    const value = behaviour(c);
    if (value === null) return close(c, mark, name, args);
    c.expect('ON');
    if (!c.is('EMPTY') && !c.is('ERROR')) throw c.unexpected(['"EMPTY" ...', '"ERROR" ...']);
    args.push(named(c, from, `ON ${c.next().upper}`, value));
  }
};

function onNull(c: Cursor, args: Expr[]): void {
  const from = c.mark;
  for (const word of ['NULL', 'ABSENT']) if (c.take(word, 'ON', 'NULL')) args.push(named(c, from, 'ON NULL', symbol(c, from, word)));
}

/** [KEY] k VALUE v, or k : v. */
function keyAndValue(c: Cursor, args: Expr[]): void {
  if (!c.is('KEY', '(')) c.take('KEY');
  args.push(expression(c));
  if (!c.take(':') && !c.take(',')) c.expect('VALUE');
  args.push(expression(c));
  c.take('FORMAT', 'JSON');
}

const jsonObject = (name: string): Rule => (c, mark) => {
  const args: Expr[] = [];
  if (!c.is(')') && !c.is('NULL', 'ON') && !c.is('ABSENT', 'ON')) {
    keyAndValue(c, args);
    while (name === 'JSON_OBJECT' && c.take(',')) keyAndValue(c, args);
  }
  onNull(c, args);
  return close(c, mark, name, args);
};

const jsonArray = (name: string): Rule => (c, mark) => {
  const args: Expr[] = [];
  if (!c.is(')') && !c.is('NULL', 'ON') && !c.is('ABSENT', 'ON')) args.push(...c.list(() => {
    const item = expression(c);
    c.take('FORMAT', 'JSON');
    return item;
  }));
  const ordered = c.take('ORDER', 'BY') ? c.list(() => sortItem(c)) : [];
  onNull(c, args);
  c.expect(')');
  return tail(c, mark, { name: [name], args, distinct: false, star: false, ordered });
};

function close(c: Cursor, mark: number, name: string, args: readonly Expr[]): Expr {
  if (!c.is(')')) throw c.unexpected(['")" ...', '"," ...']);
  c.next();
  if (name.endsWith('AGG')) return tail(c, mark, { name: [name], args, distinct: false, star: false, ordered: [] });
  return call(name, args, c.from(mark));
}

const RULES: Readonly<Record<string, Rule>> = {
  EXTRACT: extract, FLOOR: rounded('FLOOR'), CEIL: rounded('CEIL'), CEILING: rounded('CEIL'), TIMESTAMPADD: timestampBy('TIMESTAMPADD'), TIMESTAMPDIFF: timestampBy('TIMESTAMPDIFF'),
  TRIM: trim, POSITION: position, OVERLAY: overlay, SUBSTRING: substring, JSON_EXISTS: jsonPath('JSON_EXISTS'), JSON_VALUE: jsonPath('JSON_VALUE'), JSON_QUERY: jsonPath('JSON_QUERY'),
  JSON_OBJECT: jsonObject('JSON_OBJECT'), JSON_OBJECTAGG: jsonObject('JSON_OBJECTAGG'), JSON_ARRAY: jsonArray('JSON_ARRAY'), JSON_ARRAYAGG: jsonArray('JSON_ARRAYAGG'),
};

/** Names that this grammar reads. */
export const SPECIAL: ReadonlySet<string> = new Set(Object.keys(RULES));

export function special(c: Cursor): Expr {
  const mark = c.mark;
  const rule = RULES[c.next().upper];
  c.expect('(');
  if (rule === undefined) throw c.unexpected([]);
  return rule(c, mark);
}
