// The grammar of what changes nothing in the catalog: USE, SHOW, DESCRIBE, SET, RESET.
import { parseError } from '../problem.ts';
import type { Name } from './ast.ts';
import { type Cursor, IDENTIFIERS, QUOTED, STRINGS } from './cursor.ts';
import { DESCRIBE_START, SHOW_START, USE_START } from './expected.ts';
import type { LikeFilter, Options, ShowWhat, Statement } from './statement.ts';

export function use(c: Cursor, mark: number): Statement {
  if (!c.isIdentifier(1) && !['CATALOG', 'MODULES'].includes(c.peek(1).upper)) throw c.unexpected(USE_START);
  c.expect('USE');
  if (c.take('CATALOG')) return { kind: 'use catalog', name: { parts: [c.identifier()], at: c.from(mark) }, at: c.from(mark) };
  if (c.take('MODULES')) return { kind: 'use modules', names: c.list(() => c.identifier()), at: c.from(mark) };
  const name = c.name();
  c.over('object');
  return { kind: 'use', name, at: c.from(mark) };
}

const SHOWN: readonly (readonly [ShowWhat, readonly string[]])[] = [
  ['CURRENT CATALOG', ['CURRENT', 'CATALOG']], ['CURRENT DATABASE', ['CURRENT', 'DATABASE']], ['CATALOGS', ['CATALOGS']], ['DATABASES', ['DATABASES']],
  ['TABLES', ['TABLES']], ['VIEWS', ['VIEWS']], ['USER FUNCTIONS', ['USER', 'FUNCTIONS']], ['FUNCTIONS', ['FUNCTIONS']], ['FULL MODULES', ['FULL', 'MODULES']],
  ['MODULES', ['MODULES']], ['JARS', ['JARS']], ['JOBS', ['JOBS']], ['PROCEDURES', ['PROCEDURES']], ['MODELS', ['MODELS']], ['PARTITIONS', ['PARTITIONS']],
  ['COLUMNS', ['COLUMNS']], ['MATERIALIZED TABLES', ['MATERIALIZED', 'TABLES']],
];

export function show(c: Cursor, mark: number): Statement {
  c.expect('SHOW');
  if (c.take('CREATE')) return showCreate(c, mark);
  const found = SHOWN.find(([, words]) => c.take(...words));
  if (found === undefined) {
    c.back(mark);
    throw c.unexpected(SHOW_START);
  }
  const [what] = found;
  if (what === 'COLUMNS' && !c.is('FROM') && !c.is('IN')) throw c.unexpected(['"FROM" ...', '"IN" ...']);
  if (what === 'TABLES' || what === 'VIEWS') c.over('shown');
  const preposition = c.peek().upper.toLowerCase();
  const from = what === 'PARTITIONS' ? c.name() : c.take('FROM') || c.take('IN') ? c.name() : null;
  if (what === 'DATABASES' && from !== null && from.parts.length > 1) {
    throw parseError(`Show databases from/in identifier [ ${from.parts.join('.')} ] format error, catalog must be a single part identifier.`, from.at);
  }
  if (from !== null && from.parts.length > 2 && what !== 'COLUMNS' && what !== 'PARTITIONS') {
    throw parseError(`Show ${what.toLowerCase()} ${preposition} identifier [ ${from.parts.join('.')} ] format error`, from.at);
  }
  const partition: Options = what === 'PARTITIONS' && c.take('PARTITION') ? Object.fromEntries(c.enclosed((): [string, string] => {
    const key = c.identifier();
    c.expect('=');
    return [key, c.next().text];
  })) : {};
  if (what === 'COLUMNS' && (c.is('ILIKE') || c.is('NOT', 'ILIKE'))) throw c.unexpected(['<EOF> ', '"LIKE" ...', '"NOT" ...', '";" ...', '"." ...']);
  return { kind: 'show', what, from, like: likeFilter(c), partition, at: c.from(mark) };
}

function likeFilter(c: Cursor): LikeFilter | null {
  const negated = c.is('NOT', 'LIKE') || c.is('NOT', 'ILIKE');
  if (negated) c.next();
  const ignoreCase = c.is('ILIKE');
  if (!c.take('LIKE') && !c.take('ILIKE')) return null;
  return { pattern: c.string(QUOTED), negated, ignoreCase };
}

function showCreate(c: Cursor, mark: number): Statement {
  const what = (['TABLE', 'VIEW', 'CATALOG', 'MODEL'] as const).find((word) => c.take(word)) ?? (c.take('MATERIALIZED', 'TABLE') ? 'MATERIALIZED TABLE' : undefined);
  if (what === undefined) throw c.unexpected(['"CATALOG" ...', '"TABLE" ...', '"VIEW" ...', '"MODEL" ...', '"MATERIALIZED" ...']);
  const name = c.name();
  c.over('object');
  return { kind: 'show create', what, name, at: c.from(mark) };
}

export function describe(c: Cursor, mark: number): Statement {
  c.next();
  const what = (['DATABASE', 'CATALOG', 'FUNCTION', 'JOB', 'MODEL'] as const).find((word) => c.take(word)) ?? 'TABLE';
  // Calcite's own DESCRIBE TABLE, as its DESCRIBE DATABASE, takes the name for a column.
  if (what === 'TABLE' && c.take('TABLE')) return { kind: 'describe', what: 'DATABASE', name: c.name(), extended: false, at: c.from(mark) };
  const extended = c.take('EXTENDED');
  if (what === 'FUNCTION' && !extended && !c.isIdentifier()) throw c.unexpected(['"EXTENDED" ...', ...IDENTIFIERS]);
  if (what === 'TABLE' && !extended && !c.isIdentifier()) throw c.unexpected(DESCRIBE_START);
  const name: Name = what === 'JOB' ? { parts: [c.string()], at: c.from(mark) } : c.name();
  c.over('object');
  return { kind: 'describe', what, name, extended, at: c.from(mark) };
}

/** SET; SET 'key' = 'value'. The client takes keys and values without quotes too. */
export function setting(c: Cursor, mark: number): Statement {
  c.expect('SET');
  if (c.peek().kind === 'end' || c.is(';')) return { kind: 'set', key: null, value: null, at: c.from(mark) };
  if (c.peek().kind !== 'text' && !/^\s*SET\s+[^\s=']+\s*=\s*[^\s;]/i.test(c.written(mark, true))) throw c.unexpected(['<EOF> ', ...STRINGS, '";" ...']);
  const quoted = c.peek().kind === 'text';
  const key = quoted ? c.texts() : bareWords(c, '=');
  if (quoted && !c.is('=')) throw c.unexpected(['"UESCAPE" ...', '<QUOTED_STRING> ...', '"=" ...']);
  c.expect('=');
  const text = c.peek().kind === 'text';
  if (quoted && !text) throw c.unexpected(STRINGS);
  const value = text ? c.texts() : bareWords(c, ';');
  if (text && !c.is(';') && c.peek().kind !== 'end') throw c.unexpected(['<EOF> ', '"UESCAPE" ...', '<QUOTED_STRING> ...', '";" ...']);
  return { kind: 'set', key, value, at: c.from(mark) };
}

/** What stands before a sign, as written. */
function bareWords(c: Cursor, end: string): string {
  const mark = c.mark;
  while (!c.is(end) && c.peek().kind !== 'end') c.next();
  if (c.mark === mark) throw c.unexpected(['<QUOTED_STRING> ...']);
  return c.written(mark);
}

export function reset(c: Cursor, mark: number): Statement {
  c.expect('RESET');
  return { kind: 'reset', key: c.peek().kind === 'text' ? c.texts() : c.peek().kind === 'end' || c.is(';') ? null : bareWords(c, ';'), at: c.from(mark) };
}
