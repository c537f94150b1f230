// What could be typed at a place of a text: names of the catalogs, columns of the tables in sight, functions with their signatures, options, keywords.
import type { SqlCompletion, SqlOption } from '../../../bridge/sql.ts';
import { overloads } from '../../sql/function/registry.ts';
import { LONGEST_TEXT, type Token, tokenize } from '../../sql/parser/lexer.ts';
import { attempt } from '../../sql/problem.ts';
import { bindQuery } from '../../sql/query/bind.ts';
import { type Catalogs, type Entry, lookUp } from '../../sql/query/catalog.ts';
import { tableFields } from '../../sql/query/table.ts';
import { RESERVED } from '../../sql/parser/keywords.ts';
import { parseStatement } from '../../sql/parser/parse.ts';
import { type Field, summary } from '../../sql/type/logical-type.ts';
import { aggregateForms, aggregateNames } from '../../sql/validate/aggregates.ts';
import { optionsAt } from './table-options.ts';
import { FUNCTIONS, KEYWORDS, TYPES } from './vocabulary.ts';
import type { Desk } from './walk.ts';

const MOST = 900;

/** At `offset`, in the statement that stands around it; `desk` is the session that this statement sees. */
export function completeAt(desk: Desk, statement: string, offset: number): SqlCompletion {
  if (statement.length > LONGEST_TEXT) return { from: offset, options: [] };
  const before = statement.slice(0, offset);
  const inText = openText(before);
  if (inText !== null) return { from: inText, options: optionsAt(statement, inText) };
  const word = /`[^`]*$|[\p{L}_$][\p{L}\p{N}_$]*$/u.exec(before)?.[0] ?? '';
  const from = offset - word.length;
  const tokens = tokensOf(before.slice(0, from));
  const { catalogs } = desk.session;
  const path = pathBefore(tokens);
  const tables = tablesIn(`${statement.slice(0, from)} ${statement.slice(offset)}`, catalogs);
  if (path.length > 0) return { from, options: [...columnsOf(path, tables), ...below(path, catalogs)].slice(0, MOST) };
  if (wantsTable(tokens)) return { from, options: [...namedTables(catalogs, statement), ...databases(catalogs)] };
  if (isStart(tokens)) return { from, options: keywords() };
  const all = [...columns(tables), ...aliases(statement), ...functions(), ...keywords(), ...namedTables(catalogs, statement)];
  return { from, options: all.slice(0, MOST) };
}

/** Where the text literal begins that is open at the end; null where none is. */
function openText(before: string): number | null {
  let at: number | null = null;
  for (let i = 0; i < before.length; i++) {
    const letter = before[i];
    if (at === null && letter === '-' && before[i + 1] === '-') i = lineEnd(before, i);
    else if (letter === "'") at = at === null ? i + 1 : null;
  }
  return at;
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

/** The tokens, without the last; none where the text can't be cut. */
function tokensOf(text: string): readonly Token[] {
  const known = attempt(() => tokenize(text));
  return known.ok ? known.value.slice(0, -1) : [];
}

/** `a.b.` before the cursor. */
function pathBefore(tokens: readonly Token[]): readonly string[] {
  const path: string[] = [];
  for (let i = tokens.length - 1; i > 0 && tokens[i]?.upper === '.'; i -= 2) path.unshift(tokens[i - 1]?.text ?? '');
  return path;
}

const TABLE_AFTER = new Set(['FROM', 'JOIN', 'INTO', 'TABLE', 'DESCRIBE', 'DESC', 'VIEW', 'OVERWRITE']);

function wantsTable(tokens: readonly Token[]): boolean {
  const [last, before] = [tokens.at(-1)?.upper, tokens.at(-2)?.upper];
  if (last === ',') return isInFrom(tokens);
  return last !== undefined && TABLE_AFTER.has(last) && !(before === 'CREATE' || (last === 'TABLE' && before === 'TEMPORARY'));
}

/** Behind a comma: whether the list is FROM's. */
function isInFrom(tokens: readonly Token[]): boolean {
  let depth = 0;
  for (let i = tokens.length - 1; i >= 0; i--) {
    const upper = tokens[i]?.upper ?? '';
    if (upper === ')') depth += 1;
    else if (upper === '(' && depth-- === 0) return false;
    else if (depth === 0 && upper === 'FROM') return true;
    else if (depth === 0 && CLAUSES.has(upper)) return false;
  }
  return false;
}

const CLAUSES = new Set(['SELECT', 'WHERE', 'GROUP', 'HAVING', 'ORDER', 'ON', 'BY', 'SET', 'WITH', 'VALUES', 'LIMIT', 'PARTITION']);

const isStart = (tokens: readonly Token[]): boolean => tokens.length === 0 || tokens.at(-1)?.upper === ';';

interface Named {
  /** The alias, else the table's own name. */
  readonly name: string;
  readonly fields: readonly Field[];
}

const NO_ALIAS = new Set(['WHERE', 'GROUP', 'ORDER', 'HAVING', 'JOIN', 'LEFT', 'RIGHT', 'INNER', 'FULL', 'CROSS', 'ON', 'USING', 'UNION', 'INTERSECT', 'EXCEPT', 'LIMIT', 'FOR', 'WINDOW', 'SELECT', 'MATCH_RECOGNIZE', 'SET', 'VALUES', 'NATURAL', 'TABLESAMPLE', 'OFFSET', 'FETCH', 'LATERAL']);

/** Tables that a statement reads or writes, found by their words: it may be half written. */
function tablesIn(statement: string, catalogs: Catalogs): readonly Named[] {
  const tokens = tokensOf(statement);
  const found: Named[] = [];
  let windows = false;
  tokens.forEach((token, at) => {
    windows ||= /^(TUMBLE|HOP|CUMULATE|SESSION)$/.test(token.upper);
    const begins = TABLE_AFTER.has(token.upper) || (token.upper === ',' && isInFrom(tokens.slice(0, at + 1)));
    if (!begins) return;
    const parts: string[] = [];
    let i = at + 1;
    for (; tokens[i]?.kind === 'word' || tokens[i]?.kind === 'quoted'; i += 2) {
      parts.push(tokens[i]?.text ?? '');
      if (tokens[i + 1]?.upper !== '.') break;
    }
    const fields = parts.length === 0 ? null : fieldsOf(parts, catalogs);
    if (fields === null) return;
    const alias = tokens[i + 1]?.upper === 'AS' ? tokens[i + 2] : tokens[i + 1];
    const isAlias = alias !== undefined && (alias.kind === 'quoted' || (alias.kind === 'word' && !NO_ALIAS.has(alias.upper)));
    found.push({ name: isAlias ? alias.text : (parts.at(-1) ?? ''), fields });
  });
  return windows ? [...found, { name: '', fields: WINDOW_FIELDS }] : found;
}

const time = (name: string): Field => ({ name, type: { kind: 'TIMESTAMP', precision: 3, nullable: false } });
const WINDOW_FIELDS: readonly Field[] = [time('window_start'), time('window_end'), time('window_time')];

/** A table's or view's columns; null where there is no such table. */
function fieldsOf(parts: readonly string[], catalogs: Catalogs): readonly Field[] | null {
  const entry = lookUp(catalogs, parts)?.entry;
  if (entry === undefined) return null;
  const fields = attempt(() => (entry.kind === 'table' ? tableFields(entry) : viewFields(parts, catalogs)));
  return fields.ok ? fields.value : null;
}

function viewFields(parts: readonly string[], catalogs: Catalogs): readonly Field[] {
  const query = parseStatement(`SELECT * FROM ${parts.map((part) => `\`${part.replaceAll('`', '``')}\``).join('.')}`);
  if (!query.ok || query.value.kind !== 'query') return [];
  const bound = bindQuery(query.value.query, catalogs);
  return bound.ok ? bound.value.fields : [];
}

/** A name as it must be written. */
const quoted = (name: string): { readonly insert?: string } => (/^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name) && !RESERVED.has(name.toUpperCase()) ? {} : { insert: `\`${name.replaceAll('`', '``')}\`` });

const columnOption = ({ name, type }: Field, table: string): SqlOption => ({ label: name, kind: 'column', detail: `${summary(type)}${'attribute' in type && type.attribute !== undefined ? ` *${type.attribute}*` : ''}${table === '' ? '' : ` · ${table}`}`, ...quoted(name) });

function columns(tables: readonly Named[]): SqlOption[] {
  return tables.flatMap(({ name, fields }) => fields.map((field) => columnOption(field, name)));
}

function columnsOf(path: readonly string[], tables: readonly Named[]): SqlOption[] {
  return tables.filter(({ name }) => name === path.at(-1)).flatMap(({ fields }) => fields.map((field) => columnOption(field, '')));
}

/** What lies under a catalog or a database. */
function below(path: readonly string[], catalogs: Catalogs): SqlOption[] {
  const [first = '', second] = path;
  const catalog = second === undefined ? undefined : catalogs.catalogs[first];
  const inCatalog = second === undefined ? Object.keys(catalogs.catalogs[first]?.databases ?? {}) : [];
  const database = second === undefined ? catalogs.catalogs[catalogs.catalog]?.databases[first] : catalog?.databases[second];
  return [...inCatalog.map((name): SqlOption => ({ label: name, kind: 'database', detail: first, ...quoted(name) })), ...entries(database?.tables ?? {}, path.join('.'))];
}

function entries(tables: Readonly<Record<string, Entry>>, where: string): SqlOption[] {
  return Object.entries(tables).map(([name, entry]): SqlOption => ({ label: name, kind: entry.kind, detail: where, ...quoted(name) }));
}

function namedTables(catalogs: Catalogs, statement: string): SqlOption[] {
  const temporary = Object.entries(catalogs.temporary).map(([key, entry]): SqlOption => {
    const [, , name = ''] = JSON.parse(key) as readonly string[];
    return { label: name, kind: entry.kind, detail: 'TEMPORARY', ...quoted(name) };
  });
  // Names that WITH gives.
  const given = [...statement.matchAll(/(?:\bWITH|,)\s+([\p{L}_]\w*)\s+AS\s*\(/giu)].map(([, name = '']): SqlOption => ({ label: name, kind: 'view', detail: 'WITH' }));
  return [...given, ...temporary, ...entries(catalogs.catalogs[catalogs.catalog]?.databases[catalogs.database]?.tables ?? {}, catalogs.database)];
}

function databases(catalogs: Catalogs): SqlOption[] {
  const own = Object.keys(catalogs.catalogs[catalogs.catalog]?.databases ?? {}).map((label): SqlOption => ({ label, kind: 'database', detail: catalogs.catalog, ...quoted(label) }));
  return [...own, ...Object.keys(catalogs.catalogs).map((label): SqlOption => ({ label, kind: 'catalog', detail: '', ...quoted(label) }))];
}

/** Names that the statement gives to its columns. */
function aliases(statement: string): SqlOption[] {
  const names = new Set([...statement.matchAll(/\bAS\s+([\p{L}_]\w*)/giu)].map(([, name = '']) => name));
  return [...names].filter((name) => !TYPES.includes(name.toUpperCase())).map((label): SqlOption => ({ label, kind: 'column', detail: 'AS' }));
}

const signature = (forms: readonly string[]): string => forms.map((form) => `(${form.replace(/(\w+ )?(?:ARRAY)?<([A-Z_ ]+)>(\.\.\.|\*)?/g, (_all, name: string | undefined, family: string, repeat: string | undefined) => `${name?.trim() ?? family.toLowerCase()}${repeat === undefined ? '' : '…'}`)})`).join(' · ');

let all: readonly SqlOption[] | null = null;

/** Every function, aggregates among them; with the cursor between its brackets where it takes something. */
function functions(): readonly SqlOption[] {
  all ??= FUNCTIONS.map((label): SqlOption => {
    const forms = aggregateNames().includes(label) ? aggregateForms(label) : overloads(label).flatMap((one) => one.forms);
    return { label, kind: 'function', detail: signature(forms), insert: BARE.has(label) ? label : `${label}()` };
  });
  return all;
}

/** Functions that are written without brackets. */
const BARE = new Set(['CURRENT_TIMESTAMP', 'CURRENT_DATE', 'CURRENT_TIME', 'LOCALTIME', 'LOCALTIMESTAMP', 'CURRENT_ROW_TIMESTAMP']);

function keywords(): SqlOption[] {
  return [...KEYWORDS.map((label): SqlOption => ({ label, kind: 'keyword', detail: '' })), ...TYPES.map((label): SqlOption => ({ label, kind: 'type', detail: '' }))];
}
