// The grammar of CREATE, ALTER and DROP.
import { parseError } from '../problem.ts';
import type { Name } from './ast.ts';
import { type Cursor, IDENTIFIERS, QUOTED, STRINGS } from './cursor.ts';
import { COLUMN_START } from './expected.ts';
import { expression } from './expression.ts';
import { alterMaterialized, alterModel, createMaterialized, createModel } from './models.ts';
import { query } from './query.ts';
import type { Column, ColumnPlace, LikeClause, Options, PrimaryKey, Statement, TableBody, TableChange, Watermark } from './statement.ts';
import { dataType } from './types.ts';

export const SQL_VALIDATE_EXCEPTION = 'org.apache.flink.sql.parser.error.SqlValidateException';
const NOT_ENFORCED = "Flink doesn't support ENFORCED mode for PRIMARY KEY constraint. ENFORCED/NOT ENFORCED controls if the constraint checks are performed on the incoming/outgoing data. Flink does not own the data therefore the only supported mode is the NOT ENFORCED mode";

/** `('a' = 'b', 'c' = 'd')`. */
export function options(c: Cursor): Options {
  const pairs = c.enclosed((): readonly [string, string] => {
    const key = c.texts(c.before().upper === '(' ? [...STRINGS, '")" ...'] : STRINGS);
    c.over('option key');
    if (!c.is('=')) throw c.unexpected(['"=" ...']);
    c.next();
    const value = c.texts();
    c.over('option');
    return [key, value];
  });
  return Object.fromEntries(pairs);
}

export const comment = (c: Cursor): string | null => (c.take('COMMENT') ? c.string() : null);
const ifNot = (c: Cursor): boolean => c.take('IF', 'NOT', 'EXISTS');
const withOptions = (c: Cursor): Options => (c.take('WITH') ? options(c) : {});

export function create(c: Cursor, mark: number): Statement {
  if (c.take('REPLACE')) {
    c.expect('TABLE');
    return createTable(c, mark, false, true, true);
  }
  c.expect('CREATE');
  const replace = c.take('OR');
  if (replace) c.expect('REPLACE');
  const temporary = c.take('TEMPORARY');
  const system = temporary && c.take('SYSTEM');
  if (c.take('FUNCTION')) return createFunction(c, mark, temporary, system, 'create function');
  if (!system && c.take('TABLE')) return createTable(c, mark, temporary, replace);
  if (!system && c.take('VIEW')) return createView(c, mark, temporary);
  if (!system && c.take('MODEL')) return createModel(c, mark, temporary);
  if (!temporary && c.take('MATERIALIZED')) return createMaterialized(c, mark);
  if (!temporary && c.take('CATALOG')) {
    const ifNotExists = ifNot(c);
    const name = { parts: [c.identifier()], at: c.from(mark) };
    const text = comment(c);
    return { kind: 'create catalog', name, ifNotExists, comment: text, options: withOptions(c), at: c.from(mark) };
  }
  if (!temporary && c.take('DATABASE')) {
    const ifNotExists = ifNot(c);
    const name = c.name();
    c.over('made database');
    const text = comment(c);
    return { kind: 'create database', name, ifNotExists, comment: text, options: withOptions(c), at: c.from(mark) };
  }
  throw c.unexpected(temporary ? ['"CATALOG" ...', '"DATABASE" ...', '"FUNCTION" ...', '"SYSTEM" ...', '"TABLE" ...', '"VIEW" ...', '"MODEL" ...', '"MATERIALIZED" ...'] : ['"CATALOG" ...', '"DATABASE" ...', '"FUNCTION" ...', '"OR" ...', '"SYSTEM" ...', '"TABLE" ...', '"TEMPORARY" ...', '"VIEW" ...', '"MODEL" ...', '"MATERIALIZED" ...']);
}

function createFunction(c: Cursor, mark: number, temporary: boolean, system: boolean, kind: 'create function' | 'alter function'): Statement {
  const ifNotExists = kind === 'create function' ? ifNot(c) : c.take('IF', 'EXISTS');
  const name = c.name();
  c.over('named function');
  c.expect('AS');
  const className = c.string(QUOTED);
  const language = c.take('LANGUAGE') ? c.next().upper : null;
  const jars: string[] = [];
  if (c.take('USING')) jars.push(...c.list(() => {
    if (!c.take('JAR') && !c.take('ARTIFACT')) throw c.unexpected(['"ARTIFACT" ...', '"JAR" ...']);
    return c.string();
  }));
  return { kind, name, temporary, system, ifNotExists, className, language, jars, at: c.from(mark) };
}

function createView(c: Cursor, mark: number, temporary: boolean): Statement {
  const ifNotExists = ifNot(c);
  const name = c.name();
  c.over('named view');
  const columns = c.is('(') ? c.enclosed(() => c.identifier()) : [];
  const text = comment(c);
  c.expect('AS');
  const from = c.mark;
  const of = query(c);
  return { kind: 'create view', name, temporary, ifNotExists, columns, comment: text, query: of, text: c.written(from), at: c.from(mark) };
}

function createTable(c: Cursor, mark: number, temporary: boolean, replace: boolean, mustBe = false): Statement {
  const ifNotExists = ifNot(c);
  if (c.is('IF', 'EXISTS')) {
    c.next();
    throw c.unexpected(['<EOF> ', ...['AS', 'LIKE', 'WITH', 'COMMENT', 'DISTRIBUTED', 'PARTITIONED', '(', ';', 'NOT', '.'].map((word) => `"${word}" ...`)]);
  }
  const name = c.name();
  c.over('named table');
  const columnNames = namesOnly(c);
  const body = columnNames === null && c.is('(') ? tableBody(c) : null;
  if (body !== null) c.over('made table');
  const text = comment(c);
  const distribution = distributed(c);
  const partitionedBy = c.take('PARTITIONED', 'BY') ? c.enclosed(() => c.identifier()) : [];
  const given = withOptions(c);
  const like = c.take('LIKE') ? likeClause(c) : null;
  if (mustBe && !c.is('AS')) throw c.unexpected(['"AS" ...', '"WITH" ...', '"COMMENT" ...', '"DISTRIBUTED" ...', '"PARTITIONED" ...']);
  const as = c.take('AS') ? query(c) : null;
  if (as !== null && temporary) throw parseError(replace ? 'CREATE OR REPLACE TABLE AS SELECT syntax does not support temporary table yet.' : 'CREATE TABLE AS SELECT syntax does not support to create temporary table yet.', c.from(mark), SQL_VALIDATE_EXCEPTION);
  if (as !== null && replace && ifNotExists) throw parseError('CREATE OR REPLACE TABLE AS SELECT syntax does not support IF NOT EXISTS statements yet.', c.from(mark), SQL_VALIDATE_EXCEPTION);
  if (c.peek().kind !== 'end' && !c.is(';')) throw c.unexpected(['<EOF> ']);
  if (columnNames !== null && as === null) throw parseError('Columns identifiers without types in the schema are supported on CTAS/RTAS statements only.', c.from(mark));
  return { kind: 'create table', name, temporary, ifNotExists, replace, ...(mustBe ? { mustBe } : {}), body, columnNames, comment: text, partitionedBy, distribution, options: given, like, as, at: c.from(mark) };
}

function distributed(c: Cursor): string | null {
  const mark = c.mark;
  if (!c.take('DISTRIBUTED')) return null;
  while (!c.is('PARTITIONED') && !c.is('WITH') && !c.is('LIKE') && !c.is('AS') && !c.is(';') && c.peek().kind !== 'end') c.next();
  return c.written(mark);
}

/** `(a, b)` of CREATE TABLE … AS: names without types. */
function namesOnly(c: Cursor): readonly string[] | null {
  if (!c.is('(') || !c.isIdentifier(1) || (c.peek(2).upper !== ',' && c.peek(2).upper !== ')')) return null;
  return c.enclosed(() => c.identifier());
}

/** Columns, watermarks and keys between parentheses. */
export function tableBody(c: Cursor): TableBody {
  const columns: Column[] = [];
  const watermarks: Watermark[] = [];
  const primaryKeys: PrimaryKey[] = [];
  if (c.is('(', ')')) {
    c.next();
    throw c.unexpected([...IDENTIFIERS, ...CONSTRAINTS]);
  }
  c.enclosed(() => element(c, columns, watermarks, primaryKeys));
  return { columns, watermarks, primaryKeys };
}

const CONSTRAINTS = ['"CONSTRAINT" ...', '"PRIMARY" ...', '"UNIQUE" ...', '"WATERMARK" ...'];

function element(c: Cursor, columns: Column[], watermarks: Watermark[], primaryKeys: PrimaryKey[]): void {
  if (c.is('WATERMARK')) watermarks.push(watermark(c));
  else if (c.is('PRIMARY') || c.is('CONSTRAINT') || c.is('UNIQUE')) primaryKeys.push(primaryKey(c));
  else if (!c.isIdentifier()) throw c.unexpected(c.before().upper === '(' ? [...IDENTIFIERS, ...CONSTRAINTS] : [...CONSTRAINTS, ...IDENTIFIERS]);
  else columns.push(column(c));
}

function watermark(c: Cursor): Watermark {
  const mark = c.mark;
  c.expect('WATERMARK', 'FOR');
  const { parts } = c.name();
  c.over('watermarked');
  if (!c.is('AS')) throw c.unexpected(['"AS" ...', '"." ...']);
  c.expect('AS');
  const from = c.mark;
  const of = c.within('list', () => expression(c));
  return { column: parts, of, text: c.written(from), at: c.from(mark) };
}

function primaryKey(c: Cursor): PrimaryKey {
  const mark = c.mark;
  const name = c.take('CONSTRAINT') ? c.identifier() : null;
  if (c.take('UNIQUE')) throw parseError('UNIQUE constraint is not supported yet', c.from(mark), SQL_VALIDATE_EXCEPTION);
  c.expect('PRIMARY', 'KEY');
  const columns = c.enclosed(() => c.identifier());
  return { name, columns, enforced: notEnforced(c, mark), at: c.from(mark) };
}

/** Refuses any mode but NOT ENFORCED. */
function notEnforced(c: Cursor, mark: number): boolean {
  if (c.take('NOT', 'ENFORCED')) return false;
  c.take('ENFORCED');
  throw parseError(NOT_ENFORCED, c.from(mark), SQL_VALIDATE_EXCEPTION);
}

function column(c: Cursor): Column {
  const mark = c.mark;
  const name = c.identifier();
  if (c.take('AS')) {
    const from = c.mark;
    const of = c.within('computed', () => expression(c));
    const text = c.written(from);
    return { kind: 'computed', name, of, text, comment: comment(c), at: c.from(mark) };
  }
  c.starts(COLUMN_START);
  const type = dataType(c);
  c.over(c.before().upper === 'NULL' ? 'column type given' : 'column type');
  if (c.take('METADATA')) {
    const key = c.take('FROM') ? c.string() : null;
    const virtual = c.take('VIRTUAL');
    return { kind: 'metadata', name, type, key, virtual, comment: comment(c), at: c.from(mark) };
  }
  const primary = inlineKey(c, mark);
  return { kind: 'physical', name, type, primaryKey: primary, enforced: false, comment: comment(c), at: c.from(mark) };
}

function inlineKey(c: Cursor, mark: number): boolean {
  if (c.take('CONSTRAINT')) c.identifier();
  if (c.take('UNIQUE')) throw parseError('UNIQUE constraint is not supported yet', c.from(mark), SQL_VALIDATE_EXCEPTION);
  if (!c.take('PRIMARY', 'KEY')) return false;
  notEnforced(c, mark);
  return true;
}

function likeClause(c: Cursor): LikeClause {
  const source = c.name();
  const given: { mode: 'INCLUDING' | 'EXCLUDING' | 'OVERWRITING'; feature: string }[] = [];
  if (c.take('(')) {
    while (!c.take(')')) {
      const mode = (['INCLUDING', 'EXCLUDING', 'OVERWRITING'] as const).find((word) => c.take(word));
      if (mode === undefined) throw c.unexpected(['"EXCLUDING" ...', '"INCLUDING" ...', '"OVERWRITING" ...', '")" ...']);
      const feature = ['ALL', 'CONSTRAINTS', 'DISTRIBUTION', 'GENERATED', 'METADATA', 'OPTIONS', 'PARTITIONS', 'WATERMARKS'].find((word) => c.take(word));
      if (feature === undefined) throw c.unexpected(['"ALL" ...', '"CONSTRAINTS" ...', '"GENERATED" ...', '"METADATA" ...', '"OPTIONS" ...', '"PARTITIONS" ...', '"WATERMARKS" ...']);
      given.push({ mode, feature });
      c.take(',');
    }
  }
  return { source, options: given };
}

export function drop(c: Cursor, mark: number): Statement {
  c.expect('DROP');
  const temporary = c.take('TEMPORARY');
  const system = temporary && c.take('SYSTEM');
  const what = system ? (['FUNCTION'] as const).find((word) => c.take(word)) : (['TABLE', 'VIEW', 'FUNCTION', 'CATALOG', 'DATABASE', 'MODEL'] as const).find((word) => c.take(word)) ?? (c.take('MATERIALIZED', 'TABLE') ? 'MATERIALIZED TABLE' : undefined);
  if (what === undefined) throw c.unexpected(['"CATALOG" ...', '"DATABASE" ...', '"FUNCTION" ...', '"SYSTEM" ...', '"TABLE" ...', '"TEMPORARY" ...', '"VIEW" ...', '"MODEL" ...', '"MATERIALIZED" ...']);
  const ifExists = c.take('IF', 'EXISTS');
  if (c.is('IF') && c.isIdentifier(1)) {
    c.next();
    throw c.unexpected(['<EOF> ', '";" ...', '"EXISTS" ...', '"." ...']);
  }
  const name: Name = what === 'CATALOG' ? { parts: [c.identifier()], at: c.from(mark) } : c.name();
  c.over(what === 'DATABASE' ? 'dropped database' : 'object');
  const cascade = what === 'DATABASE' && c.take('CASCADE');
  if (what === 'DATABASE' && !cascade) c.take('RESTRICT');
  return { kind: 'drop', what, name, temporary, system, ifExists, cascade, at: c.from(mark) };
}

export function alter(c: Cursor, mark: number): Statement {
  c.expect('ALTER');
  if (c.take('TABLE')) {
    const ifExists = c.take('IF', 'EXISTS');
    const name = c.name();
    return { kind: 'alter table', name, ifExists, change: tableChange(c), at: c.from(mark) };
  }
  if (c.take('VIEW')) return alterView(c, mark);
  if (c.take('DATABASE')) {
    const name = c.name();
    c.expect('SET');
    return { kind: 'alter database', name, options: options(c), at: c.from(mark) };
  }
  if (c.take('CATALOG')) return alterCatalog(c, mark);
  if (c.take('MODEL')) return alterModel(c, mark);
  if (c.take('MATERIALIZED', 'TABLE')) return alterMaterialized(c, mark);
  const temporary = c.take('TEMPORARY');
  const system = temporary && c.take('SYSTEM');
  if (c.take('FUNCTION')) return createFunction(c, mark, temporary, system, 'alter function');
  throw c.unexpected(['"CATALOG" ...', '"DATABASE" ...', '"FUNCTION" ...', '"TABLE" ...', '"TEMPORARY" ...', '"VIEW" ...', '"MODEL" ...', '"MATERIALIZED" ...']);
}

function alterView(c: Cursor, mark: number): Statement {
  const name = c.name();
  if (c.take('RENAME', 'TO')) return { kind: 'alter view', name, to: c.name(), query: null, text: '', at: c.from(mark) };
  if (!c.is('AS')) throw c.unexpected(['"AS" ...', '"RENAME" ...', '"." ...']);
  c.expect('AS');
  const from = c.mark;
  const of = query(c);
  return { kind: 'alter view', name, to: null, query: of, text: c.written(from), at: c.from(mark) };
}

function alterCatalog(c: Cursor, mark: number): Statement {
  const name: Name = { parts: [c.identifier()], at: c.from(mark) };
  const made = (set: Options | null, reset: readonly string[] | null, text: string | null): Statement => ({ kind: 'alter catalog', name, set, reset, comment: text, at: c.from(mark) });
  if (c.take('SET')) return made(options(c), null, null);
  if (c.take('RESET')) return made(null, c.enclosed(() => c.string()), null);
  c.expect('COMMENT');
  return made(null, null, c.string());
}

function tableChange(c: Cursor): TableChange {
  if (c.take('RENAME', 'TO')) return { kind: 'rename', to: c.name() };
  if (c.take('RENAME')) {
    if (!c.isIdentifier()) throw c.unexpected([...IDENTIFIERS, '"TO" ...']);
    const from = c.identifier();
    if (!c.is('TO')) throw c.unexpected(['"TO" ...', '"." ...']);
    c.expect('TO');
    return { kind: 'rename column', from, to: c.identifier() };
  }
  if (c.take('SET')) return { kind: 'set', options: options(c) };
  if (c.take('RESET')) return { kind: 'reset', keys: c.enclosed(() => c.string()) };
  if (c.is('ADD') || c.is('MODIFY')) return change(c);
  if (!c.take('DROP')) throw c.unexpected(['"ADD" ...', '"DROP" ...', '"RESET" ...', '"SET" ...', '"MODIFY" ...', '"RENAME" ...', '"." ...']);
  if (c.take('PRIMARY', 'KEY')) return { kind: 'drop primary key' };
  if (c.take('WATERMARK')) return { kind: 'drop watermark' };
  if (c.take('DISTRIBUTION')) return { kind: 'drop distribution' };
  if (c.take('CONSTRAINT')) return { kind: 'drop constraint', name: c.identifier() };
  if (!c.is('(') && !c.isIdentifier()) throw c.unexpected(['"CONSTRAINT" ...', '"PRIMARY" ...', '"DISTRIBUTION" ...', '"WATERMARK" ...', '"(" ...', ...IDENTIFIERS, '"PARTITION" ...']);
  return { kind: 'drop columns', columns: c.is('(') ? c.enclosed(() => c.identifier()) : [c.identifier()] };
}

function change(c: Cursor): TableChange {
  const kind = c.next().upper === 'ADD' ? 'add' : 'modify';
  const columns: Column[] = [];
  const watermarks: Watermark[] = [];
  const primaryKeys: PrimaryKey[] = [];
  const places: ColumnPlace[] = [];
  const one = (): void => {
    const before = columns.length;
    element(c, columns, watermarks, primaryKeys);
    if (columns.length > before) places.push(columnPlace(c));
  };
  if (c.is('(')) c.enclosed(one);
  else {
    if (!c.isIdentifier() && !c.isAny(['CONSTRAINT', 'PRIMARY', 'UNIQUE', 'WATERMARK'])) throw c.unexpected(['"CONSTRAINT" ...', '"PRIMARY" ...', '"UNIQUE" ...', '"DISTRIBUTION" ...', '"WATERMARK" ...', '"(" ...', ...IDENTIFIERS, ...(kind === 'add' ? ['"PARTITION" ...'] : [])]);
    one();
  }
  return { kind, body: { columns, watermarks, primaryKeys }, places };
}

function columnPlace(c: Cursor): ColumnPlace {
  if (c.take('FIRST')) return { kind: 'first' };
  if (c.take('AFTER')) return { kind: 'after', column: c.identifier() };
  return { kind: 'last' };
}
