// A program as a person writes it, in SQL, Java or Python, to the jobs that it asks for; or what is wrong with it, and where.
import type { ProgramLanguage, ProgramProblem } from '../../../../bridge/program.ts';
import type { StreamGraph } from '../../../../bridge/flink.ts';
import { describeJob } from '../../../java/main.ts';
import { pythonTableStatements } from '../../../java/python-table.ts';
import { type TableStatement, tableProgramToSql } from '../../../java/table-api.ts';
import type { SqlProblem } from '../../../sql/problem.ts';
import { executeText, problemText } from '../../../sql/session/execute.ts';
import { newSession, type Session } from '../../../sql/session/session.ts';
import { initialSettings } from '../sql-client/initial-settings.ts';
import { isBlank, isWhole } from '../sql-client/lines.ts';
import { checkSources, planInserts, planQuery } from '../sql-client/plan.ts';
import { splitLines } from '../sql-client/split-lines.ts';

export type CompiledProgram =
  /** In the order in which they are submitted. `collects`: the rows of the last one are for the client. */
  | { readonly ok: true; readonly jobs: readonly StreamGraph[]; readonly collects: boolean }
  | { readonly ok: false; readonly problem: ProgramProblem };

export interface CompileOptions {
  /** Flink's settings as the client has them, by their names: the cluster's, and `-D`. */
  readonly settings: Readonly<Record<string, string>>;
  /** Wall clock of the client, ms since 1970. */
  readonly nowMs: number;
}

const problem = (line: number, column: number, message: string): CompiledProgram => ({ ok: false, problem: { line, column, message } });

/** Reads a program and makes its jobs; nothing is submitted. Lines and columns of a problem count from 1. */
export function compileProgram(language: ProgramLanguage, source: string, options: CompileOptions): CompiledProgram {
  switch (language) {
    case 'sql': return compileStatements(scriptStatements(source), options, true);
    case 'java': return compileJava(source, options);
    case 'python': return compilePython(source, options);
  }
}

function compileJava(source: string, options: CompileOptions): CompiledProgram {
  if (/\b(?:Stream)?TableEnvironment\b/.test(source)) {
    const found = tableProgramToSql(source);
    return found.ok ? compileStatements(found.value, options, false) : found;
  }
  const described = describeJob(source, parallelismOf(options));
  return described.ok ? { ok: true, jobs: [withSettings(described.value, options)], collects: false } : described;
}

/** A door for a real Python: what is not of the Table API is refused with what can be done instead. */
function compilePython(source: string, options: CompileOptions): CompiledProgram {
  const line = source.split('\n').findIndex((text) => /\bpyflink\.datastream\b|\bStreamExecutionEnvironment\b/.test(text));
  if (line >= 0) return problem(line + 1, 1, 'Python programs of the DataStream API do not run here: Python itself is missing. Run the same program in Java, or write it with the Table API.');
  const found = pythonTableStatements(source);
  return found.ok ? compileStatements(found.value, options, false) : found;
}

function parallelismOf({ settings }: CompileOptions): number {
  const given = Number(settings['parallelism.default'] ?? 1);
  return Number.isInteger(given) && given > 0 ? given : 1;
}

/** What the program says goes over what the client says. */
function withSettings(graph: StreamGraph, { settings }: CompileOptions): StreamGraph {
  return { ...graph, configuration: { ...settings, ...graph.configuration } };
}

/** The statements of a script, each with the line on which it begins. */
function scriptStatements(source: string): readonly TableStatement[] {
  const found: TableStatement[] = [];
  let [buffer, begun] = ['', 1];
  splitLines(source).forEach((line, at) => {
    if (buffer.trim() === '') [buffer, begun] = ['', at + 1];
    buffer += `${line}\n`;
    if (!isWhole(buffer)) return;
    found.push({ sql: buffer, line: begun, column: 1 });
    buffer = '';
  });
  if (buffer.trim() !== '' && !isBlank(buffer)) found.push({ sql: buffer, line: begun, column: 1 });
  return found;
}

interface Client {
  session: Session;
  nextNode: number;
}

function compileStatements(statements: readonly TableStatement[], { settings, nowMs }: CompileOptions, isScript: boolean): CompiledProgram {
  const client: Client = { session: newSession({ ...initialSettings({}), ...settings }), nextNode: 1 };
  const jobs: StreamGraph[] = [];
  let collects = false;
  for (const statement of statements) {
    const wrong = (found: SqlProblem): CompiledProgram => placed(statement, found, isScript);
    const executed = executeText(client.session, statement.sql, (rel, session) => checkSources(rel, { session, nextNode: client.nextNode }, nowMs));
    if (!executed.ok) return wrong(executed.problem);
    client.session = executed.value.session;
    const { answer } = executed.value;
    if (answer.kind === 'quit') break;
    if (answer.kind !== 'insert' && answer.kind !== 'query') continue;
    const planned = answer.kind === 'insert' ? planInserts(client, answer.inserts, nowMs) : planQuery(client, answer.query, nowMs);
    if (!planned.ok) return wrong(planned.problem);
    client.nextNode = planned.value.nextNode;
    collects = answer.kind === 'query';
    jobs.push(planned.value.graph);
  }
  const last = statements.at(-1);
  if (jobs.length === 0) return problem(last?.line ?? 1, 1, 'No job comes of this: it needs an INSERT INTO, or a SELECT.');
  return { ok: true, jobs, collects };
}

/** Where the problem stands in the whole text: in a script at its own place, in a program at the call that asks for the statement. */
function placed(statement: TableStatement, found: SqlProblem, isScript: boolean): CompiledProgram {
  const message = problemText(found);
  if (!isScript) return problem(statement.line, statement.column, message);
  if (found.at !== null) return problem(statement.line + found.at.line - 1, found.at.column, message);
  const first = statement.sql.split('\n').findIndex((line) => line.trim() !== '' && !line.trim().startsWith('--'));
  return problem(statement.line + Math.max(0, first), statement.column, message);
}
