// From a bound statement to a job's graph: the planner with the session's catalogs, settings and connectors.
import type { StreamGraph } from '../../../../bridge/flink.ts';
import type { SqlPlan } from '../../../../bridge/sql.ts';
import { CONNECTORS, CONNECTORS_AND_JDBC } from '../../../connector/table/connectors.ts';
import type { Query } from '../../../sql/parser/ast.ts';
import type { Insert, Statement } from '../../../sql/parser/statement.ts';
import { attempt, type Result, type SqlProblem, VALIDATION_EXCEPTION } from '../../../sql/problem.ts';
import { bindQuery } from '../../../sql/query/bind.ts';
import { type BoundInsert, bindInsert } from '../../../sql/query/insert.ts';
import { execute } from '../../../sql/session/execute.ts';
import { findFunction } from '../../../sql/session/objects.ts';
import { allSettings } from '../../../sql/session/session.ts';
import { checkPlanned } from '../../../sql/session/settings.ts';
import { unparseQuery } from '../../../sql/session/unparse.ts';
import { explainStatement } from '../../../sql/plan/explain.ts';
import { planJob, type PlannedJob, type PlanSession } from '../../../sql/plan/plan.ts';
import { sourceOf } from '../../../sql/plan/tables.ts';
import type { Rel } from '../../../sql/query/rel.ts';
import type { Field } from '../../../sql/type/logical-type.ts';
import type { SqlClientState } from './state.ts';

/** What planning looks at of a client. */
export type PlanState = Pick<SqlClientState, 'session' | 'nextNode' | 'jdbc'> & { readonly nextTransformation?: number };

export interface Job {
  readonly graph: StreamGraph;
  readonly fields: readonly Field[];
  readonly isStreaming: boolean;
  readonly nextNode: number;
  /** The plan as it is drawn. */
  readonly drawn: SqlPlan;
}

function planSession(state: PlanState, startedMs: number): PlanSession {
  return { catalogs: state.session.catalogs, settings: allSettings(state.session), connectors: state.jdbc === true ? CONNECTORS_AND_JDBC : CONNECTORS, startedMs, firstNode: state.nextNode };
}

export const isBatch = (state: PlanState): boolean => (allSettings(state.session)['execution.runtime-mode'] ?? '').toLowerCase() === 'batch';

/** The job under its name: `pipeline.name`, else what Flink calls it. */
function jobOf(state: PlanState, planned: PlannedJob, name: string): Job {
  const given = allSettings(state.session)['pipeline.name'];
  return { graph: { ...planned.graph, name: given ?? name }, fields: planned.fields, isStreaming: !isBatch(state), nextNode: planned.nextNode, drawn: planned.drawn };
}

/** The job of a query whose rows the client collects. */
export function planQuery(state: PlanState, query: Query, startedMs: number): Result<Job> {
  const bound = bindQuery(query, state.session.catalogs, isBatch(state));
  if (!bound.ok) return { ok: false, problem: withClass(state, bound.problem) };
  const settings = attempt(() => checkPlanned(state.session, false));
  if (!settings.ok) return settings;
  const planned = planJob({ kind: 'query', rel: bound.value }, planSession(state, startedMs));
  return planned.ok ? { ok: true, value: jobOf(state, planned.value, unparseQuery(query, state.session.catalogs)) } : planned;
}

/** A function that a catalog knows is looked for in its class, and no class but Flink's own is there. */
function withClass(state: PlanState, problem: SqlProblem): SqlProblem {
  const name = /^No match found for function signature (.+?)\(/s.exec(problem.message)?.[1];
  const entry = name === undefined ? null : findFunction(state.session, name.split('.'))?.entry;
  return entry === null || entry === undefined ? problem : { ...problem, exception: 'java.lang.ClassNotFoundException', message: entry.className };
}

/** The one job of one or more INSERTs. */
export function planInserts(state: PlanState, inserts: readonly Insert[], startedMs: number): Result<Job> {
  const bound: BoundInsert[] = [];
  for (const insert of inserts) {
    const one = bindInsert(insert, state.session.catalogs, isBatch(state));
    if (!one.ok) return { ok: false, problem: withClass(state, one.problem) };
    bound.push(one.value);
  }
  const settings = attempt(() => checkPlanned(state.session, true));
  if (!settings.ok) return settings;
  const overwritten = bound.find((_one, at) => inserts[at]?.overwrite === true);
  // Of the connectors here only files can be overwritten.
  if (overwritten !== undefined && overwritten.table.options['connector'] !== 'filesystem') return { ok: false, problem: noOverwrite(overwritten.path.join('.')) };
  const planned = planJob({ kind: 'insert', inserts: bound }, planSession(state, startedMs));
  return planned.ok ? { ok: true, value: jobOf(state, planned.value, `insert-into_${sinkNames(bound.map(({ path }) => path.join('.'))).join(',')}`) } : planned;
}

function noOverwrite(table: string): SqlProblem {
  return { exception: VALIDATION_EXCEPTION, message: `INSERT OVERWRITE requires that the underlying DynamicTableSink of table '${table}' implements the SupportsOverwrite interface.`, at: null, phase: 'validate' };
}

/** Sinks that are written more than once in a set are numbered. */
function sinkNames(names: readonly string[]): readonly string[] {
  return names.map((name, at) => (names.filter((one) => one === name).length === 1 ? name : `${name}_${names.slice(0, at + 1).filter((one) => one === name).length}`));
}

/** Throws where a table that a query reads can't be read: Flink makes the sources of a view as it makes the view. */
export function checkSources(rel: Rel, state: PlanState, startedMs: number): void {
  if (rel.kind === 'scan') sourceOf(rel.table, rel.hints, planSession(state, startedMs));
  for (const [key, below] of Object.entries(rel)) if (key === 'input' || key === 'left' || key === 'right') checkSources(below as Rel, state, startedMs);
  if (rel.kind === 'set') for (const input of rel.inputs) checkSources(input, state, startedMs);
}

/** The cell of EXPLAIN. */
export function explained(state: PlanState, of: Statement, details: readonly string[], startedMs: number, counted?: PlanSession['counted']): Result<string> {
  const settings = attempt(() => checkPlanned(state.session, of.kind === 'insert'));
  if (!settings.ok) return settings;
  const made = of.kind === 'create table' && of.as !== null ? execute(state.session, of, '') : null;
  if (made?.ok === false) return made;
  const insert = made?.ok === true && made.value.answer.kind === 'insert' ? made.value.answer.inserts[0] : undefined;
  const session = planSession(made?.ok === true ? { ...state, session: made.value.session } : state, startedMs);
  const text = explainStatement(insert === undefined ? of : { ...insert, columns: null }, details, { ...session, ...(counted === undefined ? {} : { counted }), firstTransformation: state.nextTransformation ?? 1 });
  return text.ok ? text : { ok: false, problem: withClass(state, text.problem) };
}
