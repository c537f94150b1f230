// SQL scripts run on a simulated cluster: tables given in memory, jobs planned and submitted, changelogs read back.
import type { StreamGraph } from '../../bridge/flink.ts';
import { FLINK_OPERATORS } from '../flink/operator/operators.ts';
import type { Operators } from '../flink/operator/operator.ts';
import { isTerminal } from '../flink/jobmanager/state.ts';
import type { StreamRecord } from '../flink/record.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { SECOND } from '../kernel/types.ts';
import { parseStatement, splitStatements } from '../sql/parser/parse.ts';
import type { Insert, Statement } from '../sql/parser/statement.ts';
import { SQL_OPERATORS } from '../sql/operator/operators.ts';
import { isBatch } from '../sql/plan/batch.ts';
import { type PlannedJob, planJob, type Planned, type PlanSession } from '../sql/plan/plan.ts';
import type { Result, SqlProblem } from '../sql/problem.ts';
import { bindQuery } from '../sql/query/bind.ts';
import { type Catalogs, newCatalogs } from '../sql/query/catalog.ts';
import { createTable, createView } from '../sql/query/define.ts';
import { bindInsert } from '../sql/query/insert.ts';
import { ask, collected, jobOf, startFlink, submit, until, untilEnded } from './flink-cluster.ts';
import { type Change, VALUES_OPERATORS, valuesConnector } from './sql-values.ts';

/** A problem of a statement, thrown for tests. */
export class ScriptProblem extends Error {
  readonly problem: SqlProblem;

  constructor(problem: SqlProblem, statement: string) {
    super(`${problem.exception}: ${problem.message}\n${statement}`);
    this.problem = problem;
  }
}

function valueOf<T>(result: Result<T>, statement: string): T {
  if (!result.ok) throw new ScriptProblem(result.problem, statement);
  return result.value;
}

export const OPERATORS: Operators = { ...FLINK_OPERATORS, ...(SQL_OPERATORS as Operators), ...VALUES_OPERATORS };

export interface Script {
  /** CREATE TABLE, CREATE VIEW. */
  readonly ddl: readonly string[];
  /** INSERT INTO, EXECUTE STATEMENT SET, or a query. */
  readonly sql: string;
  readonly settings?: Readonly<Record<string, string>>;
  /** Rows of each table, one list for each phase: a savepoint lies between two. */
  readonly phases: readonly Readonly<Record<string, readonly Change[]>>[];
}

export interface PhaseResult {
  /** Changelogs by the sinks' names; a query's is `result`. */
  readonly sinks: Readonly<Record<string, readonly StreamRecord[]>>;
  readonly failure: string | null;
}

/** Catalogs with what statements define. */
export function define(ddl: readonly string[]): Catalogs {
  let catalogs = newCatalogs();
  for (const script of ddl) {
    for (const { text } of valueOf(splitStatements(`${script};`), script)) {
      const statement = valueOf(parseStatement(text), text);
      if (statement.kind === 'create table') catalogs = valueOf(createTable(catalogs, statement), text);
      else if (statement.kind === 'create view') catalogs = valueOf(createView(catalogs, statement), text);
    }
  }
  return catalogs;
}

function planned(statement: Statement, catalogs: Catalogs, text: string, batch: boolean): Planned {
  const bound = (insert: Insert): Planned & { kind: 'insert' } => ({ kind: 'insert', inserts: [valueOf(bindInsert(insert, catalogs, batch), text)] });
  if (statement.kind === 'insert') return bound(statement);
  if (statement.kind === 'statement set') return { kind: 'insert', inserts: statement.inserts.flatMap((insert) => bound(insert).inserts) };
  if (statement.kind === 'query') return { kind: 'query', rel: valueOf(bindQuery(statement.query, catalogs, batch), text) };
  throw new Error(`${statement.kind} is no job`);
}

/** The job of a script over one phase's rows; throws what Flink refuses. */
export function planScript(script: Script, phase = 0): PlannedJob {
  const catalogs = define(script.ddl);
  const batch = isBatch(script.settings ?? {});
  const ends = phase === script.phases.length - 1;
  const session: PlanSession = { catalogs, settings: { 'table.local-time-zone': 'UTC', ...script.settings }, connectors: { values: valuesConnector(script.phases[phase] ?? {}, ends) }, startedMs: 1_700_000_000_000, firstNode: 1 };
  const text = script.sql;
  return valueOf(planJob(planned(valueOf(parseStatement(text), text), catalogs, text, batch), session), text);
}

const sinksOf = (graph: StreamGraph): readonly string[] => graph.nodes.flatMap(({ kind, config }) => (kind === 'sink-collect' && 'name' in config ? [String(config.name)] : []));

function read(kernel: Kernel, job: string, graph: StreamGraph): PhaseResult {
  const { failure } = jobOf(kernel, job);
  return { sinks: Object.fromEntries(sinksOf(graph).map((name) => [name, collected(kernel, job, name)])), failure: failure === null ? null : JSON.stringify(failure) };
}

/** Rows go on one by one: what comes in at two inputs is read in turns, as Flink's tasks read what lies there. */
const SIDE_BY_SIDE = { 'execution.buffer-timeout.interval': '0 ms' };

/** Runs the phases one after the other, each from the savepoint of the one before; the last one to its end. */
export function runScript(script: Script, operators: Operators = OPERATORS): readonly PhaseResult[] {
  const kernel = startFlink(1, { operators, taskManagers: 1, slots: 16, check: false });
  const results: PhaseResult[] = [];
  let path: string | null = null;
  script.phases.forEach((_rows, phase) => {
    const { graph } = planScript(script, phase);
    const settings: Record<string, string> = { ...graph.configuration, 'restart-strategy.type': 'disable', ...SIDE_BY_SIDE, ...(path === null ? {} : { 'execution.state-recovery.path': path }) };
    const job = submit(kernel, { ...graph, configuration: settings });
    if (phase === script.phases.length - 1) untilEnded(kernel, job, 120 * SECOND);
    else {
      until(kernel, () => isTerminal(jobOf(kernel, job).status), 20 * SECOND);
      if (!isTerminal(jobOf(kernel, job).status)) {
        const stopped = ask(kernel, (request) => ({ kind: 'StopWithSavepoint', request, job, drain: false, directory: 'file:/savepoints' }));
        path = 'path' in stopped ? stopped.path : null;
        untilEnded(kernel, job, 60 * SECOND);
      }
    }
    results.push(read(kernel, job, graph));
  });
  return results;
}
