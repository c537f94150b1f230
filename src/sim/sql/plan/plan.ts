// A statement's job: from bound queries to the streaming plan, and from that to the stream graph that the cluster runs.
import type { StreamGraph } from '../../../bridge/flink.ts';
import type { SqlPlan } from '../../../bridge/sql.ts';
import { freeze } from '../../kernel/freeze.ts';
import { attempt, type Result } from '../problem.ts';
import type { Catalogs } from '../query/catalog.ts';
import type { BoundInsert } from '../query/insert.ts';
import type { Rel } from '../query/rel.ts';
import type { Field } from '../type/logical-type.ts';
import { isBatch } from './batch.ts';
import { planBatchJob } from './batch-translate.ts';
import { inferChanges } from './changes.ts';
import { type ChangeKinds, type Connectors, INSERT_ONLY } from './connector.ts';
import { convert, type Conversion } from './convert.ts';
import { drawnPlan } from './drawn.ts';
import { holds, primaryKeyOf } from './keys.ts';
import { optimise } from './logical.ts';
import { checkEventTime } from './event-time-mode.ts';
import { checkMiniBatch } from './mini-batch.ts';
import { isInsertOnly, modifiesOf } from './modify.ts';
import { make } from './node.ts';
import type { Physical, PhysicalOf } from './physical.ts';
import { jobName } from './plan-graph.ts';
import { shared } from './reuse.ts';
import { insertedRows } from './rows.ts';
import { planError, sinkOf } from './tables.ts';
import { withPlainTimes } from './time-attributes.ts';
import { Translation } from './translate.ts';

export interface PlanSession {
  readonly catalogs: Catalogs;
  /** What SET has set, by Flink's names. */
  readonly settings: Readonly<Record<string, string>>;
  readonly connectors: Connectors;
  /** Virtual time of the statement, ms since 1970. */
  readonly startedMs: number;
  /** The number of the first node: Flink counts them on over the statements of a session. 1 at its start. */
  readonly firstNode: number;
  /** The number of the first transformation, counted on in the same way. */
  readonly firstTransformation?: number;
  /** Is told what numbers are free behind a statement that is only explained. */
  readonly counted?: (next: { readonly node: number; readonly transformation: number }) => void;
}

/** What is planned: INSERTs that become one job, or a query whose rows a client collects. */
export type Planned = { readonly kind: 'insert'; readonly inserts: readonly BoundInsert[] } | { readonly kind: 'query'; readonly rel: Rel };

export interface Plan {
  /** For each INSERT its Sink; for a query its topmost node. One object at two places is one node. */
  readonly roots: readonly Physical[];
  /** Columns of the query; of the first INSERT else. */
  readonly fields: readonly Field[];
  /** What the root gives: with `updateBefore` for a query. */
  readonly changes: ChangeKinds;
}

export interface PlannedJob extends Plan {
  readonly graph: StreamGraph;
  /** The plan as it is drawn; its nodes' numbers are in the graph's names. */
  readonly drawn: SqlPlan;
  /** For the next statement's `firstNode`. */
  readonly nextNode: number;
}

/** The physical plan of a statement, for EXPLAIN; or why there is none. What can't be translated can't be explained either (PlannerBase.getExplainGraphs). */
export function planStatement(planned: Planned, session: PlanSession): Result<Plan> {
  return attempt(() => {
    checkEventTime(planned, session);
    checkMiniBatch(session.settings);
    const conversion: Conversion = { session, done: new Map() };
    if (planned.kind === 'insert') {
      const plan = insertPlan(planned, conversion);
      translated(plan, planned, session);
      return plan;
    }
    const converted = withPlainTimes(convert(optimise(planned.rel), conversion));
    translated(queryPlan(planned, converted, true), planned, session);
    return queryPlan(planned, converted, false);
  });
}

/** The job of a statement: its plan, and the stream graph to submit; or Flink's refusal. */
export function planJob(planned: Planned, session: PlanSession): Result<PlannedJob> {
  if (isBatch(session.settings)) return planBatchJob(planned, session);
  return attempt(() => {
    checkEventTime(planned, session);
    checkMiniBatch(session.settings);
    const conversion: Conversion = { session, done: new Map() };
    const plan = planned.kind === 'insert' ? insertPlan(planned, conversion) : queryPlan(planned, withPlainTimes(convert(optimise(planned.rel), conversion)), true);
    const translation = translated(plan, planned, session);
    return { ...plan, graph: translation.graph(jobName(planned, session)), nextNode: translation.nextNode, drawn: drawnPlan(plan.roots, planned.kind === 'query', translation, session.settings) };
  });
}

function translated(plan: Plan, planned: Planned, session: PlanSession): Translation {
  const translation = new Translation(plan.roots, session);
  for (const root of plan.roots) {
    const flow = translation.flow(root);
    if (planned.kind === 'query') translation.collect(root, flow, planned.rel.fields);
  }
  return translation;
}

/** A query that runs gives its client the old rows too. */
function queryPlan({ rel }: Extract<Planned, { kind: 'query' }>, converted: Physical, runs: boolean): Plan {
  const made = inferChanges(converted, runs);
  const [root = made] = shared([made]);
  return freeze({ roots: [root], fields: rel.fields, changes: root.changes });
}

function insertPlan({ inserts }: Extract<Planned, { kind: 'insert' }>, conversion: Conversion): Plan {
  const roots = shared(byTable(inserts, conversion.session.settings).map((own) => sinkNode(own, conversion)));
  return freeze({ roots, fields: inserts[0]?.rel.fields ?? [], changes: roots[0]?.changes ?? INSERT_ONLY });
}

/** INSERTs into the same columns of one table, by the same names, have one sink (`table.optimizer.reuse-sink-enabled`, default true). */
export function byTable(inserts: readonly BoundInsert[], settings: PlanSession['settings']): readonly (readonly BoundInsert[])[] {
  if ((settings['table.optimizer.reuse-sink-enabled'] ?? 'true').toLowerCase() !== 'true') return inserts.map((insert) => [insert]);
  const groups = new Map<string, BoundInsert[]>();
  for (const insert of inserts) {
    const key = JSON.stringify([insert.path, insert.hints, insert.columns, insert.rel.fields.map((field) => field.name)]);
    groups.set(key, [...(groups.get(key) ?? []), insert]);
  }
  return [...groups.values()];
}

function sinkNode(inserts: readonly BoundInsert[], conversion: Conversion): Physical {
  const { session } = conversion;
  const queries = inserts.map(({ rel }) => convert(optimise(insertedRows(rel)), conversion));
  const [insert] = inserts;
  const [first] = queries;
  if (insert === undefined || first === undefined) throw planError('There is nothing to insert.');
  const query = queries.length === 1 ? first : make({ kind: 'Union' }, queries, first.fields);
  const { update, delete: deletes } = modifiesOf(query);
  const { request, sink } = sinkOf(insert.path, insert.table, { insert: true, updateBefore: update, updateAfter: update, delete: deletes }, session, insert.overwrite);
  const names = primaryKeyOf(insert.table);
  const primaryKey = names === null ? null : names.map((name) => request.fields.findIndex((field) => field.name === name));
  const node = make({ kind: 'Sink', request, sink, primaryKey, materializes: false, takes: sink.takes, hints: insert.hints }, [query], query.fields);
  const made = inferChanges(withPlainTimes(node), true);
  return made.kind === 'Sink' ? { ...made, materializes: materializes(made, session) } : made;
}

/** `table.exec.sink.upsert-materialize`: rows of one key that come by other keys' ways are put in order before the table (AUTO). */
function materializes(sink: PhysicalOf<'Sink'>, { settings }: PlanSession): boolean {
  const { primaryKey, takes } = sink;
  const [input] = sink.inputs;
  const wish = (settings['table.exec.sink.upsert-materialize'] ?? 'AUTO').toUpperCase();
  if (primaryKey === null || input === undefined || wish === 'NONE') return false;
  const takesUpdates = takes.updateAfter || takes.delete;
  if (wish === 'FORCE') return takesUpdates;
  // A table that takes what was before an update puts nothing in order by key.
  return takesUpdates && !takes.updateBefore && !isInsertOnly(input) && !input.upsertKeys.some((key) => holds(primaryKey, key));
}
