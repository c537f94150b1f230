// A statement over a session: the session as it is then, and what the client has to do or show.
import { parseStatement } from '../parser/parse.ts';
import type { Statement } from '../parser/statement.ts';
import { attempt, type Result, SqlError, type SqlProblem } from '../problem.ts';
import { alterTable } from './alter-table.ts';
import * as models from './models.ts';
import * as objects from './objects.ts';
import type { Answer, Executed, Session } from './session.ts';
import { resetOption, setOption, settingRows } from './settings.ts';
import { describe, show, showCreate } from './show.ts';
import { alterView, createTable, createView, dropEntry, refuseChange, type SourceCheck } from './tables.ts';

const EXECUTION_EXCEPTION = 'org.apache.flink.table.gateway.service.utils.SqlExecutionException';
const DONE: Answer = { kind: 'done' };

const done = (session: Session): Executed => ({ session, answer: DONE });
const asked = (session: Session, answer: Answer): Executed => ({ session, answer });

/** Reads and executes one statement. */
export function executeText(session: Session, text: string, check: SourceCheck = () => {}): Result<Executed> {
  const parsed = parseStatement(text);
  if (!parsed.ok) return parsed;
  return execute(session, parsed.value, text, check);
}

/** Executes a statement; `check` throws where a table that a view reads can't be read. */
export function execute(session: Session, statement: Statement, text: string, check: SourceCheck = () => {}): Result<Executed> {
  return attempt(() => {
    if (session.gathering !== null) {
      const gathered = gather(session, statement);
      if (gathered !== null) return gathered;
    }
    return executed(session, statement, text, check);
  });
}

/** Within BEGIN STATEMENT SET … END only INSERTs are taken. */
function gather(session: Session, statement: Statement): Executed | null {
  switch (statement.kind) {
    case 'insert': return done({ ...session, gathering: [...(session.gathering ?? []), statement] });
    case 'end': {
      const inserts = session.gathering ?? [];
      const after = { ...session, gathering: null };
      return inserts.length === 0 ? done(after) : asked(after, { kind: 'insert', inserts });
    }
    case 'help': case 'clear': case 'quit': return null;
    default:
      if (statement.kind === 'create table' && statement.as !== null) return null;
      throw new SqlError(EXECUTION_EXCEPTION, "Only 'INSERT/CREATE TABLE AS' statement is allowed in Statement Set or use 'END' statement to submit Statement Set.", statement.at, 'validate');
  }
}

function executed(session: Session, statement: Statement, text: string, check: SourceCheck): Executed {
  switch (statement.kind) {
    case 'query': return asked(session, { kind: 'query', query: statement.query, text });
    case 'insert': return asked(session, { kind: 'insert', inserts: [statement] });
    case 'statement set': return asked(session, { kind: 'insert', inserts: statement.inserts });
    case 'explain': return asked(session, { kind: 'explain', of: statement.of, details: statement.details });
    case 'begin statement set': return done({ ...session, gathering: [] });
    case 'end': throw new SqlError(EXECUTION_EXCEPTION, "No Statement Set to submit. 'END' statement should be used after 'BEGIN STATEMENT SET'.", statement.at, 'validate');
    case 'execute plan': return asked(session, { kind: 'execute plan', path: statement.path });
    case 'compile plan': return asked(session, { kind: 'compile plan', path: statement.path, executes: statement.executes, ifNotExists: statement.ifNotExists, inserts: statement.inserts, text: text.replace(COMPILES, '') });
    case 'stop job': return asked(session, { kind: 'stop job', job: statement.id, savepoint: statement.savepoint, drain: statement.drain });
    case 'help': case 'clear': case 'quit': return asked(session, { kind: statement.kind });
    case 'set':
      if (statement.key === null || statement.value === null) return asked(session, { kind: 'table', columns: ['key', 'value'], rows: settingRows(session) });
      return done(setOption(session, statement.key, statement.value));
    case 'reset': return done(resetOption(session, statement.key));
    case 'show': return asked(session, show(session, statement));
    case 'show create': return asked(session, showCreate(session, statement));
    case 'describe': return asked(session, describe(session, statement));
    default: return define(session, statement, check);
  }
}

/** What stands before the statement that is compiled. */
const COMPILES = /^\s*COMPILE\s+(?:AND\s+EXECUTE\s+)?PLAN\s+'(?:[^']|'')*'\s+(?:IF\s+NOT\s+EXISTS\s+)?FOR\s+/i;

type Defining = Exclude<Statement, { kind: 'query' | 'insert' | 'statement set' | 'explain' | 'begin statement set' | 'end' | 'execute plan' | 'compile plan' | 'stop job' | 'help' | 'clear' | 'quit' | 'set' | 'reset' | 'show' | 'show create' | 'describe' }>;

/** Statements that change what the session knows by name. */
function define(session: Session, statement: Defining, check: SourceCheck): Executed {
  switch (statement.kind) {
    case 'create table': return createTable(session, statement);
    case 'alter table': return done(alterTable(session, statement));
    case 'create view': return done(createView(session, statement, check));
    case 'alter view': return done(alterView(session, statement, check));
    case 'create database': return done(objects.createDatabase(session, statement));
    case 'alter database': return done(objects.alterDatabase(session, statement));
    case 'create catalog': return done(objects.createCatalog(session, statement));
    case 'alter catalog': return done(objects.alterCatalog(session, statement));
    case 'create function': return done(objects.createFunction(session, statement));
    case 'alter function': return done(objects.alterFunction(session, statement));
    case 'drop': return done(drop(session, statement));
    case 'create model': return done(models.createModel(session, statement));
    case 'alter model': return done(models.alterModel(session, statement));
    case 'create materialized': return done(models.createMaterialized(session, statement));
    case 'alter materialized': return done(models.alterMaterialized(session, statement));
    case 'use': return done(objects.useDatabase(session, statement.name));
    case 'use catalog': return done(objects.useCatalog(session, statement.name.parts[0] ?? ''));
    case 'use modules': return done(objects.useModules(session, statement.names));
    case 'load module': return done(objects.loadModule(session, statement.name, statement.options));
    case 'unload module': return done(objects.unloadModule(session, statement.name));
    case 'add jar': case 'remove jar': return done(objects.changeJar(session, statement.kind, statement.path));
    case 'truncate': case 'delete': case 'update': case 'analyze': return done(refuseChange(session, statement, check));
    case 'call': return objects.callProcedure(session, statement.name);
  }
}

function drop(session: Session, statement: Extract<Statement, { kind: 'drop' }>): Session {
  switch (statement.what) {
    case 'TABLE': case 'VIEW': return dropEntry(session, statement);
    case 'DATABASE': return objects.dropDatabase(session, statement);
    case 'CATALOG': return objects.dropCatalog(session, statement.name, statement.ifExists);
    case 'FUNCTION': return objects.dropFunction(session, statement);
    case 'MODEL': return models.dropModel(session, statement);
    case 'MATERIALIZED TABLE': return models.dropMaterialized(session, statement);
  }
}

/** A problem as the client says it: the exception's class and text. */
export function problemText({ exception, message }: SqlProblem): string {
  return message === '' ? exception : `${exception}: ${message}`;
}
