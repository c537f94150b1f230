// A statement run: what the session answers at once, and what the cluster is asked for.
import type { ClientAnswer, ClientResponse, Failure, JobRow } from '../../../flink/rpc.ts';
import { toJobGraph } from '../../../flink/graph/job-graph.ts';
import { freeze } from '../../../kernel/freeze.ts';
import { attempt, type Result as Outcome, type SqlProblem } from '../../../sql/problem.ts';
import { bindQuery } from '../../../sql/query/bind.ts';
import { executeText, problemText } from '../../../sql/session/execute.ts';
import { allSettings, type Answer } from '../../../sql/session/session.ts';
import { booleanOption, enumOption, intOption, textOption } from '../../../sql/session/settings.ts';
import type { Os } from '../../program.ts';
import { compiledInserts, compiledText, noOverwrite } from './compiled-plan.ts';
import { HELP_TEXT } from './help.ts';
import { checkSources, explained, isBatch, type Job, planInserts, planQuery } from './plan.ts';
import { info, isVerbose, problem, showTable, SUCCEEDED, traceText, zoneOf } from './print.ts';
import { ask, askForRows, POLL_US, printEnd, printFailure, printHead, printTerminated, rootCause, takeRows } from './result.ts';
import type { Result, SqlClientState } from './state.ts';
import { jobFailed, jobFinished, leaveScreen, RETRIEVAL_CANCELLED, viewFor } from './viewing.ts';
import { openScreen } from './view/screen.ts';
import { tableOutcome, tellBegin, tellEnd, tellJob, tellPlan, tellQuery } from './told.ts';

/** How a statement ended: it may still run. */
export type Ended = 'well' | 'badly' | 'running' | 'quit' | 'crashed';

const RESULT_MODES = ['TABLE', 'CHANGELOG', 'TABLEAU'] as const;
const JOB_ID = /^[0-9a-fA-F]{32}$/;
const NO_JOB_ID = 'java.lang.IllegalArgumentException: Argument bytes must by an array of 16 bytes';
const CANCELLED = 'org.apache.flink.runtime.client.JobCancellationException: Job was cancelled.';
const NOT_TABLEAU = "In non-interactive mode, it only supports to use TABLEAU as value of sql-client.execution.result-mode when execute query. Please add 'SET sql-client.execution.result-mode=TABLEAU;' in the sql file.";

function badly(text: string, os: Os): Ended {
  problem(os, text);
  return 'badly';
}

function refusedBy(state: SqlClientState, found: SqlProblem, os: Os): Ended {
  tellEnd(state.told, { kind: 'refused', problem: found }, os.now);
  return badly(isVerbose(state.session) ? traceText(found, () => os.random()) : problemText(found), os);
}

/** A table of texts is the answer. */
function tabled(state: SqlClientState, columns: readonly string[], rows: readonly (readonly string[])[], os: Os): Ended {
  tellEnd(state.told, tableOutcome(columns, rows), os.now);
  showTable(os, columns, rows);
  return 'well';
}

/** Begins a statement. */
export function runStatement(state: SqlClientState, text: string, os: Os): Ended {
  tellBegin(state.told, text, os.now);
  const executed = executeText(state.session, text, (rel, session) => checkSources(rel, { ...state, session }, os.wallClockMs));
  if (!executed.ok) return refusedBy(state, executed.problem, os);
  const before = state.session;
  state.session = freeze(executed.value.session);
  const ended = answer(state, executed.value.answer, os);
  // A table that is to be filled by a query is made before the job is planned, and after the query was found right.
  if (ended === 'badly' && !isFilled(executed.value.answer, before)) state.session = before;
  return ended;
}

/** Whether the query of a CREATE TABLE AS is right by itself. */
function isFilled(said: Answer, { catalogs }: SqlClientState['session']): boolean {
  return said.kind === 'insert' && said.inserts.every(({ query }) => bindQuery(query, catalogs).ok);
}

function answer(state: SqlClientState, said: Answer, os: Os): Ended {
  switch (said.kind) {
    case 'done':
      info(os, SUCCEEDED);
      return 'well';
    case 'table':
      return tabled(state, said.columns, said.rows, os);
    case 'help':
      os.write(1, HELP_TEXT);
      return 'well';
    case 'clear':
      if (state.script === null && os.isTty(1)) os.write(1, '\u001b[2J\u001b[H');
      return 'well';
    case 'quit':
      info(os, 'Exiting Flink SQL CLI Client...');
      return 'quit';
    case 'query': return submitQuery(state, said, os);
    case 'insert': return submitInsert(state, planInserts(state, said.inserts, os.wallClockMs), os);
    case 'explain': {
      const text = explained(state, said.of, said.details, os.wallClockMs, ({ node, transformation }) => {
        state.nextNode = node;
        state.nextTransformation = transformation;
      });
      if (!text.ok) return refusedBy(state, text.problem, os);
      return tabled(state, ['result'], [[text.value]], os);
    }
    case 'jobs': case 'describe job':
      if (said.kind === 'describe job' && !JOB_ID.test(said.job)) return badly(NO_JOB_ID, os);
      state.running = { kind: 'jobs', request: ask(state, { kind: 'ListJobs' }, os), only: said.kind === 'jobs' ? null : said.job };
      return 'running';
    case 'stop job': return stopJob(state, said, os);
    case 'compile plan': return compilePlan(state, said, os);
    case 'execute plan': {
      const read = compiledInserts(os.readFile(said.path), said.path);
      return read.ok ? submitInsert(state, planInserts(state, read.value, os.wallClockMs), os) : refusedBy(state, read.problem, os);
    }
  }
}

/** Writes the plan of INSERTs into a file, and runs it where that is asked. */
function compilePlan(state: SqlClientState, said: Extract<Answer, { kind: 'compile plan' }>, os: Os): Ended {
  const there = os.readFile(said.path);
  const force = allSettings(state.session)['table.plan.force-recompile'] === 'true';
  if (there !== null && !force && !said.executes && !said.ifNotExists) return badly(`org.apache.flink.table.api.TableException: ${noOverwrite(said.path)}`, os);
  const keeps = there !== null && !force;
  const read = keeps ? compiledInserts(there, said.path) : { ok: true as const, value: said.inserts };
  if (!read.ok) return refusedBy(state, read.problem, os);
  const planned = planInserts(state, read.value, os.wallClockMs);
  if (!planned.ok) return refusedBy(state, planned.problem, os);
  const failed = keeps ? null : os.writeFile(said.path, compiledText(planned.value.graph, said.text), false);
  if (failed !== null) return badly(`java.io.FileNotFoundException: ${said.path} (${failed})`, os);
  if (said.executes) return submitInsert(state, planned, os);
  info(os, SUCCEEDED);
  return 'well';
}

/** At its prompt the client reads the mode outside of what it catches, and ends. */
function noResultMode(state: SqlClientState, problem: SqlProblem, os: Os): Ended {
  const key = 'sql-client.execution.result-mode';
  os.write(2, `\n\nException in thread "main" org.apache.flink.table.client.SqlClientException: Could not read from command line.\nCaused by: ${problem.exception}: Could not parse value '${textOption(state.session, key, '')}' for key '${key}'.\nCaused by: ${problem.exception}: ${problem.message}\n`);
  return 'crashed';
}

function submitQuery(state: SqlClientState, said: Extract<Answer, { kind: 'query' }>, os: Os): Ended {
  const mode = attempt(() => enumOption(state.session, 'sql-client.execution.result-mode', RESULT_MODES, 'TABLE', 'org.apache.flink.table.client.config.ResultMode'));
  if (!mode.ok) return state.script === null ? noResultMode(state, mode.problem, os) : refusedBy(state, mode.problem, os);
  if (state.script !== null && mode.value !== 'TABLEAU') return badly(`org.apache.flink.table.client.gateway.SqlExecutionException: ${NOT_TABLEAU}`, os);
  if (mode.value === 'CHANGELOG' && isBatch(state)) return badly('org.apache.flink.table.client.gateway.SqlExecutionException: Results of batch queries can only be served in table or tableau mode.', os);
  const width = attempt(() => intOption(state.session, 'table.display.max-column-width', 30));
  if (!width.ok) return refusedBy(state, width.problem, os);
  const planned = planQuery(state, said.query, os.wallClockMs);
  if (!planned.ok) return refusedBy(state, planned.problem, os);
  const { graph, fields, isStreaming, nextNode, drawn } = planned.value;
  state.nextNode = nextNode;
  tellPlan(state.told, drawn, true);
  state.running = { kind: 'submitting query', request: ask(state, { kind: 'SubmitJob', graph: toJobGraph(graph) }, os), fields, isStreaming, mode: mode.value, since: os.now };
  return 'running';
}

function submitInsert(state: SqlClientState, planned: Outcome<Job>, os: Os): Ended {
  if (!planned.ok) return refusedBy(state, planned.problem, os);
  const sync = attempt(() => booleanOption(state.session, 'table.dml-sync', false));
  if (!sync.ok) return refusedBy(state, sync.problem, os);
  state.nextNode = planned.value.nextNode;
  tellPlan(state.told, planned.value.drawn, false);
  state.running = { kind: 'submitting insert', request: ask(state, { kind: 'SubmitJob', graph: toJobGraph(planned.value.graph) }, os), sync: sync.value };
  return 'running';
}

function stopJob(state: SqlClientState, { job, savepoint, drain }: Extract<Answer, { kind: 'stop job' }>, os: Os): Ended {
  if (drain && !savepoint) return badly('org.apache.flink.sql.parser.impl.ParseException: WITH DRAIN could only be used after WITH SAVEPOINT.', os);
  if (!JOB_ID.test(job)) return badly(NO_JOB_ID, os);
  const request = savepoint ? ask(state, { kind: 'StopWithSavepoint', job, drain, directory: null }, os) : ask(state, { kind: 'CancelJob', job }, os);
  state.running = { kind: 'stopping', request, savepoint };
  return 'running';
}

/** The cluster has answered. */
export function takeResponse(state: SqlClientState, response: ClientResponse, os: Os): Ended {
  const { running } = state;
  if (running === null || running.kind === 'waiting' || running.request !== response.request) return running === null ? 'well' : 'running';
  state.running = null;
  if (!response.ok) {
    if (running.kind === 'cancelling') return cancelled(state, running, os);
    return badly(running.kind === 'stopping' ? stopFailure(response.failure, running.savepoint) : rootCause(response.failure), os);
  }
  return takeAnswer(state, running, response.value, os);
}

/** As the client of the REST interface words what it was answered. */
function stopFailure(failure: Failure, savepoint: boolean): string {
  const text = rootCause(failure);
  if (failure.exception.endsWith('FlinkJobTerminatedWithoutCancellationException')) return `org.apache.flink.runtime.rest.util.RestClientException: [org.apache.flink.runtime.rest.handler.RestHandlerException: ${failure.message}`;
  return savepoint && failure.exception.endsWith('FlinkJobNotFoundException') ? `${failure.exception}: ${text}` : text;
}

function takeAnswer(state: SqlClientState, running: Exclude<SqlClientState['running'], null | { kind: 'waiting' }>, value: ClientAnswer, os: Os): Ended {
  switch (running.kind) {
    case 'submitting query': {
      if (value.of !== 'SubmitJob') return 'well';
      const result: Result = { job: value.job, fields: running.fields, isStreaming: running.isStreaming, next: 0, received: 0, kept: [], since: running.since, view: viewFor(state, running.mode, running.fields, os) };
      tellJob(state.told, result.job);
      tellQuery(state.told, result.fields, zoneOf(state.session), result.isStreaming);
      if (result.view !== null) openScreen(result.view, os);
      else if (result.isStreaming) printHead(state, result.fields, os);
      state.running = { kind: 'result', request: askForRows(state, result, os), result };
      return 'running';
    }
    case 'submitting insert':
      if (value.of !== 'SubmitJob') return 'well';
      return inserted(state, value.job, running.sync, os);
    case 'result': return takeResult(state, running.result, value, os);
    case 'cancelling': return cancelled(state, running, os);
    case 'failed': {
      const failure = value.of === 'DescribeJob' && value.failure !== null ? rootCause(value.failure) : CANCELLED;
      if (running.result.view !== null) return jobFailed(state, running.result, failure);
      return badly(failure, os);
    }
    case 'viewing': return 'running';
    case 'awaiting': return takeStatus(state, running.job, value, os);
    case 'jobs':
      if (value.of === 'ListJobs') return showJobs(state, value.jobs, running.only, os);
      return 'well';
    case 'stopping':
      if (value.of === 'StopWithSavepoint') return tabled(state, ['savepoint path'], [[value.path]], os);
      info(os, SUCCEEDED);
      return 'well';
  }
}

function inserted(state: SqlClientState, job: string, sync: boolean, os: Os): Ended {
  tellJob(state.told, job);
  if (sync) {
    state.running = { kind: 'awaiting', request: ask(state, { kind: 'DescribeJob', job }, os), job };
    return 'running';
  }
  tellEnd(state.told, { kind: 'submitted' }, os.now);
  info(os, 'Submitting SQL update statement to the cluster...');
  info(os, 'SQL update statement has been successfully submitted to the cluster:');
  os.write(1, `Job ID: ${job}\n\n`);
  return 'well';
}

function takeResult(state: SqlClientState, result: Result, value: ClientAnswer, os: Os): Ended {
  if (value.of !== 'FetchResults') return 'well';
  takeRows(state, result, value.records, os);
  if (value.records.length > 0) state.running = { kind: 'result', request: askForRows(state, result, os), result };
  else if (value.status === 'FINISHED') {
    tellEnd(state.told, { kind: 'finished' }, os.now);
    if (result.view !== null) return jobFinished(state, result);
    printEnd(state, result, os);
    return 'well';
  } else if (value.status === 'FAILED' || value.status === 'CANCELED') state.running = { kind: 'failed', request: ask(state, { kind: 'DescribeJob', job: result.job }, os), result };
  else wait(state, { kind: 'waiting', for: { kind: 'result', request: 0, result } }, os);
  return 'running';
}

function takeStatus(state: SqlClientState, job: string, value: ClientAnswer, os: Os): Ended {
  if (value.of !== 'DescribeJob') return 'well';
  if (value.job.status === 'FINISHED') {
    info(os, 'Complete execution of the SQL update statement.');
    return 'well';
  }
  if (value.job.status === 'FAILED' || value.job.status === 'CANCELED') {
    if (value.failure === null) problem(os, CANCELLED);
    else printFailure(value.failure, os);
    return 'badly';
  }
  wait(state, { kind: 'waiting', for: { kind: 'awaiting', request: 0, job } }, os);
  return 'running';
}

function wait(state: SqlClientState, running: Extract<SqlClientState['running'], { kind: 'waiting' }>, os: Os): void {
  state.running = running;
  state.alarm = os.schedule(POLL_US, { kind: 'Poll' });
}

/** It is time to ask again. */
export function askAgain(state: SqlClientState, os: Os): void {
  const { running } = state;
  state.alarm = null;
  if (running?.kind !== 'waiting') return;
  const next = running.for;
  state.running = next.kind === 'result' ? { ...next, request: askForRows(state, next.result, os) } : { ...next, request: ask(state, { kind: 'DescribeJob', job: next.job }, os) };
}

/** ^C: a query's job is cancelled; what else runs goes on without the client. True where a statement ends by it. */
export function interrupt(state: SqlClientState, os: Os): Ended {
  const running = state.running?.kind === 'waiting' ? state.running.for : state.running;
  if (state.alarm !== null) os.cancel(state.alarm);
  state.alarm = null;
  leaveScreen(state, os);
  if (running?.kind === 'result') {
    const { job, received, since } = running.result;
    state.running = { kind: 'cancelling', request: ask(state, { kind: 'CancelJob', job }, os), received, since, isView: running.result.view !== null };
    return 'running';
  }
  tellEnd(state.told, { kind: 'stopped' }, os.now);
  if (running?.kind === 'awaiting') ask(state, { kind: 'CancelJob', job: running.job }, os);
  state.running = null;
  return 'well';
}

function cancelled(state: SqlClientState, running: Extract<SqlClientState['running'], { kind: 'cancelling' }>, os: Os): Ended {
  tellEnd(state.told, { kind: 'stopped' }, os.now);
  if (running.isView) info(os, RETRIEVAL_CANCELLED);
  else printTerminated(state, running.received, running.since, os);
  return 'well';
}

function showJobs(state: SqlClientState, jobs: readonly JobRow[], only: string | null, os: Os): Ended {
  const shown = jobs.filter(({ job }) => only === null || job === only).toSorted((a, b) => b.startedMs - a.startedMs);
  if (only !== null && shown.length === 0) return badly(`org.apache.flink.table.gateway.service.utils.SqlExecutionException: Described job ${only} does not exist in the cluster.`, os);
  return tabled(state, ['job id', 'job name', 'status', 'start time'], shown.map(({ job, name, status, startedMs }) => [job, name, status, isoTime(startedMs)]), os);
}

/** `2026-01-05T12:00:00.123`, as a Java LocalDateTime of UTC prints itself. */
function isoTime(ms: number): string {
  const text = new Date(ms).toISOString().slice(0, -1);
  return text.endsWith('.000') ? text.slice(0, -4) : text;
}

/** Nobody listens at the Dispatcher's address. */
export function unreachable(state: SqlClientState, os: Os): Ended {
  if (state.running === null) return 'well';
  if (state.alarm !== null) os.cancel(state.alarm);
  state.alarm = null;
  leaveScreen(state, os);
  state.running = null;
  return badly('java.net.ConnectException: Connection refused', os);
}
