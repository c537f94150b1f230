// SQL texts to statements: the one entrance of the parser. Problems come back as values with their places.
import { attempt, CALCITE_EXCEPTION, PARSE_EXCEPTION, parseError, type Result, SqlError, VALIDATION_EXCEPTION } from '../problem.ts';
import type { Expr, Name } from './ast.ts';
import { Cursor, QUOTED } from './cursor.ts';
import { alter, create, drop, options } from './ddl.ts';
import { EXPLAIN_START, expectedAtTruncate, INSERTED_START, STATEMENT_START } from './expected.ts';
import { expression } from './expression.ts';
import { tokenize } from './lexer.ts';
import { isQueryStart, query } from './query.ts';
import { hints, tableRefs } from './table.ts';
import { describe, reset, setting, show, use } from './asks.ts';
import type { LogicalType } from '../type/logical-type.ts';
import type { Insert, Statement } from './statement.ts';
import { dataType, intervalType } from './types.ts';

/** One statement, with or without a semicolon at its end. */
export function parseStatement(text: string): Result<Statement> {
  return attempt(() => {
    const c = new Cursor(text);
    const parsed = statement(c);
    const ended = c.is(';');
    while (c.take(';'));
    if (ended && c.peek().kind !== 'end') {
      const next = c.mark;
      if (c.isAny(['HELP', 'CLEAR', 'QUIT', 'EXIT'])) notAQuery(c);
      statement(c);
      throw parseError('only single statement supported', c.from(next), 'java.lang.IllegalArgumentException');
    }
    if (c.peek().kind !== 'end') throw c.unexpected(['<EOF> ']);
    return parsed;
  });
}

/** An expression alone, as tests and tools ask for it. */
export function parseExpression(text: string): Result<Expr> {
  return attempt(() => {
    const c = new Cursor(text);
    const parsed = expression(c);
    if (c.peek().kind !== 'end') throw c.unexpected(['<EOF> ']);
    return parsed;
  });
}

/** A type alone: `ARRAY<INT NOT NULL>`. */
export function parseType(text: string): Result<LogicalType> {
  return attempt(() => {
    const c = new Cursor(text);
    const parsed = c.take('INTERVAL') ? intervalType(c) : dataType(c);
    if (c.peek().kind !== 'end') throw c.unexpected(['<EOF> ']);
    return parsed;
  });
}

/** A script's statement, and where in the script it begins. */
export interface Piece {
  readonly text: string;
  readonly offset: number;
}

/** A script cut at its semicolons. EXECUTE STATEMENT SET goes on to its END, as the client reads it. */
export function splitStatements(text: string): Result<readonly Piece[]> {
  return attempt(() => {
    const found: Piece[] = [];
    let words: string[] = [];
    let from = -1;
    for (const token of tokenize(text)) {
      if (from < 0 && token.upper !== ';' && token.kind !== 'end') from = token.offset;
      const inSet = words.includes('BEGIN') && words.includes('SET') && words[0] !== 'BEGIN' && words.at(-1) !== 'END';
      if (token.kind === 'end' || (token.upper === ';' && !inSet)) {
        if (from >= 0) found.push({ text: text.slice(from, token.kind === 'end' ? text.length : token.offset + 1).trimEnd(), offset: from });
        [from, words] = [-1, []];
      } else if (words.length < 5 || token.upper === 'END' || words.at(-1) === 'END') words = [...words.slice(0, 5), token.upper];
    }
    return found;
  });
}

function statement(c: Cursor): Statement {
  return c.deeper(() => {
    const mark = c.mark;
    if (isQueryStart(c) || c.is('TABLE')) {
      const of = query(c);
      return { kind: 'query', query: of, at: c.from(mark) };
    }
    const { kind, upper } = c.peek();
    const known = kind === 'word' ? RULES[upper] : undefined;
    if (known !== undefined) return known(c, mark);
    return notAQuery(c);
  });
}

/** What begins no statement is read as an expression, and an expression alone is no query. */
function notAQuery(c: Cursor): never {
  const mark = c.mark;
  c.starts(STATEMENT_START);
  if (c.peek().kind !== 'end') {
    expression(c);
    throw parseError('Non-query expression encountered in illegal context', c.from(mark), CALCITE_EXCEPTION);
  }
  throw c.unexpected(STATEMENT_START);
}

type Rule = (c: Cursor, mark: number) => Statement;

const RULES: Readonly<Record<string, Rule>> = {
  CREATE: create, ALTER: alter, DROP: drop, USE: use, SHOW: show, DESCRIBE: describe, DESC: describe, SET: setting, RESET: reset,
  INSERT: insert, UPSERT: insert, EXPLAIN: explain, BEGIN: begin, END: end, EXECUTE: execute, COMPILE: compilePlan, STOP: stopJob,
  REPLACE: create, MERGE: merge, ADD: jar, REMOVE: jar, LOAD: load, UNLOAD: unload, ANALYZE: analyze, TRUNCATE: truncate, DELETE: deleteFrom, UPDATE: update, CALL: procedure,
  HELP: word('help'), CLEAR: word('clear'), QUIT: word('quit'), EXIT: word('quit'),
};

/** A word of the client's own: what follows it is not looked at. */
function word(kind: 'help' | 'clear' | 'quit'): Rule {
  return (c, mark) => {
    do c.next(); while (!c.is(';') && c.peek().kind !== 'end');
    return { kind, at: c.from(mark) };
  };
}

function insert(c: Cursor, mark: number): Insert {
  c.next();
  const overwrite = c.take('OVERWRITE');
  if (!overwrite && !c.take('INTO')) throw c.unexpected(['"INTO" ...', '"OVERWRITE" ...']);
  const table = c.name();
  const found = hints(c);
  const partition: [string, Expr | null][] = c.take('PARTITION') ? c.enclosed((): [string, Expr | null] => {
    const key = c.identifier();
    return [key, c.take('=') ? expression(c) : null];
  }) : [];
  if (c.is('(') && c.peek(1).kind === 'number') notAQuery(c);
  const columns = c.is('(') && !isQueryStart(c) ? c.enclosed(() => c.name().parts.join('.')) : null;
  if (columns === null && found.length === 0) c.starts(INSERTED_START);
  const of = query(c);
  return { kind: 'insert', table, hints: found, overwrite, partition: Object.fromEntries(partition), columns, query: of, at: c.from(mark) };
}

function explain(c: Cursor, mark: number): Statement {
  c.expect('EXPLAIN');
  const details: string[] = [];
  if (c.take('PLAN')) {
    c.expect('FOR');
  } else while (c.isAny(['ESTIMATED_COST', 'CHANGELOG_MODE', 'JSON_EXECUTION_PLAN', 'PLAN_ADVICE'])) {
    details.push(c.next().upper);
    c.take(',');
  }
  if (c.take('STATEMENT', 'SET')) return { kind: 'explain', details, of: statementSet(c, c.mark), at: c.from(mark) };
  if (c.is(';') || c.isAny(UNEXPLAINED)) throw c.unexpected(EXPLAIN_START);
  const of = statement(c);
  if (of.kind !== 'query' && of.kind !== 'insert' && of.kind !== 'statement set' && !(of.kind === 'create table' && of.as !== null)) {
    throw new SqlError(PARSE_EXCEPTION, 'Unsupported CREATE OR REPLACE statement for EXPLAIN. The statement must define a query using the AS clause (i.e. CTAS/RTAS statements).', null, 'parse');
  }
  return { kind: 'explain', details, of, at: c.from(mark) };
}

const UNEXPLAINED = ['DESCRIBE', 'DESC', 'SHOW', 'DROP', 'SET', 'RESET', 'USE', 'ALTER', 'EXPLAIN', 'DELETE', 'UPDATE', 'CALL', 'BEGIN', 'END', 'COMPILE', 'STOP', 'LOAD', 'UNLOAD', 'ANALYZE'];

function begin(c: Cursor, mark: number): Statement {
  c.expect('BEGIN', 'STATEMENT', 'SET');
  return { kind: 'begin statement set', at: c.from(mark) };
}

function end(c: Cursor, mark: number): Statement {
  c.expect('END');
  return { kind: 'end', at: c.from(mark) };
}

function execute(c: Cursor, mark: number): Statement {
  c.expect('EXECUTE');
  if (c.take('STATEMENT', 'SET')) return statementSet(c, mark);
  if (c.take('PLAN')) return { kind: 'execute plan', path: c.string(), at: c.from(mark) };
  return statement(c);
}

function statementSet(c: Cursor, mark: number): Statement {
  c.expect('BEGIN');
  const inserts: Insert[] = [];
  do {
    if (!c.is('INSERT') && !c.is('UPSERT')) throw c.unexpected(['"INSERT" ...', '"UPSERT" ...']);
    inserts.push(insert(c, c.mark));
    c.expect(';');
  } while (!c.take('END'));
  return { kind: 'statement set', inserts, at: c.from(mark) };
}

function compilePlan(c: Cursor, mark: number): Statement {
  c.expect('COMPILE');
  const executes = c.take('AND', 'EXECUTE');
  c.expect('PLAN');
  const path = c.string();
  const ifNotExists = !executes && c.take('IF', 'NOT', 'EXISTS');
  c.expect('FOR');
  const of = c.take('STATEMENT', 'SET') ? statementSet(c, c.mark) : written(c);
  return { kind: 'compile plan', path, executes, ifNotExists, inserts: of.kind === 'statement set' ? of.inserts : of.kind === 'insert' ? [of] : [], at: c.from(mark) };
}

/** An INSERT, and nothing else. */
function written(c: Cursor): Insert {
  if (!c.is('INSERT') && !c.is('UPSERT')) throw c.unexpected(['"INSERT" ...', '"STATEMENT" ...', '"UPSERT" ...']);
  return insert(c, c.mark);
}

function stopJob(c: Cursor, mark: number): Statement {
  c.expect('STOP', 'JOB');
  const id = c.string();
  let [savepoint, drain] = [false, false];
  if (c.take('WITH')) do {
    if (c.take('SAVEPOINT')) savepoint = true;
    else {
      c.expect('DRAIN');
      drain = true;
    }
  } while (c.take('WITH') || c.take(','));
  return { kind: 'stop job', id, savepoint, drain, at: c.from(mark) };
}

function jar(c: Cursor, mark: number): Statement {
  const kind = c.next().upper === 'ADD' ? 'add jar' : 'remove jar';
  c.expect('JAR');
  return { kind, path: c.string(QUOTED), at: c.from(mark) };
}

function load(c: Cursor, mark: number): Statement {
  c.expect('LOAD', 'MODULE');
  const name = c.identifier();
  return { kind: 'load module', name, options: c.take('WITH') ? options(c) : {}, at: c.from(mark) };
}

function unload(c: Cursor, mark: number): Statement {
  c.expect('UNLOAD', 'MODULE');
  return { kind: 'unload module', name: c.identifier(), at: c.from(mark) };
}

function analyze(c: Cursor, mark: number): Statement {
  c.expect('ANALYZE', 'TABLE');
  const name = c.name();
  if (c.take('PARTITION')) c.enclosed(() => {
    c.identifier();
    if (c.take('=')) expression(c);
  });
  c.expect('COMPUTE', 'STATISTICS');
  if (c.take('FOR')) {
    if (c.take('ALL')) c.expect('COLUMNS');
    else {
      c.expect('COLUMNS');
      c.list(() => c.identifier());
    }
  }
  return { kind: 'analyze', name, at: c.from(mark) };
}

function truncate(c: Cursor, mark: number): Statement {
  if (!c.is('TRUNCATE', 'TABLE')) throw c.unexpected(expectedAtTruncate());
  c.expect('TRUNCATE', 'TABLE');
  return { kind: 'truncate', name: c.name(), at: c.from(mark) };
}

function deleteFrom(c: Cursor, mark: number): Statement {
  c.expect('DELETE', 'FROM');
  const name = c.name();
  const where = c.take('WHERE') ? expression(c) : null;
  return { kind: 'delete', name, where, at: c.from(mark) };
}

function update(c: Cursor, mark: number): Statement {
  c.expect('UPDATE');
  const name = c.name();
  c.expect('SET');
  const set = c.list(() => {
    const column = c.identifier();
    c.expect('=');
    return { column, to: expression(c) };
  });
  const where = c.take('WHERE') ? expression(c) : null;
  return { kind: 'update', name, set, where, at: c.from(mark) };
}

/** MERGE is read, and then nothing can be merged. */
function merge(c: Cursor, mark: number): Statement {
  c.expect('MERGE', 'INTO');
  const name = tableRefs(c);
  c.expect('USING');
  tableRefs(c);
  c.expect('ON');
  c.within('merged', () => expression(c));
  if (!c.is('WHEN')) throw c.unexpected(['"WHEN" ...']);
  while (c.peek().kind !== 'end' && !c.is(';')) c.next();
  throw parseError(`Unsupported query: ${c.written(mark)}`, name.at, VALIDATION_EXCEPTION);
}

function procedure(c: Cursor, mark: number): Statement {
  c.expect('CALL');
  const name: Name = c.name();
  return { kind: 'call', name, args: c.enclosed(() => expression(c)), at: c.from(mark) };
}
