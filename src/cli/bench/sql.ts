// Flink SQL on the simulated cluster: how long a script's planning takes, how fast a job's rows are read, and when its first row is there.
import { CONNECTORS } from '../../sim/connector/table/connectors.ts';
import { parseStatement, splitStatements } from '../../sim/sql/parser/parse.ts';
import { planJob, type PlannedJob, type Planned, type PlanSession } from '../../sim/sql/plan/plan.ts';
import type { Result } from '../../sim/sql/problem.ts';
import { bindQuery } from '../../sim/sql/query/bind.ts';
import { type Catalogs, newCatalogs } from '../../sim/sql/query/catalog.ts';
import { createTable, createView } from '../../sim/sql/query/define.ts';
import { bindInsert } from '../../sim/sql/query/insert.ts';
import { flinkCluster, hasRow, runJob, submitJob } from './flink-cluster.ts';
import { beside, figuresOf, onRealFlink, type RealWork, timed } from './flink-real.ts';
import type { Figure } from './kernel.ts';
import { insertOf, NEXMARK_QUERIES, nexmarkTables, sinkTable } from './nexmark.ts';

/** Events of a Nexmark run. */
const EVENTS = 200_000;
/** A script's planning is measured so often. */
const PLANS = 20;

function valueOf<T>(result: Result<T>, statement: string): T {
  if (!result.ok) throw new Error(`${result.problem.exception}: ${result.problem.message}\n${statement}`);
  return result.value;
}

/** Catalogs with what these statements define. */
function define(statements: readonly string[], catalogs: Catalogs = newCatalogs()): Catalogs {
  return statements.reduce((known, text) => {
    const statement = valueOf(parseStatement(text), text);
    if (statement.kind === 'create table') return valueOf(createTable(known, statement), text);
    return statement.kind === 'create view' ? valueOf(createView(known, statement), text) : known;
  }, catalogs);
}

/** The job of a statement, from its text. */
function plan(text: string, catalogs: Catalogs): PlannedJob {
  const session: PlanSession = { catalogs, settings: { 'table.local-time-zone': 'UTC', 'parallelism.default': '1' }, connectors: CONNECTORS, startedMs: 1_700_000_000_000, firstNode: 1 };
  const statement = valueOf(parseStatement(text), text);
  let planned: Planned;
  if (statement.kind === 'insert') planned = { kind: 'insert', inserts: [valueOf(bindInsert(statement, catalogs), text)] };
  else if (statement.kind === 'query') planned = { kind: 'query', rel: valueOf(bindQuery(statement.query, catalogs), text) };
  else throw new Error(`${statement.kind} is no job`);
  return valueOf(planJob(planned, session), text);
}

/** Runs a statement's job to its end, or to its first row; whether a client had one. */
function run(text: string, catalogs: Catalogs, untilRow: boolean): boolean {
  const kernel = flinkCluster();
  submitJob(kernel, plan(text, catalogs).graph);
  return hasRow(runJob(kernel, (job) => untilRow && hasRow(job)));
}

/** Nexmark's queries, as jobs and as what a client waits for: the better of two runs, here and on a real Flink. */
export function benchNexmark(): (Figure | string)[] {
  const tables = nexmarkTables(EVENTS);
  const work = NEXMARK_QUERIES.map((query): RealWork => ({ kind: 'sql', name: query.name, records: EVENTS, tables: [...tables, sinkTable(query)], insert: insertOf(query), select: query.select }));
  const real = onRealFlink(work);
  const figures: (Figure | string)[] = typeof real === 'string' ? [real] : [];
  for (const query of NEXMARK_QUERIES) {
    const catalogs = define([...tables, sinkTable(query)]);
    const runs = [1, 2].map(() => timed(() => run(insertOf(query), catalogs, false)));
    const first = timed(() => run(query.select, catalogs, true));
    figures.push(...beside(`nexmark-${query.name}`, figuresOf(EVENTS, runs, first.value ? first.seconds : null), typeof real === 'string' ? undefined : real[query.name]));
  }
  return figures;
}

/** A script of at least 100 lines: Nexmark's tables, and queries with their sinks until it is so long. */
export function longScript(): string {
  let script = nexmarkTables(EVENTS).join(';\n');
  for (const query of NEXMARK_QUERIES) {
    if (script.split('\n').length > 100) break;
    script += `;\n${sinkTable(query)};\n${insertOf(query)}`;
  }
  return `${script};\n`;
}

/** From a script's text to the graphs of its jobs. */
export function planScript(script: string): number {
  let catalogs = newCatalogs();
  let jobs = 0;
  for (const { text } of valueOf(splitStatements(script), script)) {
    if (/^\s*CREATE/i.test(text)) catalogs = define([text], catalogs);
    else {
      plan(text, catalogs);
      jobs += 1;
    }
  }
  return jobs;
}

/** How long a script of 100 lines takes to be read and planned. */
export function benchPlan(): Figure[] {
  const script = longScript();
  const times: number[] = [];
  for (let i = 0; i < PLANS; i++) {
    const begun = performance.now();
    planScript(script);
    times.push(performance.now() - begun);
  }
  const [first = 0] = times;
  const sorted = [...times].sort((a, b) => a - b);
  const shown = (ms: number): number => Math.round(ms * 10) / 10;
  return [
    { name: 'sql-script-lines', value: script.split('\n').length - 1, unit: 'lines' },
    { name: 'sql-script-plan-first', value: shown(first), unit: 'ms' },
    { name: 'sql-script-plan-p50', value: shown(sorted[PLANS >> 1] ?? 0), unit: 'ms' },
  ];
}
